import Arrays
import ONNX

/// The random numbers of one node. The same node draws the same numbers in each run: those of its
/// seed, and without a seed those of its output's name.
struct RandomNumbers: Sendable {
  private let seed: UInt64
  private let stream: UInt64

  init(_ node: inout NodeReader) throws(InferenceProblem) {
    if let seed = try node.float("seed") {
      (self.seed, stream) = (UInt64(seed.bitPattern), 0)
    } else {
      (seed, stream) = (0, node.outputHash)
    }
  }

  /// A generator at its beginning.
  var generator: RandomGenerator { RandomGenerator(seed: seed, stream: stream) }
}

/// How an operator that draws random numbers spreads them.
enum RandomSpread: Sendable {
  /// Evenly from `low` to `high`.
  case uniform(low: Float, high: Float)
  /// Normally around `mean`.
  case normal(mean: Float, scale: Float)

  /// Reads `low` and `high`.
  static func uniform(_ node: inout NodeReader) throws(InferenceProblem) -> RandomSpread {
    .uniform(low: try node.float("low") ?? 0, high: try node.float("high") ?? 1)
  }

  /// Reads `mean` and `scale`.
  static func normal(_ node: inout NodeReader) throws(InferenceProblem) -> RandomSpread {
    .normal(mean: try node.float("mean") ?? 0, scale: try node.float("scale") ?? 1)
  }

  /// An array of float32 numbers.
  func draw(_ shape: [Int], _ numbers: RandomNumbers) -> NDArray {
    var generator = numbers.generator
    switch self {
    case .uniform(let low, let high): return generator.uniform(shape, low: low, high: high)
    case .normal(let mean, let scale):
      return generator.normal(shape).map(Float.self) { mean + scale * $0 }
    }
  }
}

/// An operator that draws an array of random numbers.
protocol RandomArray: Kernel where Form == OneForm {
  /// Reads how they are spread.
  static func spread(_ node: inout NodeReader) throws(InferenceProblem) -> RandomSpread

  init(source: RandomSource)
  var source: RandomSource { get }
}

/// The attributes of an operator that draws random numbers.
struct RandomSource: Sendable {
  fileprivate let spread: RandomSpread
  fileprivate let numbers: RandomNumbers
  fileprivate let type: DataType?
  /// The extents; nil where they are those of an input.
  fileprivate let shape: [Int]?
}

extension RandomArray {
  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    let isLike = Self.operatorType.hasSuffix("Like")
    try node.requireInputs(isLike ? 1...1 : 0...0)
    let type = try node.dataType("dtype") ?? (isLike ? nil : .float32)
    try type?.requireFloatingPoint()
    self.init(
      source: RandomSource(
        spread: try Self.spread(&node), numbers: try RandomNumbers(&node), type: type,
        shape: isLike ? nil : try node.requiredInts("shape")))
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    if let shape = source.shape { return [ValueType(source.type ?? .float32, shape)] }
    let x = try inputs.required(0)
    let type = source.type ?? x.dataType
    try type.requireFloatingPoint()
    return [ValueType(type, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let like = inputs.optional(0)
    let array = source.spread.draw(source.shape ?? like?.shape ?? [], source.numbers)
    return [array.cast(to: source.type ?? like?.dataType ?? .float32)]
  }
}
