import Arrays
import ONNX

/// What flows between the nodes of a graph.
public indirect enum Value: Sendable {
  /// Numbers or booleans.
  case tensor(NDArray)
  /// Texts.
  case strings(StringArray)
  /// A list of tensors of one element type.
  case sequence([Value])
  /// A tensor, a sequence, or nothing.
  case optional(Value?)

  /// The numbers of a tensor; nil where the value is something else.
  public var array: NDArray? {
    if case .tensor(let array) = self { return array }
    return nil
  }

  /// The extents of a tensor; nil where the value is something else.
  public var shape: [Int]? {
    switch self {
    case .tensor(let array): array.shape
    case .strings(let strings): strings.shape
    case .sequence, .optional: nil
    }
  }

  /// The bytes that the elements take.
  var byteCount: Int {
    switch self {
    case .tensor(let array): array.count * array.dataType.byteWidth
    case .strings(let strings): strings.elements.reduce(0) { $0 + 16 + $1.utf8.count }
    case .sequence(let values): values.reduce(0) { $0 + 16 + $1.byteCount }
    case .optional(let value): value?.byteCount ?? 0
    }
  }

  /// What kind of value this is, in words.
  var kind: String {
    switch self {
    case .tensor(let array): "\(array.dataType) \(array.shape)"
    case .strings(let strings): "string \(strings.shape)"
    case .sequence(let values): "a sequence of length \(values.count)"
    case .optional(let value): value.map { "an optional: \($0.kind)" } ?? "an empty optional"
    }
  }
}

/// A tensor of texts, in row-major order.
public struct StringArray: Sendable, Equatable {
  /// The extent of each axis.
  public let shape: [Int]
  /// The texts.
  public let elements: [String]

  /// Creates a tensor of as many texts as the shape asks for; `shape` defaults to one axis.
  public init(_ elements: [String], shape: [Int]? = nil) {
    let shape = shape ?? [elements.count]
    precondition(
      shape.reduce(1, *) == elements.count,
      "\(elements.count) texts do not fill the shape \(shape)")
    self.shape = shape
    self.elements = elements
  }

  /// Whether shapes and all texts' bytes are the same.
  public static func == (a: StringArray, b: StringArray) -> Bool {
    a.shape == b.shape && zip(a.elements, b.elements).allSatisfy(hasSameBytes)
  }
}

/// Whether two texts have the same bytes; Swift's own comparison is one of characters.
func hasSameBytes(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

extension Value {
  /// A constant that a file holds.
  ///
  /// - Throws: As `NDArray.init(_:)`, and `invalidValue` for texts that are not UTF-8.
  init(_ tensor: TensorValue) throws(InferenceProblem) {
    guard tensor.elementType == .string else {
      self = .tensor(try NDArray(tensor))
      return
    }
    var texts: [String] = []
    for bytes in tensor.strings {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .invalidValue("a text of '\(tensor.name)' is not UTF-8")
      }
      texts.append(text)
    }
    guard try checkedCount(tensor.shape) == texts.count else {
      throw .wrongDataLength(
        tensor: tensor.name, expected: try checkedCount(tensor.shape), found: texts.count)
    }
    self = .strings(StringArray(texts, shape: tensor.shape))
  }

  /// A value that a file holds.
  ///
  /// - Throws: As `NDArray.init(_:)`, and `invalidValue` for texts that are not UTF-8.
  public init(_ stored: StoredValue) throws(InferenceProblem) {
    switch stored {
    case .tensor(let tensor): self = try Value(tensor)
    case .sequence(let elements):
      var values: [Value] = []
      for element in elements { values.append(try Value(element)) }
      self = .sequence(values)
    case .optional(let value):
      self = .optional(try value.map { stored throws(InferenceProblem) in try Value(stored) })
    }
  }

  /// Whether this can be what a model declares.
  func fits(_ declared: ValueInfo, at depth: Int = 0) -> Bool {
    if depth < declared.containers.count {
      switch (declared.containers[depth], self) {
      case (.sequence, .sequence(let values)):
        return values.allSatisfy { $0.fits(declared, at: depth + 1) }
      case (.optional, .optional(let value)):
        return value.map { $0.fits(declared, at: depth + 1) } ?? true
      case (.optional, _): return fits(declared, at: depth + 1)
      default: return false
      }
    }
    switch self {
    case .tensor(let array):
      return declared.elementType.map { DataType($0) == array.dataType } ?? true
    case .strings: return declared.elementType == nil || declared.elementType == .string
    case .sequence, .optional: return false
    }
  }
}

extension [Value?] {
  /// An input that must be there and a tensor of numbers or booleans.
  func array(_ index: Int) throws(InferenceProblem) -> NDArray {
    let value: Value = try required(index)
    guard let array = value.array else { throw .wrongKind(expected: "a tensor", found: value.kind) }
    return array
  }

  /// An input that must be there and a tensor of texts.
  func strings(_ index: Int) throws(InferenceProblem) -> StringArray {
    let value: Value = try required(index)
    guard case .strings(let strings) = value else {
      throw .wrongKind(expected: "a tensor of strings", found: value.kind)
    }
    return strings
  }

  /// An input that must be there and a sequence.
  func sequence(_ index: Int) throws(InferenceProblem) -> [Value] {
    let value: Value = try required(index)
    guard case .sequence(let values) = value else {
      throw .wrongKind(expected: "a sequence", found: value.kind)
    }
    return values
  }
}
