import ONNX

extension Model {
  /// Reads a model.
  init(_ message: Onnx_ModelProto) throws(ModelFileProblem) {
    guard message.hasGraph else { throw .missingGraph }
    let opsets = try opsetVersions(message.opsetImport)
    var functions: [Function] = []
    var known: Set<[String]> = []
    for function in message.functions {
      let read = try Function(function)
      guard known.insert([read.domain, read.name]).inserted else {
        throw .duplicateFunction(name: read.name)
      }
      functions.append(read)
    }
    self.init(
      irVersion: Int(message.irVersion), opsets: opsets, producerName: message.producerName,
      producerVersion: message.producerVersion, domain: message.domain,
      modelVersion: Int(message.modelVersion), documentation: message.docString,
      metadata: message.metadataProps.map { ($0.key, $0.value) },
      functions: functions, graph: try Graph(message.graph, depth: 0))
  }

  /// The model as the format stores it, weights where the layout says; texts that are empty are left
  /// out.
  func message(_ layout: ExternalLayout?) -> Onnx_ModelProto {
    var message = Onnx_ModelProto()
    message.irVersion = Int64(irVersion)
    if !producerName.isEmpty { message.producerName = producerName }
    if !producerVersion.isEmpty { message.producerVersion = producerVersion }
    if !domain.isEmpty { message.domain = domain }
    if modelVersion != 0 { message.modelVersion = Int64(modelVersion) }
    if !documentation.isEmpty { message.docString = documentation }
    message.graph = graph.message(layout)
    message.opsetImport = opsetMessages(opsets)
    message.functions = functions.map(\.message)
    message.metadataProps = metadata.map { key, value in
      var entry = Onnx_StringStringEntryProto()
      entry.key = key
      entry.value = value
      return entry
    }
    return message
  }
}

extension Graph {
  /// Reads a graph that lies in `depth` others.
  init(_ message: Onnx_GraphProto, depth: Int) throws(ModelFileProblem) {
    guard depth <= ModelFile.maximumDepth else {
      throw .nestedTooDeeply(limit: ModelFile.maximumDepth)
    }
    if let sparse = message.sparseInitializer.first {
      throw .sparseUnsupported(tensor: sparse.values.name)
    }
    self.init(name: message.name)
    for info in message.input { inputs.append(try ValueInfo(info)) }
    for info in message.output { outputs.append(try ValueInfo(info)) }
    for tensor in message.initializer { initializers.append(try TensorValue(tensor)) }
    for node in message.node { nodes.append(try Node(node, depth: depth)) }
    for info in message.valueInfo { valueInfos.append(try ValueInfo(info)) }
  }

  /// The graph as the format stores it.
  func message(_ layout: ExternalLayout? = nil) -> Onnx_GraphProto {
    var message = Onnx_GraphProto()
    message.name = name
    message.node = nodes.map(\.message)
    message.initializer = initializers.map { $0.message(layout) }
    message.input = inputs.map(\.message)
    message.output = outputs.map(\.message)
    message.valueInfo = valueInfos.map(\.message)
    return message
  }
}

extension Node {
  /// Reads a node of a graph that lies in `depth` others.
  init(_ message: Onnx_NodeProto, depth: Int) throws(ModelFileProblem) {
    self.init(
      name: message.name, operatorType: message.opType,
      domain: message.domain == "ai.onnx" ? "" : message.domain, inputs: message.input,
      outputs: message.output)
    let node = name.isEmpty ? operatorType : name
    for attribute in message.attribute {
      let value = try Attribute(attribute, node: node, depth: depth)
      if attributes.updateValue(value, forKey: attribute.name) != nil {
        throw .duplicateAttribute(node: node, attribute: attribute.name)
      }
    }
  }

  /// The node as the format stores it.
  var message: Onnx_NodeProto {
    var message = Onnx_NodeProto()
    message.input = inputs
    message.output = outputs
    if !name.isEmpty { message.name = name }
    message.opType = operatorType
    if !domain.isEmpty { message.domain = domain }
    message.attribute = attributes.sorted { $0.key < $1.key }.map { $0.value.message(name: $0.key) }
    return message
  }
}

extension ValueInfo {
  /// Reads a value's name and type.
  init(_ message: Onnx_ValueInfoProto) throws(ModelFileProblem) {
    self.init(name: message.name, elementType: nil, shape: nil)
    try read(message.type, depth: 0)
  }

  private mutating func read(
    _ message: Onnx_TypeProto, depth: Int
  ) throws(ModelFileProblem) {
    guard depth <= ModelFile.maximumDepth else {
      throw .nestedTooDeeply(limit: ModelFile.maximumDepth)
    }
    switch message.value {
    case .tensorType(let tensor):
      if tensor.elemType != 0 {
        guard let type = ElementType(rawValue: tensor.elemType) else {
          throw .unsupportedElementType(
            tensor: name, type: elementTypeName(tensor.elemType))
        }
        elementType = type
      }
      guard tensor.hasShape else { return }
      var extents: [Dimension] = []
      for dimension in tensor.shape.dim { extents.append(try Dimension(dimension, of: name)) }
      shape = extents
    case nil: break
    case .sequenceType(let sequence):
      containers.append(.sequence)
      try read(sequence.elemType, depth: depth + 1)
    case .optionalType(let optional):
      containers.append(.optional)
      try read(optional.elemType, depth: depth + 1)
    case .mapType: throw .unsupportedValueType(value: name, kind: "a map")
    case .opaqueType: throw .unsupportedValueType(value: name, kind: "opaque")
    case .sparseTensorType: throw .unsupportedValueType(value: name, kind: "a sparse tensor")
    }
  }

  /// The value's name and type as the format stores them.
  var message: Onnx_ValueInfoProto {
    var message = Onnx_ValueInfoProto()
    message.name = name
    guard elementType != nil || !containers.isEmpty else { return message }
    var tensor = Onnx_TypeProto.Tensor()
    if let elementType { tensor.elemType = elementType.rawValue }
    if let shape { tensor.shape.dim = shape.map(\.message) }
    var type = Onnx_TypeProto()
    type.value = .tensorType(tensor)
    for container in containers.reversed() {
      var outer = Onnx_TypeProto()
      switch container {
      case .sequence: outer.sequenceType.elemType = type
      case .optional: outer.optionalType.elemType = type
      }
      type = outer
    }
    message.type = type
    return message
  }
}

extension Dimension {
  fileprivate init(
    _ message: Onnx_TensorShapeProto.Dimension, of value: String
  ) throws(ModelFileProblem) {
    switch message.value {
    case .dimValue(let extent):
      guard extent >= 0 else { throw .invalidDimension(value: value, extent: extent) }
      self = .fixed(Int(extent))
    case .dimParam(let name): self = name.isEmpty ? .unknown : .named(name)
    case nil: self = .unknown
    }
  }

  fileprivate var message: Onnx_TensorShapeProto.Dimension {
    var message = Onnx_TensorShapeProto.Dimension()
    switch self {
    case .fixed(let extent): message.value = .dimValue(Int64(extent))
    case .named(let name): message.value = .dimParam(name)
    case .unknown: break
    }
    return message
  }
}
