import Arrays

extension [Value?] {
  /// An input that must be there and a tensor, of numbers or of texts.
  func tensor(_ index: Int) throws(InferenceProblem) -> Value {
    let value: Value = try required(index)
    if value.shape == nil { throw .wrongKind(expected: "a tensor", found: value.kind) }
    return value
  }

  /// A position in a sequence, counted from the front.
  ///
  /// - Parameters:
  ///   - index: The input that gives it.
  ///   - count: The length of the sequence.
  ///   - last: The last position that there is.
  ///   - usual: The position where the input is left out.
  func position(
    _ index: Int, count: Int, last: Int, usual: Int
  ) throws(InferenceProblem) -> Int {
    var position = usual
    if optional(index) != nil {
      let array = try array(index)
      try array.dataType.requireIndex()
      guard array.count == 1, let given = integerElements(array).first else {
        throw .shapeMismatch("the position has the shape \(array.shape) and is no scalar")
      }
      position = given
    }
    guard position >= -count, position <= last else {
      throw .invalidValue("the position \(position) in a sequence of length \(count)")
    }
    return position < 0 ? position + count : position
  }
}

/// Requires that values can lie in one sequence: that they are tensors of one element type.
func requireOneType(_ values: [Value]) throws(InferenceProblem) {
  guard let first = values.first else { return }
  for value in values.dropFirst() {
    switch (first, value) {
    case (.tensor(let a), .tensor(let b)): try b.dataType.require(a.dataType)
    case (.strings, .strings): break
    default: throw .wrongKind(expected: first.kind, found: value.kind)
    }
  }
}
