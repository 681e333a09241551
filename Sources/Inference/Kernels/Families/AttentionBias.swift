import Arrays

/// What is added to an attention's scores: −∞ for the keys that a query does not see.
struct AttentionBias: Sendable {
  /// Whether a query sees no later keys.
  let isCausal: Bool
  /// How many keys before and after its own place a query sees; any number where negative.
  let left: Int
  let right: Int

  /// Arrays that spread over the scores and are added to them.
  ///
  /// - Parameters:
  ///   - shape: The attention.
  ///   - mask: Which keys are seen, or numbers to add; keys beyond it are not seen.
  ///   - lengths: How many keys of each element of the batch count.
  func parts(_ shape: AttentionShape, mask: NDArray?, lengths: NDArray?) -> [NDArray] {
    var parts: [NDArray] = []
    if let mask { parts.append(Self.widened(Self.numbers(mask), to: shape.total)) }
    if isCausal || left >= 0 || right >= 0 || lengths != nil {
      parts.append(visibility(shape, lengths.map(integerElements)))
    }
    return parts
  }

  private static func numbers(_ mask: NDArray) -> NDArray {
    mask.dataType == .bool ? mask.map(Bool.self) { $0 ? 0 : -Float.infinity } : mask
  }

  private static func widened(_ mask: NDArray, to total: Int) -> NDArray {
    let width = mask.shape.last ?? 1
    if width == total || mask.rank == 0 { return mask }
    let rest = NDArray.filled(Array(mask.shape.dropLast()) + [total - width], with: -Float.infinity)
    return NDArray.concatenate([mask, rest.cast(to: mask.dataType)], axis: mask.rank - 1)
  }

  /// What places alone decide: (batch or 1, 1, queries, keys).
  private func visibility(_ shape: AttentionShape, _ lengths: [Int]?) -> NDArray {
    let batch = lengths == nil ? 1 : shape.batch
    return NDArray(shape: [batch, 1, shape.queries, shape.total], of: Float.self) { target in
      var index = 0
      for element in 0..<batch {
        let count = lengths.map { min(max($0[element], -1 << 40), shape.total) } ?? shape.total
        // The place of the first query among the keys.
        let offset = shape.past > 0 || lengths == nil ? shape.past : count - shape.queries
        for query in 0..<shape.queries {
          let seen = range(around: query + offset, count: count)
          for key in 0..<shape.total {
            target[index] = seen.contains(key) ? 0 : -.infinity
            index += 1
          }
        }
      }
    }
  }

  /// The keys that a query at a place sees.
  private func range(around place: Int, count: Int) -> Range<Int> {
    let first = left < 0 ? 0 : max(0, place - min(left, 1 << 60))
    var end = count
    if right >= 0 { end = min(end, place + min(right, 1 << 60) + 1) }
    if isCausal { end = min(end, place + 1) }
    return first..<max(first, end)
  }
}
