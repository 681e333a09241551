extension NDArray: CustomStringConvertible, CustomDebugStringConvertible {
  /// The elements in nested brackets, a line for each row. Fractions are rounded to four digits; of
  /// an array with more than a thousand elements only the ends of its axes are written.
  public var description: String { ArrayText(self).text() }

  /// The data type and the shape, and the elements below.
  public var debugDescription: String { "\(dataType) \(shape)\n\(description)" }
}

/// The elements of an array as people read them.
private struct ArrayText {
  /// The most elements that are all written.
  private static let longest = 1_000
  /// The elements that a shortened axis keeps at each end.
  private static let ends = 3

  /// The shape of what is written.
  private let shape: [Int]
  /// Whether the middle of each axis is left out.
  private let isShortened: [Bool]
  /// What is written, each of the same width.
  private let elements: [String]

  init(_ array: NDArray) {
    isShortened = array.shape.map { array.count > Self.longest && $0 > 2 * Self.ends }
    var kept = array
    for axis in array.shape.indices where isShortened[axis] {
      let last = array.shape[axis] - Self.ends
      kept = .concatenate(
        [0, last].map { kept.sliced(axis: axis, start: $0, count: Self.ends) }, axis: axis)
    }
    shape = kept.shape
    let texts = Self.texts(kept)
    let width = texts.map(\.count).max() ?? 0
    elements = texts.map { String(repeating: " ", count: width - $0.count) + $0 }
  }

  /// The text of the elements from `first` on that the axes from `axis` on count.
  func text(axis: Int = 0, first: Int = 0) -> String {
    guard axis < shape.count else { return elements[first] }
    let step = shape[(axis + 1)...].reduce(1, *)
    var parts = (0..<shape[axis]).map { text(axis: axis + 1, first: first + $0 * step) }
    if isShortened[axis] { parts.insert("…", at: Self.ends) }
    let inner = shape.count - 1 - axis
    let newLine =
      String(repeating: "\n", count: inner) + String(repeating: " ", count: axis + 1)
    return "[" + parts.joined(separator: inner == 0 ? ", " : "," + newLine) + "]"
  }

  private static func texts(_ array: NDArray) -> [String] {
    switch array.dataType {
    case .bool: array.scalars(Bool.self).map { "\($0)" }
    case .int64: array.scalars(Int64.self).map { "\($0)" }
    case .uint64: array.scalars(UInt64.self).map { "\($0)" }
    case .float64: array.scalars(Double.self).map { text($0, exactly: "\($0)") }
    default:
      array.cast(to: .float64).scalars(Double.self).map { text($0, exactly: "\(Float($0))") }
    }
  }

  /// A number with four digits behind the point, or all digits where those would say nothing.
  private static func text(_ value: Double, exactly digits: String) -> String {
    let magnitude = Swift.abs(value)
    guard value == 0 || (1e-4..<1e7).contains(magnitude) else { return digits }
    let rounded = "\((value * 1e4).rounded() / 1e4)"
    return rounded.hasSuffix(".0") ? String(rounded.dropLast(2)) : rounded
  }
}
