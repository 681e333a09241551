import Arrays
import Testing

@testable import Tensors

/// Reductions where elements are equal, not finite, zero or missing: the answers are PyTorch's.
struct ReductionTests {
  @Test("a NaN anywhere is the largest and the smallest element", arguments: [0, 1, 17, 39])
  func notANumberIsAnExtremum(_ place: Int) {
    var numbers = (0..<40).map { Float($0 % 7) }
    numbers[place] = .nan
    for dataType in [DataType.float32, .float64] {
      let x = Tensor(NDArray(numbers).cast(to: dataType))
      #expect(x.max().array.cast(to: .float32).scalar(Float.self).isNaN)
      #expect(x.min().array.cast(to: .float32).scalar(Float.self).isNaN)
    }
  }

  @Test func equalElementsShareTheGradient() {
    let x = Tensor([1, 3, 3, 2, 2, 2] as [Float], shape: [2, 3]).tracked()
    let third: Float = 1 / 3
    #expect(gradient(of: x.max(axes: [1]), x) == [0, 0.5, 0.5, third, third, third])
    #expect(gradient(of: x.min(axes: [1]), x) == [1, 0, 0, third, third, third])
  }

  @Test func theFirstOfEqualElementsHasTheGradient() {
    let x = Tensor([1, 3, 3, 2, 2, 2] as [Float], shape: [2, 3]).tracked()
    let (values, indices) = x.max(axis: 1)
    #expect(values.scalars(Float.self) == [3, 2])
    #expect(indices.scalars(Int64.self) == [1, 0])
    #expect(gradient(of: values, x) == [0, 1, 0, 1, 0, 0])
    #expect(gradient(of: x.min(axis: -1).values, x) == [1, 0, 0, 1, 0, 0])
  }

  @Test func notANumberIsTheExtremum() {
    let x = Tensor([1, .nan, 2, .nan] as [Float], shape: [1, 4]).tracked()
    #expect(x.argMax(axis: 1).scalars(Int64.self) == [1])
    #expect(x.argMin(axis: 1).scalars(Int64.self) == [1])
    #expect(x.max(axes: [1]).scalar(Float.self).isNaN)
    #expect(gradient(of: x.max(axis: 1).values, x) == [0, 1, 0, 0])
  }

  @Test(arguments: [DataType.float32, .float64])
  func extremeExponents(_ dataType: DataType) {
    let numbers: [Double] = [1000, 999, -1000, -1000, -.infinity, -.infinity, .infinity, 1]
    let x = Tensor(numbers, shape: [4, 2]).cast(to: dataType)
    let found = x.logSumExp(axes: [1]).cast(to: .float64).scalars(Double.self)
    #expect(abs(found[0] - 1000.313261687518) < 1e-4)
    #expect(abs(found[1] + 999.306852819440) < 1e-4)
    #expect(found[2] == -.infinity)
    #expect(found[3] == .infinity)
    let tracked = x[..<2].tracked()
    let softmax = gradients(of: tracked.logSumExp(axes: [1]).sum(), with: [tracked])[0]
    let expected = [0.731058578630005, 0.268941421369995, 0.5, 0.5]
    for (a, b) in zip(softmax.cast(to: .float64).scalars(Double.self), expected) {
      #expect(abs(a - b) < 1e-7)
    }
  }

  @Test func reductionsOfNothing() {
    let x = Tensor.zeros([2, 0])
    #expect(x.logSumExp(axes: [1]).scalars(Float.self) == [-.infinity, -.infinity])
    #expect(x.product(axes: [1]).scalars(Float.self) == [1, 1])
    #expect(x.sum().scalar(Float.self) == 0)
    #expect(Tensor.zeros([0, 3]).max(axes: [1]).shape == [0])
  }

  @Test("derivatives of products with zeros among the factors")
  func productsOfZeros() {
    let x = Tensor([0, 2, 3, 0, 0, 4, 0, 0, 0] as [Float], shape: [3, 3]).tracked()
    #expect(gradient(of: x.product(axes: [1]), x) == [6, 0, 0, 0, 0, 0, 0, 0, 0])
    let first = gradients(of: x.product(axes: [1]).sum(), with: [x], recording: true)[0]
    #expect(gradient(of: first, x) == [5, 3, 2, 4, 4, 0, 0, 0, 0])
  }

  @Test func varianceWithoutDegreesOfFreedom() {
    let x = Tensor([1, 2] as [Float], shape: [2, 1])
    #expect(x.variance(axes: [1]).scalars(Float.self).allSatisfy { $0.isNaN })
    #expect(x.variance(axes: [0], correction: 3).scalars(Float.self) == [.infinity])
    #expect(Tensor([1, 3]).variance().scalar(Float.self) == 2)
  }

  @Test func cumulativeSumsOfIntegers() {
    let x = Tensor([1, 2, 3, 4, 5, 6] as [Int64], shape: [2, 3])
    #expect(x.cumulativeSum(axis: 1).scalars(Int64.self) == [1, 3, 6, 4, 9, 15])
    #expect(x.cumulativeSum(axis: 0, reversed: true).scalars(Int64.self) == [5, 7, 9, 4, 5, 6])
  }

  @Test("views give the answers of the same elements without gaps, up to the order of sums")
  func views() {
    var generator = RandomGenerator(seed: 5)
    let wide = Tensor(generator.normal([4, 6, 3]))
    let views = [
      wide.permuted([2, 0, 1]), wide.sliced(axis: 1, by: 2), wide.sliced(axis: 0, 1..<3),
      wide[0, .newAxis].expanded(to: [3, 6, 3]),
    ]
    for (number, view) in views.enumerated() {
      let plain = Tensor(NDArray(view.scalars(Float.self), shape: view.shape))
      for (reduce, isSum) in Self.reductions {
        let (found, expected) = (reduce(view).array, reduce(plain).array)
        #expect(found.shape == expected.shape)
        if isSum && number == 0 {
          // Elements without gaps are added in the order of memory.
          let pairs = zip(found.scalars(Float.self), expected.scalars(Float.self))
          #expect(pairs.allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) })
        } else {
          #expect(found.withBytes { Array($0) } == expected.withBytes { Array($0) })
        }
      }
    }
  }

  private static let reductions: [(reduce: @Sendable (Tensor) -> Tensor, isSum: Bool)] = [
    ({ $0.max(axes: [0]) }, false), ({ $0.min(axes: [1, 2]) }, false),
    ({ $0.argMax(axis: 1) }, false), ({ $0.cumulativeSum(axis: 1) }, false),
    ({ $0.product(axes: [0, 2]) }, false), ({ $0.logSumExp(axes: [2]) }, true),
    ({ $0.variance(axes: [0]) }, true),
  ]

  @Test("the largest of no elements ends the program")
  func extremumOfNothing() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 0]).max(axes: [1])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("[2, 0]"))
  }

  private func gradient(of output: Tensor, _ x: Tensor) -> [Float] {
    gradients(of: output.sum(), with: [x])[0].scalars(Float.self)
  }
}
