import ONNX

/// A number that follows the extents of values, such as `3 · shape(x)[0] + 1`.
struct SizeExpression: Hashable {
  /// An extent of a value in the graph.
  struct Extent: Hashable {
    let value: String
    let axis: Int
  }

  /// The extents that are multiplied.
  let factors: [Extent]
  /// What their product is multiplied by.
  var scale = 1
  /// What is added last.
  var offset = 0
}

/// Finds expressions for numbers that differ between traces.
struct SizeSolver {
  /// An extent that differs between the traces.
  private struct Candidate {
    let extent: SizeExpression.Extent
    let sizes: [Int]
  }

  private var candidates: [Candidate] = []
  /// How many candidates are the graph's inputs', which may be multiplied with each other.
  private var inputCount = 0

  /// Makes the graph's inputs known, by their shapes in every trace.
  init(inputs: [(name: String, shapes: [[Int]])]) {
    for (name, shapes) in inputs { add(name, shapes) }
    inputCount = candidates.count
  }

  /// Makes a value known, by its shape in every trace.
  mutating func add(_ name: String, _ shapes: [[Int]]) {
    guard let first = shapes.first, shapes.allSatisfy({ $0.count == first.count }) else { return }
    for axis in first.indices {
      let sizes = shapes.map { $0[axis] }
      if Set(sizes).count > 1, !candidates.contains(where: { $0.sizes == sizes }) {
        candidates.append(Candidate(extent: .init(value: name, axis: axis), sizes: sizes))
      }
    }
  }

  /// An expression that gives `numbers`, one for each trace; nil where none is found.
  func solve(_ numbers: [Int]) -> SizeExpression? {
    if let plain = candidates.first(where: { $0.sizes == numbers }) {
      return SizeExpression(factors: [plain.extent])
    }
    for candidate in candidates {
      if let found = Self.affine(candidate.sizes, numbers) {
        return SizeExpression(
          factors: [candidate.extent], scale: found.scale, offset: found.offset)
      }
    }
    return product(numbers)
  }

  /// A multiple of a product of several of the inputs' extents.
  private func product(_ numbers: [Int]) -> SizeExpression? {
    let inputs = candidates.prefix(Swift.min(inputCount, 8))
    for subset in 1..<(1 << inputs.count) where subset.nonzeroBitCount > 1 {
      let chosen = inputs.indices.filter { subset & (1 << $0) != 0 }
      let products = numbers.indices.map { trial in
        chosen.reduce(1) { $0 * inputs[$1].sizes[trial] }
      }
      if let found = Self.affine(products, numbers), found.offset == 0 {
        return SizeExpression(factors: chosen.map { inputs[$0].extent }, scale: found.scale)
      }
    }
    return nil
  }

  /// Whole numbers with numbers = scale · sizes + offset in every trace, where there are such.
  private static func affine(_ sizes: [Int], _ numbers: [Int]) -> (scale: Int, offset: Int)? {
    guard let other = sizes.indices.first(where: { sizes[$0] != sizes[0] }) else { return nil }
    let (run, rise) = (sizes[other] - sizes[0], numbers[other] - numbers[0])
    guard rise != 0, rise % run == 0 else { return nil }
    let scale = rise / run
    let offset = numbers[0] - scale * sizes[0]
    let fits = sizes.indices.allSatisfy { numbers[$0] == scale * sizes[$0] + offset }
    return fits ? (scale, offset) : nil
  }
}
