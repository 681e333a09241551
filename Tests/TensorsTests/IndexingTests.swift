import Arrays
import Testing

@testable import Tensors

/// Slices, subscripts, padding and indices: which elements are chosen, and what is refused.
struct IndexingTests {
  let x = Tensor((0..<24).map(Float.init), shape: [2, 3, 4])

  @Test("subscripts choose what Python's do")
  func subscripts() {
    let parts: [(Tensor, [Int], [Float])] = [
      (x[0, .stride(by: 2)], [2, 4], [0, 1, 2, 3, 8, 9, 10, 11]),
      (x[-1, 0], [4], [12, 13, 14, 15]),
      (x[.ellipsis, -1], [2, 3], [3, 7, 11, 15, 19, 23]),
      (x[1..., .all, .stride(by: 2)], [1, 3, 2], [12, 14, 16, 18, 20, 22]),
      (x[0, ..<2, 1...2], [2, 2], [1, 2, 5, 6]),
      (x[0, 1, .stride(by: -1)], [4], [7, 6, 5, 4]),
      (x[0, 1, .stride(from: -2, to: 0, by: -1)], [2], [6, 5]),
      (x[0, (-2)..., ...(-2)], [2, 3], [4, 5, 6, 8, 9, 10]),
      (x[0, .newAxis, 2], [1, 4], [8, 9, 10, 11]),
      (x[.newAxis, .ellipsis, 0, 0], [1, 2], [0, 12]),
      (x[0, 0, 2..<9], [2], [2, 3]),
    ]
    for (part, shape, scalars) in parts {
      #expect(part.shape == shape)
      #expect(part.scalars(Float.self) == scalars)
    }
  }

  @Test(
    "slices are read as Python reads them",
    arguments: [
      (nil, nil, 1), (1, nil, 2), (-3, -1, 1), (nil, nil, -1), (-1, -4, -2), (9, nil, -3),
      (3, 1, 1), (-9, 9, 2), (nil, nil, .max), (nil, nil, .min), (2, nil, .min),
    ] as [(Int?, Int?, Int)])
  func bounds(_ start: Int?, _ end: Int?, _ step: Int) {
    let row = Tensor([0, 1, 2, 3, 4]).sliced(axis: 0, from: start, to: end, by: step)
    #expect(row.scalars(Float.self).map(Int.init) == Self.spelledOut(5, start, end, step))
  }

  /// The indices of Python's `range(extent)[start:end:step]`, found by looking at each.
  private static func spelledOut(_ extent: Int, _ start: Int?, _ end: Int?, _ step: Int) -> [Int] {
    func fromFront(_ index: Int) -> Int { index < 0 ? index + extent : index }
    let forward = step > 0
    let all = forward ? Array(0..<extent) : (0..<extent).reversed()
    let begun = all.filter { index in
      start.map { forward ? index >= fromFront($0) : index <= fromFront($0) } ?? true
    }
    let kept = begun.filter { index in
      end.map { forward ? index < fromFront($0) : index > fromFront($0) } ?? true
    }
    return kept.enumerated().filter { $0.offset % Int(clamping: step.magnitude) == 0 }
      .map(\.element)
  }

  @Test func padding() {
    let row = Tensor([1, 2, 3])
    #expect(
      row.padded(before: [1], after: [2], .constant(9)).scalars(Float.self)
        == [9, 1, 2, 3, 9, 9])
    #expect(
      row.padded(before: [2], after: [2], .reflect).scalars(Float.self)
        == [3, 2, 1, 2, 3, 2, 1])
    #expect(row.padded(before: [2], after: [1], .edge).scalars(Float.self) == [1, 1, 1, 2, 3, 3])
    let integers = Tensor([1, 2] as [Int64], shape: [2])
    #expect(integers.padded(before: [1], after: [0]).scalars(Int64.self) == [0, 1, 2])
  }

  @Test("every element type moves: elements are not numbers here")
  func elementTypes() {
    for dataType in DataType.allCases {
      let square = Tensor([1, 0, 0, 1, 1, 0, 1, 1, 1] as [UInt8], shape: [3, 3]).cast(to: dataType)
      let rows = Tensor([2, 0] as [Int64], shape: [2])
      func numbers(_ tensor: Tensor) -> [UInt8] { tensor.cast(to: .uint8).scalars() }
      #expect(numbers(square.indexSelected(axis: 0, at: rows)) == [1, 1, 1, 1, 0, 0])
      #expect(
        numbers(square.gathered(axis: 1, at: rows.reshaped(to: [2, 1]))) == [0, 1])
      #expect(numbers(square.upperTriangle()) == [1, 0, 0, 0, 1, 0, 0, 0, 1])
      #expect(numbers(square[0].tiled([2])) == [1, 0, 0, 1, 0, 0])
      #expect(numbers(square[1].flipped(axes: [0])) == [0, 1, 1])
      #expect(numbers(square[0].padded(before: [1], after: [0])) == [0, 1, 0, 0])
      #expect(numbers(rows.oneHot(depth: 3, dataType)) == [0, 0, 1, 1, 0, 0])
    }
  }

  @Test("an index that occurs again adds again")
  func repeatedIndices() {
    let table = Tensor.zeros([3, 2]).tracked()
    let indices = Tensor([1, 1, 2, 1] as [Int64], shape: [4])
    let gradient = gradients(of: table.embedding(indices).sum(), with: [table])[0]
    #expect(gradient.scalars(Float.self) == [0, 0, 3, 3, 1, 1])
    let added = Tensor.ones([3]).scatterAdded(axis: 0, at: indices, Tensor([1, 2, 3, 4]))
    #expect(added.scalars(Float.self) == [1, 8, 4])
  }

  @Test func castsBetweenFloatingPointTypesHaveGradients() {
    let x = Tensor([1, 2]).tracked()
    let y = (x.cast(to: .float64) * x.cast(to: .float64)).sum()
    #expect(y.dataType == .float64)
    let gradient = gradients(of: y, with: [x])[0]
    #expect(gradient.dataType == .float32)
    #expect(gradient.scalars(Float.self) == [2, 4])
    let counted = x.cast(to: .int64).cast(to: .float32).sum()
    #expect(gradients(of: counted, with: [x])[0].scalars(Float.self) == [0, 0])
  }

  @Test("a triangle is cut out, not multiplied: what is not finite outside it does not matter")
  func trianglesOfInfinities() {
    let x = Tensor([1, .infinity, .nan, 2] as [Float], shape: [2, 2])
    #expect(x.lowerTriangle()[0].scalars(Float.self) == [1, 0])
    #expect(x.upperTriangle()[1].scalars(Float.self) == [0, 2])
  }

  @Test(
    "equations with an ellipsis, a diagonal or axes to broadcast",
    arguments: [
      ("ii->i", [[3, 3]], [3]), ("...ii->...i", [[2, 3, 3]], [2, 3]),
      ("ij,ij->", [[2, 3], [1, 3]], []),
      ("i...,...k->...", [[2, 3], [1, 4]], [3]),
      ("ba", [[2, 3]], [3, 2]), ("i,i,i->i", [[2], [2], [1]], [2]), (",i->i", [[], [3]], [3]),
      ("ij,jk,kl->il", [[2, 3], [3, 4], [4, 5]], [2, 5]), ("ij->", [[0, 3]], []),
      ("ij,jk->ik", [[2, 0], [0, 3]], [2, 3]),
    ] as [(String, [[Int]], [Int])])
  func einsum(_ equation: String, _ shapes: [[Int]], _ expected: [Int]) {
    #expect(Tensor.einsum(equation, shapes.map { Tensor.ones($0) }).shape == expected)
  }

  @Test("what does not fit ends the program and is named")
  func mistakes() async {
    func expectFailure(_ result: ExitTest.Result?, _ words: String) {
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains(words))
    }
    expectFailure(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.zeros([3, 2]).embedding(Tensor([3] as [Int64], shape: [1]))
      }, "the index 3 lies outside axis 0 of the shape [3, 2]")
    expectFailure(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.zeros([2, 3]).padded(before: [0, 3], after: [0, 0], .reflect)
      }, "shape [2, 3] cannot be padded by [0, 3] and [0, 0]")
    expectFailure(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.zeros([2, 3]).padded(before: [0, -1], after: [0, 0])
      }, "shape [2, 3] cannot be padded by [0, -1] and [0, 0]")
    expectFailure(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.einsum("ij,jk->ik", .zeros([2, 3]), .zeros([4, 2]))
      }, "shapes [[2, 3], [4, 2]]")
    expectFailure(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.zeros([2, 3])[0, 3]
      }, "the index 3 lies outside axis 1 of the shape [2, 3]")
  }
}
