import Arrays

extension [Value?] {
  /// Each pair of the texts of the first two inputs, broadcast, and the shape of all.
  func broadcastStrings(
    _ budget: RunBudget
  ) throws(InferenceProblem) -> (pairs: [(String, String)], shape: [Int]) {
    let (a, b) = (try strings(0), try strings(1))
    guard let shape = NDArray.broadcast(a.shape, b.shape) else {
      throw .shapeMismatch("\(a.shape) and \(b.shape) do not broadcast")
    }
    // Texts are shared: a pair takes the place of two references.
    let size = try checkedCount(shape) * 32
    try budget.claim(size)
    defer { budget.release(size) }
    func places(_ shape: [Int], in target: [Int]) -> [Int64] {
      let count = shape.reduce(1, *)
      return NDArray((0..<Int64(count)).map { $0 }, shape: shape).expanded(to: target).scalars()
    }
    let pairs = zip(places(a.shape, in: shape), places(b.shape, in: shape)).map {
      (a.elements[Int($0)], b.elements[Int($1)])
    }
    return (pairs, shape)
  }
}
