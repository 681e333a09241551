import Arrays
import Executing

/// What a reduction does: a function of each element, a reduction, and a function of each result.
struct ReductionSteps: Sendable {
  /// How several numbers become one.
  enum Core: Sendable {
    case sum, mean, maximum, minimum, product
    /// ln Σ exp(x), with the largest subtracted, so that no exponential overflows.
    case logSumExp
  }

  /// A function of one number.
  enum Step: Sendable {
    case absolute, square, squareRoot, logarithm

    var function: UnaryFunction {
      switch self {
      case .absolute: .absolute
      case .square: .square
      case .squareRoot: .squareRoot
      case .logarithm: .logarithm
      }
    }

    var operation: UnaryOperation {
      switch self {
      case .absolute: .absolute
      case .square: .square
      case .squareRoot: .squareRoot
      case .logarithm: .logarithm
      }
    }
  }

  var before: Step?
  let core: Core
  var after: Step?

  init(before: Step? = nil, _ core: Core, after: Step? = nil) {
    (self.before, self.core, self.after) = (before, core, after)
  }

  /// Whether booleans are reduced too, false < true.
  var takesBooleans: Bool { core == .maximum || core == .minimum }

  /// The reduction that plans have; nil where they have none.
  var instruction: Reduction? {
    switch core {
    case .sum: .sum
    case .mean: .mean
    case .maximum: .maximum
    case .minimum, .product, .logSumExp: nil
    }
  }

  /// Whether integers have results that are no integers; they are then cut off.
  private var isReal: Bool { core == .logSumExp || after != nil }

  /// Reduces axes, which the result does not have. No axes leave every element by itself.
  func apply(to x: NDArray, axes: [Int]) throws(InferenceProblem) -> NDArray {
    if x.dataType == .bool {
      return try apply(to: x.cast(to: .uint8), axes: axes).cast(to: .bool)
    }
    guard x.dataType.isFloatingPoint else {
      if isReal { return try apply(to: x.cast(to: .float64), axes: axes).cast(to: x.dataType) }
      return try rows(of: try prepared(x), axes)
    }
    let elements = before.map { x.applying($0.function) } ?? x
    // Axes without elements have results too: a sum is 0, the largest of nothing the lowest number.
    let isEmpty = axes.contains { x.shape[$0] == 0 }
    let results =
      axes.isEmpty ? elements : isEmpty ? try rows(of: elements, axes) : numbers(elements, axes)
    return after.map { results.applying($0.function) } ?? results
  }

  private func numbers(_ x: NDArray, _ axes: [Int]) -> NDArray {
    switch core {
    case .sum: return x.sum(axes: axes)
    case .maximum: return x.max(axes: axes)
    case .minimum: return x.applying(.negate).max(axes: axes).applying(.negate)
    case .mean:
      let count = axes.reduce(1.0) { $0 * Double(x.shape[$1]) }
      return x.sum(axes: axes).combining(.divide, x.constant(count))
    case .product:
      func run<T: Number>(_ type: T.Type) -> NDArray { reduceRows(x, axes, type) }
      return x.dataType == .float32 ? run(Float.self) : run(Double.self)
    case .logSumExp:
      let largest = x.max(axes: axes, keepingAxes: true)
      // Infinities cannot be subtracted from each other.
      let shift = largest.cast(to: .float64).map(Double.self) { $0.isFinite ? $0 : 0 }
        .cast(to: x.dataType)
      let sums = x.combining(.subtract, shift).applying(.exponential).sum(axes: axes)
      return sums.applying(.logarithm).combining(.add, shift.reshaped(sums.shape))
    }
  }

  /// The function of each element, for integers.
  private func prepared(_ x: NDArray) throws(InferenceProblem) -> NDArray {
    guard let before else { return x }
    func run<T: Number>(_ type: T.Type) -> NDArray {
      x.map(type) { before == .absolute ? IntegerFunction.absolute($0) : T.product($0, $0) }
    }
    return run(try x.dataType.number())
  }

  private func rows(of x: NDArray, _ axes: [Int]) throws(InferenceProblem) -> NDArray {
    func run<T: Number>(_ type: T.Type) -> NDArray { reduceRows(x, axes, type) }
    return run(try x.dataType.number())
  }

  private func reduceRows<T: Number>(_ x: NDArray, _ axes: [Int], _ type: T.Type) -> NDArray {
    let kept = x.shape.indices.filter { !axes.contains($0) }
    let moved = x.permuted(kept + axes)
    let length = axes.reduce(1) { $0 * x.shape[$1] }
    return moved.withScalars(of: type) { source in
      NDArray(shape: kept.map { x.shape[$0] }, of: type) { target in
        for row in target.indices {
          target[row] = reduce(source[(row * length)..<((row + 1) * length)])
        }
      }
    }
  }

  private func reduce<T: Number>(_ row: Slice<UnsafeBufferPointer<T>>) -> T {
    switch core {
    case .maximum, .logSumExp: row.reduce(T.lowest) { max($0, $1) }
    case .minimum: row.reduce(T.highest) { min($0, $1) }
    case .sum: row.reduce(T(count: 0)) { T.sum($0, $1) }
    case .product: row.reduce(T(count: 1)) { T.product($0, $1) }
    case .mean: T.quotient(row.reduce(T(count: 0)) { T.sum($0, $1) }, T(count: row.count))
    }
  }
}
