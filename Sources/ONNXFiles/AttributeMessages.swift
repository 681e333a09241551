import Foundation
import ONNX

extension Attribute {
  /// Reads an attribute of a node in a graph that lies in `depth` others.
  init(_ message: Onnx_AttributeProto, node: String, depth: Int) throws(ModelFileProblem) {
    func unsupported(_ kind: String) -> ModelFileProblem {
      .unsupportedAttribute(node: node, attribute: message.name, kind: kind)
    }
    if message.hasRefAttrName {
      self = .reference(message.refAttrName)
      return
    }
    switch message.hasType ? message.type : message.impliedType {
    case .float: self = .float(message.f)
    case .int: self = .int(message.i)
    case .string: self = .string(Array(message.s))
    case .tensor: self = .tensor(try TensorValue(message.t))
    case .graph: self = .graph(try Graph(message.g, depth: depth + 1))
    case .floats: self = .floats(message.floats)
    case .ints: self = .ints(message.ints)
    case .strings: self = .strings(message.strings.map { Array($0) })
    case .tensors:
      var tensors: [TensorValue] = []
      for tensor in message.tensors { tensors.append(try TensorValue(tensor)) }
      self = .tensors(tensors)
    case .graphs:
      var graphs: [Graph] = []
      for graph in message.graphs { graphs.append(try Graph(graph, depth: depth + 1)) }
      self = .graphs(graphs)
    case .sparseTensor, .sparseTensors: throw unsupported("a sparse tensor")
    case .typeProto:
      var info = Onnx_ValueInfoProto()
      info.type = message.tp
      self = .type(try ValueInfo(info))
    case .typeProtos: throw unsupported("a list of types")
    case .undefined: throw unsupported("of no known type")
    }
  }

  /// The attribute as the format stores it.
  func message(name: String) -> Onnx_AttributeProto {
    var message = Onnx_AttributeProto()
    message.name = name
    switch self {
    case .int(let value): (message.type, message.i) = (.int, value)
    case .float(let value): (message.type, message.f) = (.float, value)
    case .string(let value): (message.type, message.s) = (.string, Data(value))
    case .tensor(let value): (message.type, message.t) = (.tensor, value.message)
    case .graph(let value): (message.type, message.g) = (.graph, value.message())
    case .ints(let values): (message.type, message.ints) = (.ints, values)
    case .floats(let values): (message.type, message.floats) = (.floats, values)
    case .strings(let values):
      (message.type, message.strings) = (.strings, values.map { Data($0) })
    case .tensors(let values):
      (message.type, message.tensors) = (.tensors, values.map(\.message))
    case .graphs(let values):
      (message.type, message.graphs) = (.graphs, values.map { $0.message() })
    case .type(let info): (message.type, message.tp) = (.typeProto, info.message.type)
    case .reference(let other): message.refAttrName = other
    }
    return message
  }
}

extension Onnx_AttributeProto {
  /// The type that the fields in use imply: files of the first format version do not give it.
  fileprivate var impliedType: AttributeType {
    let used: [(Bool, AttributeType)] = [
      (hasF, .float), (hasI, .int), (hasS, .string), (hasT, .tensor), (hasG, .graph),
      (!floats.isEmpty, .floats), (!ints.isEmpty, .ints), (!strings.isEmpty, .strings),
      (!tensors.isEmpty, .tensors), (!graphs.isEmpty, .graphs),
    ]
    let types = used.filter(\.0).map(\.1)
    return types.count == 1 ? types[0] : .undefined
  }
}
