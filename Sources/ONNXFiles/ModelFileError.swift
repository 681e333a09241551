/// Why a file's bytes are no ONNX model or tensor that can be read: the file, and the one thing that
/// is wrong with it.
///
/// Where the file system refuses, `ArrayFileError.file` is thrown instead.
public struct ModelFileError: Error, Equatable, CustomStringConvertible {
  /// The file's path, or whatever the caller named the bytes.
  public let file: String
  /// What is wrong.
  public let problem: ModelFileProblem

  /// Creates an error.
  public init(file: String, problem: ModelFileProblem) {
    self.file = file
    self.problem = problem
  }

  /// One line: the file and the problem.
  public var description: String { "\(file): \(problem)" }
}

/// One way in which a file can be bad.
public enum ModelFileProblem: Error, Equatable, CustomStringConvertible {
  /// The bytes do not decode as the message that is wanted.
  case notProtobuf
  /// The model holds no graph.
  case missingGraph
  /// Subgraphs lie inside subgraphs more often than allowed.
  case nestedTooDeeply(limit: Int)
  /// An operator set is imported twice.
  case duplicateOpset(domain: String)
  /// The model defines one function twice.
  case duplicateFunction(name: String)
  /// A weight is stored as a sparse tensor.
  case sparseUnsupported(tensor: String)
  /// A tensor's element type is none that can be stored.
  case unsupportedElementType(tensor: String, type: String)
  /// A tensor has a negative extent, or more elements than can be counted.
  case invalidShape(tensor: String, shape: [Int64])
  /// A tensor's data has another length than its shape asks for, both in elements or bytes.
  case wrongDataLength(tensor: String, expected: Int, found: Int)
  /// A tensor's data is given more than once.
  case severalPayloads(tensor: String)
  /// A tensor's data is in a field that its element type does not use.
  case wrongDataField(tensor: String, field: String)
  /// An element does not fit its tensor's type.
  case elementOutOfRange(tensor: String)
  /// A tensor's data lies in another file that cannot be read.
  case externalData(tensor: String, location: String)
  /// A tensor's data lies outside the model's folder, or behind a link.
  case externalDataOutside(tensor: String, location: String)
  /// The place of a tensor's data in another file makes no sense.
  case invalidExternalData(tensor: String, reason: String)
  /// A tensor is one segment of a larger one.
  case segmented(tensor: String)
  /// An attribute is given twice.
  case duplicateAttribute(node: String, attribute: String)
  /// An attribute's kind is none that can be read.
  case unsupportedAttribute(node: String, attribute: String, kind: String)
  /// A value is neither a tensor nor a sequence of such, nor an optional one.
  case unsupportedValueType(value: String, kind: String)
  /// A value's declared extent is negative.
  case invalidDimension(value: String, extent: Int64)

  /// The problem in words, without the file's name.
  public var description: String {
    switch self {
    case .notProtobuf: "is not an ONNX file, or is damaged"
    case .missingGraph: "holds no graph"
    case .nestedTooDeeply(let limit): "nests subgraphs more than \(limit) deep"
    case .duplicateOpset(let domain): "imports the operator set '\(domain)' twice"
    case .duplicateFunction(let name): "defines the function '\(name)' twice"
    case .sparseUnsupported(let tensor):
      "tensor '\(tensor)' is sparse, and sparse tensors are not supported"
    case .unsupportedElementType(let tensor, let type):
      "tensor '\(tensor)' has elements of type \(type), which is not supported"
    case .invalidShape(let tensor, let shape):
      "tensor '\(tensor)' has the impossible shape \(shape)"
    case .wrongDataLength(let tensor, let expected, let found):
      "tensor '\(tensor)' holds \(found) where its shape needs \(expected)"
    case .severalPayloads(let tensor): "tensor '\(tensor)' holds its data more than once"
    case .wrongDataField(let tensor, let field):
      "tensor '\(tensor)' holds its data in \(field), which is not its element type's"
    case .elementOutOfRange(let tensor):
      "tensor '\(tensor)' holds an element that its type cannot"
    case .externalData(let tensor, let location):
      "tensor '\(tensor)' lies in the file '\(location)', which cannot be read"
    case .externalDataOutside(let tensor, let location):
      "tensor '\(tensor)' names the file '\(location)', which is not in the model's folder or is a link"
    case .invalidExternalData(let tensor, let reason):
      "tensor '\(tensor)' has impossible external data: \(reason)"
    case .segmented(let tensor):
      "tensor '\(tensor)' is a segment of another, and segments are not supported"
    case .duplicateAttribute(let node, let attribute):
      "node '\(node)' gives the attribute '\(attribute)' twice"
    case .unsupportedAttribute(let node, let attribute, let kind):
      "attribute '\(attribute)' of node '\(node)' is \(kind), which is not supported"
    case .unsupportedValueType(let value, let kind):
      "value '\(value)' is \(kind), which is not supported"
    case .invalidDimension(let value, let extent):
      "value '\(value)' is declared with the extent \(extent)"
    }
  }
}
