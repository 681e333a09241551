import Arrays
import Testing

/// What `body` gives with at most so many threads.
func withThreads<Result>(_ count: Int, _ body: () -> Result) -> Result {
  let before = Threads.most
  defer { Threads.most = before }
  Threads.most = count
  return body()
}

/// Large arrays, which threads share: the answers do not depend on how many there are.
struct ThreadsTests {
  static let count = 100_003

  typealias Computation = (name: String, run: @Sendable (NDArray, NDArray) -> NDArray)

  static let fused: [Computation] =
    [
      ("sum", { x, _ in x.sum(axes: [0]) }),
      ("cross-entropy", { x, t in x.binaryCrossEntropy(targets: t) }),
      ("sum of cross-entropy", { x, t in x.binaryCrossEntropySum(targets: t) }),
      ("with one number", { x, _ in x.combining(.multiply, NDArray(scalar: Float(3))) }),
      (
        "Adam",
        { x, g in
          var (x, m, v) = (x, NDArray.zeros(x.shape), NDArray.zeros(x.shape))
          x.updateByAdam(
            gradient: g, firstMoment: &m, secondMoment: &v, learningRate: 1e-3, beta1: 0.9,
            beta2: 0.999, epsilon: 1e-8, step: 1)
          return x
        }
      ),
    ]

  static let computations: [Computation] =
    fused
    + UnaryFunction.allCases.map { function in ("\(function)", { x, _ in x.applying(function) }) }
    + [BinaryFunction.add, .divide, .maximum].map { function in
      ("\(function)", { x, y in x.combining(function, y) })
    }

  @Test(arguments: computations.indices)
  func elementwise(_ index: Int) {
    var generator = RandomGenerator(seed: 1)
    let x = generator.uniform([Self.count], low: 0.1, high: 0.9)
    let y = generator.uniform([Self.count], low: 0.1, high: 0.9)
    let (name, run) = Self.computations[index]
    let results = [1, 2, 5].map { threads in
      withThreads(threads) { run(x, y).scalars(Float.self) }
    }
    #expect(results[0] == results[1] && results[0] == results[2], "\(name)")
    // A part of the work gives the same part of the answer.
    if results[0].count == Self.count {
      let part = { (array: NDArray) in array.sliced(axis: 0, start: 0, count: 1000).contiguous() }
      #expect(run(part(x), part(y)).scalars(Float.self) == Array(results[0][..<1000]), "\(name)")
    }
  }

  /// Rows, columns, depth: those of the variational autoencoder, and the edges of tiles and panels.
  static let products = [
    (1, 1, 1), (3, 5, 7), (14, 32, 16), (15, 33, 17), (128, 400, 784), (400, 784, 128),
    (128, 40, 400), (2, 16, 2100), (57, 20, 1025), (13, 784, 3), (300, 1, 40), (1, 300, 40),
  ]

  @Test("products agree with OpenBLAS's in double precision", arguments: products)
  func product(_ rows: Int, _ columns: Int, _ depth: Int) {
    var generator = RandomGenerator(seed: 2)
    for (isFirstTransposed, isSecondTransposed) in [
      (false, false), (false, true), (true, false), (true, true),
    ] {
      let a = generator.normal(isFirstTransposed ? [depth, rows] : [rows, depth])
      let b = generator.normal(isSecondTransposed ? [columns, depth] : [depth, columns])
      func product(_ type: DataType) -> NDArray {
        let (a, b) = (a.cast(to: type), b.cast(to: type))
        return (isFirstTransposed ? a.transposed() : a).matmul(
          isSecondTransposed ? b.transposed() : b)
      }
      let found = withThreads(1) { product(.float32).scalars(Float.self) }
      #expect(found == withThreads(3) { product(.float32).scalars(Float.self) })
      let tolerance = 1e-6 * Double(depth).squareRoot() * 4
      #expect(
        zip(found, product(.float64).scalars(Double.self)).allSatisfy {
          abs(Double($0) - $1) <= tolerance
        })
    }
  }

  @Test("parts within parts run one after the other")
  func nesting() {
    let total = 6
    let result = NDArray(shape: [total * total], of: Int64.self) { target in
      guard let base = target.baseAddress else { return }
      nonisolated(unsafe) let places = base
      Threads.forEachPart(total, threads: 3) { outer in
        Threads.forEachPart(total, threads: 3) { inner in
          places[outer * total + inner] = Int64(outer * inner)
        }
      }
    }
    #expect(
      result.scalars(Int64.self) == (0..<total * total).map { Int64($0 / total * ($0 % total)) })
  }
}
