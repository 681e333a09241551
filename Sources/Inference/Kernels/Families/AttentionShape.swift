import Arrays
import ONNX

/// The extents of an attention's values.
struct AttentionShape {
  let batch: Int
  /// Heads of the queries, and of keys and values, which several of the former share.
  let heads: Int
  let sharedHeads: Int
  /// Queries, keys and values in one head, without the past.
  let queries: Int
  let keys: Int
  /// Keys and values before those.
  let past: Int
  /// Numbers in a query or a key, and in a value.
  let size: Int
  let valueSize: Int

  /// Keys and values in one head.
  var total: Int { past + keys }

  /// The extents, where those of all inputs are known.
  ///
  /// - Parameters:
  ///   - inputs: The types of Q, K, V and, from the fifth on, of the past keys and values.
  ///   - heads: The heads of Q, and of K and V, where their last axis holds all heads.
  init?(_ inputs: [ValueType?], heads: (Int, Int)?) throws(InferenceProblem) {
    guard let q = try inputs.required(0).extents, let k = try inputs.required(1).extents,
      let v = try inputs.required(2).extents
    else { return nil }
    let texts = "Q \(q), K \(k) and V \(v)"
    let mismatch = InferenceProblem.shapeMismatch("\(texts) make no attention")
    func split(_ shape: [Int], _ heads: Int) throws(InferenceProblem) -> [Int] {
      if shape.count == 4 { return shape }
      guard shape.count == 3, heads > 0, shape[2] % heads == 0 else { throw mismatch }
      return [shape[0], heads, shape[1], shape[2] / heads]
    }
    let query = try split(q, heads?.0 ?? 0)
    let (key, value) = (try split(k, heads?.1 ?? 0), try split(v, heads?.1 ?? 0))
    guard key[0] == query[0], key[..<3] == value[..<3], key[3] == query[3], key[1] > 0,
      query[1] % key[1] == 0
    else { throw mismatch }
    (batch, self.heads, queries, size) = (query[0], query[1], query[2], query[3])
    (sharedHeads, keys, valueSize) = (key[1], key[2], value[3])
    guard let pastKey = inputs.optional(4), let pastValue = inputs.optional(5) else {
      past = 0
      return
    }
    guard let key = pastKey.extents, let value = pastValue.extents else { return nil }
    guard key.count == 4, value.count == 4, key[..<3] == value[..<3],
      key[..<2] == [batch, sharedHeads], key[3] == size, value[3] == valueSize
    else { throw .shapeMismatch("the past \(key) and \(value) of \(texts)") }
    past = key[2]
    if past.addingReportingOverflow(keys).overflow { throw .tooLarge(shape: "\(key)") }
  }

  /// The shape of the scores.
  var scores: [Int] { [batch, heads, queries, total] }

  /// Requires a mask that spreads over the scores; its last axis may be shorter.
  func checkMask(_ mask: [Int]) throws(InferenceProblem) {
    let fits =
      mask.count <= 4 && (mask.last ?? 1) <= total
      && NDArray.broadcast(Array(mask.dropLast()), Array(scores.dropLast()))
        == Array(scores.dropLast())
    guard fits else { throw .shapeMismatch("the mask \(mask) of scores \(scores)") }
  }

  /// The bytes of the intermediate results: scores and biases, several times.
  func scratchByteCount() throws(InferenceProblem) -> Int {
    let inputs = try checkedCount([batch, heads, max(total, queries), max(size, valueSize)])
    return (try checkedCount(scores) + inputs) * 32
  }
}

/// The steps of an attention on arrays of one type.
enum AttentionSteps {
  /// Q, K or V as (batch, heads, places, numbers).
  static func split(_ array: NDArray, heads: Int) -> NDArray {
    if array.rank == 4 { return array }
    let (batch, places) = (array.shape[0], array.shape[1])
    return array.reshaped([batch, places, heads, array.shape[2] / max(1, heads)])
      .permuted([0, 2, 1, 3])
  }

  /// (batch, heads, places, numbers) with the heads of each place side by side.
  static func merged(_ array: NDArray) -> NDArray {
    let shape = array.shape
    return array.permuted([0, 2, 1, 3]).reshaped([shape[0], shape[2], shape[1] * shape[3]])
  }

  /// Q Kᵀ · scale, whose root multiplies both: large numbers do not overflow.
  static func scores(
    _ q: NDArray, _ k: NDArray, scale: Double, _ shape: AttentionShape
  ) -> NDArray {
    let root = q.constant(scale.squareRoot())
    return grouped(q.combining(.multiply, root), shape)
      .matmul(shared(k.combining(.multiply, root)).transposed()).reshaped(shape.scores)
  }

  /// The softmax of each row; zeros where a row has −∞ only.
  static func probabilities(_ scores: NDArray) -> NDArray {
    if scores.count == 0 { return scores }
    let axis = [scores.rank - 1]
    let largest = scores.max(axes: axis, keepingAxes: true).replacing(-.infinity, by: 0)
    let exponentials = scores.combining(.subtract, largest).applying(.exponential)
    let sums = exponentials.sum(axes: axis, keepingAxes: true).replacing(0, by: 1)
    return exponentials.combining(.divide, sums)
  }

  /// The means of the values, weighted by the probabilities.
  static func output(
    _ probabilities: NDArray, _ v: NDArray, _ shape: AttentionShape
  ) -> NDArray {
    grouped(probabilities, shape).matmul(shared(v))
      .reshaped([shape.batch, shape.heads, shape.queries, shape.valueSize])
  }

  /// The heads in groups that share keys and values.
  private static func grouped(_ array: NDArray, _ shape: AttentionShape) -> NDArray {
    array.reshaped(
      [shape.batch, shape.sharedHeads, shape.heads / shape.sharedHeads] + array.shape.suffix(2))
  }

  private static func shared(_ array: NDArray) -> NDArray {
    array.reshaped(Array(array.shape.prefix(2)) + [1] + array.shape.suffix(2))
  }
}

extension NDArray {
  /// Floating-point numbers, one of them replaced.
  fileprivate func replacing(_ number: Float, by other: Float) -> NDArray {
    dataType == .float64
      ? map(Double.self) { $0 == Double(number) ? Double(other) : $0 }
      : map(Float.self) { $0 == number ? other : $0 }
  }
}
