import ONNX

extension Function {
  /// Reads a function.
  init(_ message: Onnx_FunctionProto) throws(ModelFileProblem) {
    self.init(
      name: message.name, domain: message.domain == "ai.onnx" ? "" : message.domain,
      inputs: message.input, outputs: message.output, attributes: message.attribute,
      opsets: try opsetVersions(message.opsetImport), nodes: [])
    for attribute in message.attributeProto {
      let value = try Attribute(attribute, node: name, depth: 0)
      if defaults.updateValue(value, forKey: attribute.name) != nil {
        throw .duplicateAttribute(node: name, attribute: attribute.name)
      }
    }
    for node in message.node { nodes.append(try Node(node, depth: 0)) }
  }

  /// The function as the format stores it.
  var message: Onnx_FunctionProto {
    var message = Onnx_FunctionProto()
    message.name = name
    message.domain = domain
    message.input = inputs
    message.output = outputs
    message.attribute = attributes
    message.attributeProto = defaults.sorted { $0.key < $1.key }.map {
      $0.value.message(name: $0.key)
    }
    message.opsetImport = opsetMessages(opsets)
    message.node = nodes.map(\.message)
    return message
  }
}

/// The version of each operator set, by domain; the standard's own domain is "".
func opsetVersions(
  _ messages: [Onnx_OperatorSetIdProto]
) throws(ModelFileProblem) -> [String: Int] {
  var opsets: [String: Int] = [:]
  for entry in messages {
    let domain = entry.domain == "ai.onnx" ? "" : entry.domain
    if opsets.updateValue(Int(entry.version), forKey: domain) != nil {
      throw .duplicateOpset(domain: domain)
    }
  }
  return opsets
}

/// Versions of operator sets as the format stores them, in the order of the domains.
func opsetMessages(_ opsets: [String: Int]) -> [Onnx_OperatorSetIdProto] {
  opsets.sorted { $0.key < $1.key }.map { domain, version in
    var entry = Onnx_OperatorSetIdProto()
    entry.domain = domain
    entry.version = Int64(version)
    return entry
  }
}
