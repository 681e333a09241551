import Arrays

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// y = x / (bias + alpha/size Σ x²)^beta, summed over neighbouring channels:
/// <https://onnx.ai/onnx/operators/onnx__LRN.html>.
struct LRNKernel: Kernel {
  static let operatorType = "LRN"
  static let versions: [Int: OneForm] = [1: OneForm(), 13: OneForm()]

  private let size: Int
  private let alpha: Double
  private let beta: Double
  private let bias: Double

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    size = try node.requiredInt("size")
    guard (1...Int(Int32.max)).contains(size) else {
      throw .invalidAttribute("size", reason: "\(size) is not from 1 to 2³¹ − 1")
    }
    alpha = Double(try node.float("alpha") ?? 1e-4)
    beta = Double(try node.float("beta") ?? 0.75)
    bias = Double(try node.float("bias") ?? 1)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    try x.requireRank(2...Int.max)
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    func run<T: RealNumber>(_ type: T.Type) -> NDArray { normalized(x, type) }
    return [try x.dataType.floating(run, run)]
  }

  private func normalized<T: RealNumber>(_ x: NDArray, _ type: T.Type) -> NDArray {
    let (channels, inner) = (x.shape[1], x.shape[2...].reduce(1, *))
    return x.withScalars(of: type) { source in
      NDArray(shape: x.shape, of: type) { target in
        guard !target.isEmpty else { return }
        var sums = [Double](repeating: 0, count: inner)
        for batch in 0..<x.shape[0] {
          let start = batch * channels * inner
          for channel in 0..<channels {
            let first = max(0, channel - (size - 1) / 2)
            let last = min(channels - 1, channel + size / 2)
            Self.sumSquares(source, start, first...last, &sums)
            let row = start + channel * inner
            for index in 0..<inner {
              let divisor = pow(bias + alpha / Double(size) * sums[index], beta)
              target[row + index] = T(Double(source[row + index]) / divisor)
            }
          }
        }
      }
    }
  }

  /// The sums of squares over channels, for each place in a channel.
  private static func sumSquares<T: RealNumber>(
    _ source: UnsafeBufferPointer<T>, _ start: Int, _ channels: ClosedRange<Int>,
    _ sums: inout [Double]
  ) {
    let inner = sums.count
    for index in 0..<inner { sums[index] = 0 }
    for channel in channels {
      let row = start + channel * inner
      for index in 0..<inner {
        let value = Double(source[row + index])
        sums[index] += value * value
      }
    }
  }
}
