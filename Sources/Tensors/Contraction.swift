/// A product of tensors whose axes have letters, and its sum over some of them, computed by matrix
/// products from left to right.
struct Contraction {
  /// A tensor with a letter for each axis.
  struct Operand {
    var tensor: Tensor
    var letters: [Character]
  }

  private(set) var operands: [Operand]

  init(_ operands: [Operand]) { self.operands = operands }

  /// The product summed over all letters but those of `output`.
  func contracted(to output: [Character]) -> Tensor {
    var result = operands[0]
    for (index, operand) in operands.enumerated().dropFirst() {
      let later = Set(output).union(operands[(index + 1)...].flatMap(\.letters))
      let left = result.summed(keeping: later.union(operand.letters))
      let right = operand.summed(keeping: later.union(left.letters))
      result = Self.product(left, right, keeping: later)
    }
    return result.summed(keeping: Set(output)).arranged(output)
  }

  /// Takes the diagonal where an operand has a letter twice.
  mutating func takeDiagonals() {
    for index in operands.indices {
      while let letter = operands[index].repeatedLetter {
        operands[index] = operands[index].diagonal(letter)
      }
    }
  }

  /// Drops axes of extent 1 where the same letter has another extent elsewhere.
  mutating func dropBroadcastAxes() {
    var extents: [Character: Int] = [:]
    for operand in operands {
      for (letter, extent) in zip(operand.letters, operand.tensor.shape) where extent != 1 {
        extents[letter] = extent
      }
    }
    for index in operands.indices {
      let (letters, shape) = (operands[index].letters, operands[index].tensor.shape)
      let dropped = letters.indices.filter { shape[$0] == 1 && extents[letters[$0]] != nil }
      if dropped.isEmpty { continue }
      operands[index].tensor = operands[index].tensor.squeezed(axes: dropped)
      operands[index].letters = letters.indices.filter { !dropped.contains($0) }.map { letters[$0] }
    }
  }

  /// The product of two operands, summed over the letters that both have and nobody needs.
  private static func product(
    _ a: Operand, _ b: Operand, keeping kept: Set<Character>
  ) -> Operand {
    let shared = a.letters.filter(b.letters.contains)
    let (batch, summed) = (shared.filter(kept.contains), shared.filter { !kept.contains($0) })
    let (rows, columns) = (a.without(shared), b.without(shared))
    let letters = batch + rows + columns
    let lead = batch.count
    if summed.isEmpty {
      let left = a.arranged(batch + rows)
      let right = b.arranged(batch + columns)
      let product =
        left.unsqueezed(axes: Array(left.rank..<letters.count))
        * right.unsqueezed(axes: Array(lead..<lead + rows.count))
      return Operand(tensor: product, letters: letters)
    }
    let left = a.arranged(batch + rows + summed)
    let right = b.arranged(batch + summed + columns)
    let shape =
      left.shape[..<(lead + rows.count)] + right.shape[(lead + summed.count)...]
    let product = left.asMatrices(lead, rows.count).matmul(right.asMatrices(lead, summed.count))
    return Operand(tensor: product.reshaped(to: Array(shape)), letters: letters)
  }
}

extension Contraction.Operand {
  /// The first letter that stands for more than one axis.
  fileprivate var repeatedLetter: Character? {
    letters.first { letter in letters.filter { $0 == letter }.count > 1 }
  }

  /// The letters but for some.
  fileprivate func without(_ others: [Character]) -> [Character] {
    letters.filter { !others.contains($0) }
  }

  /// The axes in the order of `order`.
  fileprivate func arranged(_ order: [Character]) -> Tensor {
    order == letters
      ? tensor : tensor.permuted(order.compactMap { letters.firstIndex(of: $0) })
  }

  /// The sum over all letters but `kept`.
  fileprivate func summed(keeping kept: Set<Character>) -> Self {
    let axes = letters.indices.filter { !kept.contains(letters[$0]) }
    return axes.isEmpty
      ? self : Self(tensor: tensor.sum(axes: axes), letters: letters.filter(kept.contains))
  }

  /// The elements whose indices along two axes with this letter are equal, in a last axis.
  fileprivate func diagonal(_ letter: Character) -> Self {
    let axes = letters.indices.filter { letters[$0] == letter }.prefix(2)
    let (first, second) = (axes[0], axes[1])
    let extent = tensor.shape[first]
    guard tensor.shape[second] == extent else {
      fatalError("einsum: the axes named \(letter) of shape \(tensor.shape) differ in extent")
    }
    let rest = letters.indices.filter { !axes.contains($0) }
    let shape = rest.map { tensor.shape[$0] } + [extent * extent]
    let diagonal = tensor.permuted(rest + [first, second]).reshaped(to: shape)
      .sliced(axis: -1, by: extent + 1)
    return Self(tensor: diagonal, letters: rest.map { letters[$0] } + [letter])
  }
}

extension Tensor {
  /// Three axes, or two where `lead` is 0: the first `lead`, the next `rows`, and all others.
  fileprivate func asMatrices(_ lead: Int, _ rows: Int) -> Tensor {
    let parts = [shape[..<lead], shape[lead..<lead + rows], shape[(lead + rows)...]]
    return reshaped(to: parts.map { $0.reduce(1, *) }.suffix(lead == 0 ? 2 : 3))
  }
}
