import Arrays
import ONNX

/// What casts make of elements.
enum CastTarget: Sendable {
  case numbers(DataType)
  case strings

  init?(_ type: ElementType) {
    if type == .string {
      self = .strings
    } else if let type = DataType(type) {
      self = .numbers(type)
    } else {
      return nil
    }
  }

  /// The same elements as another type.
  func cast(_ value: Value) throws(InferenceProblem) -> Value {
    switch (value, self) {
    case (.tensor(let array), .numbers(let type)): .tensor(array.cast(to: type))
    case (.tensor(let array), .strings):
      .strings(StringArray(Self.texts(array), shape: array.shape))
    case (.strings(let strings), .numbers(let type)): .tensor(try Self.numbers(strings, type))
    case (.strings, .strings): value
    case (.sequence, _), (.optional, _):
      throw .wrongKind(expected: "a tensor", found: value.kind)
    }
  }

  /// The shortest texts that stand for these numbers alone.
  private static func texts(_ array: NDArray) -> [String] {
    func run<T: Scalar>(_ type: T.Type) -> [String] { array.scalars(type).map { "\($0)" } }
    switch array.dataType {
    case .bool: return array.scalars(Bool.self).map { $0 ? "True" : "False" }
    case .float16, .bfloat16: return texts(array.cast(to: .float32))
    default: return run(array.dataType.scalarType)
    }
  }

  private static func numbers(
    _ strings: StringArray, _ type: DataType
  ) throws(InferenceProblem) -> NDArray {
    if type == .float32 {
      let numbers: [Float] = try parse(strings.elements)
      return NDArray(numbers, shape: strings.shape)
    }
    if type.isFloatingPoint || type.isHalfPrecision {
      let numbers: [Double] = try parse(strings.elements)
      return NDArray(numbers, shape: strings.shape).cast(to: type)
    }
    let integers = strings.elements.map { Int64($0) }
    if !integers.contains(nil) {
      return NDArray(integers.compactMap { $0 }, shape: strings.shape).cast(to: type)
    }
    let numbers: [Double] = try parse(strings.elements)
    return NDArray(numbers, shape: strings.shape).cast(to: type)
  }

  private static func parse<T: LosslessStringConvertible>(
    _ texts: [String]
  ) throws(InferenceProblem) -> [T] {
    var numbers: [T] = []
    for text in texts {
      guard let number = T(text) else {
        throw .invalidValue("the text '\(text)', which is no number")
      }
      numbers.append(number)
    }
    return numbers
  }
}
