import Arrays

/// An array whose axes have labels, each once: the operands of an Einstein summation.
struct LabelledArray {
  typealias Label = EinsumEquation.Label

  let array: NDArray
  let labels: [Label]

  private init(array: NDArray, labels: [Label]) { (self.array, self.labels) = (array, labels) }

  /// Labels the axes of an array; of axes with one label, the diagonal is taken.
  init(_ array: NDArray, _ labels: [Label]) throws(InferenceProblem) {
    var unique: [Label] = []
    var (shape, steps): ([Int], [Int]) = ([], [])
    let strides = rowMajorStrides(array.shape)
    for (axis, label) in labels.enumerated() {
      guard let place = unique.firstIndex(of: label) else {
        unique.append(label)
        shape.append(array.shape[axis])
        steps.append(strides[axis])
        continue
      }
      guard shape[place] == array.shape[axis] else {
        throw .shapeMismatch("the diagonal of \(array.shape)")
      }
      steps[place] += strides[axis]
    }
    let isPlain = unique.count == labels.count
    self.init(
      array: isPlain ? array : array.taking(offsets(of: shape, strides: steps), shape: shape),
      labels: unique)
  }

  /// The array summed over all axes but those with certain labels.
  func summed(keeping kept: Set<Label>) -> LabelledArray {
    let axes = labels.indices.filter { !kept.contains(labels[$0]) }
    return LabelledArray(array: array.sum(axes: axes), labels: labels.filter(kept.contains))
  }

  /// The array with its axes in another order.
  func ordered(_ order: [Label]) -> NDArray {
    array.permuted(order.compactMap { labels.firstIndex(of: $0) })
  }

  /// The products of all pairs of elements that agree in the labels of both, summed over the labels that
  /// are not kept.
  func product(
    _ other: LabelledArray, keeping kept: Set<Label>
  ) throws(InferenceProblem) -> LabelledArray {
    let a = summed(keeping: kept.union(other.labels))
    let b = other.summed(keeping: kept.union(labels))
    let shared = a.labels.filter(b.labels.contains)
    let batch = shared.filter(kept.contains)
    let inner = shared.filter { !kept.contains($0) }
    let rows = a.labels.filter { !shared.contains($0) }
    let columns = b.labels.filter { !shared.contains($0) }
    // Extents of 1 broadcast to those of the same label.
    let extents = Dictionary(
      zip(a.labels + b.labels, a.array.shape + b.array.shape),
      uniquingKeysWith: { $0 == 1 ? $1 : $0 })
    func shape(_ labels: [Label]) -> [Int] { labels.map { extents[$0] ?? 1 } }
    func count(_ labels: [Label]) throws(InferenceProblem) -> Int {
      try checkedCount(shape(labels))
    }
    let (m, n, k) = (try count(rows), try count(columns), try count(inner))
    try requireMatrixExtents([.fixed(m), .fixed(n), .fixed(k)])
    try Self.requireMemory(for: shape(batch + rows + columns))
    let first = a.ordered(batch + rows + inner).expanded(to: shape(batch + rows + inner))
    let second = b.ordered(batch + inner + columns).expanded(to: shape(batch + inner + columns))
    let size = try count(batch)
    let product = first.reshaped([size, m, k]).matmul(second.reshaped([size, k, n]))
    return LabelledArray(
      array: product.reshaped(shape(batch + rows + columns)), labels: batch + rows + columns)
  }

  /// What lies between operands and result is in no type that was checked.
  private static func requireMemory(for shape: [Int]) throws(InferenceProblem) {
    let (needed, limit) = (try checkedCount(shape) * 8, NativeHost.memorySize / 2)
    if needed > limit { throw .overBudget(needed: needed, limit: limit) }
  }
}
