/// How the elements of RotaryEmbedding's input lie.
struct RotaryLayout {
  let batch: Int
  let heads: Int
  let length: Int
  /// Elements of a head, and those of them that are turned.
  let size: Int
  let turned: Int
  /// Steps from one head and from one position to the next.
  let headStep: Int
  let positionStep: Int

  /// The layout of (batch, positions, heads × size) or (batch, heads, positions, size).
  ///
  /// - Parameters:
  ///   - headCount: The number of heads, for three axes.
  ///   - turned: Elements of a head that are turned; 0 for all.
  init(_ shape: [Int], headCount: Int, turned: Int) throws(InferenceProblem) {
    let mismatch = InferenceProblem.shapeMismatch("\(shape) in \(headCount) heads")
    switch shape.count {
    case 3:
      guard headCount > 0, shape[2] % headCount == 0 else { throw mismatch }
      (heads, length, size) = (headCount, shape[1], shape[2] / headCount)
      (headStep, positionStep) = (size, shape[2])
    case 4:
      (heads, length, size) = (shape[1], shape[2], shape[3])
      (headStep, positionStep) = (shape[2] * shape[3], shape[3])
    default: throw mismatch
    }
    batch = shape[0]
    self.turned = turned == 0 ? size : turned
    guard self.turned <= size, self.turned % 2 == 0 else { throw mismatch }
  }
}
