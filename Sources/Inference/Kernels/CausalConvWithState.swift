import Arrays
import ONNX

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A convolution of each channel over what came before, and what the next part needs of it:
/// <https://onnx.ai/onnx/operators/onnx__CausalConvWithState.html>.
struct CausalConvWithStateKernel: Kernel {
  static let operatorType = "CausalConvWithState"
  static let versions: [Int: OneForm] = [27: OneForm()]

  private enum Activation: String {
    case none, silu, swish
  }

  private let isActivated: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...4)
    try node.requireOutputs(2...2)
    isActivated = try node.choice("activation", default: Activation.none) != .none
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, weights) = (try inputs.required(0), try inputs.required(1))
    try x.dataType.requireFloatingPoint()
    for case let input? in inputs.dropFirst() { try input.dataType.require(x.dataType) }
    try x.requireRank(3...3)
    try weights.requireShape([x.extent(1), .fixed(1), .unknown])
    try inputs.optional(2)?.requireShape([x.extent(1)])
    var length = Dimension.unknown
    if case .fixed(let kernel) = weights.extent(2) {
      guard kernel > 0 else { throw .shapeMismatch("a kernel without elements") }
      length = .fixed(kernel - 1)
    }
    let state = [x.extent(0), x.extent(1), length]
    try inputs.optional(3)?.requireShape(state)
    return [ValueType(x.dataType, x.shape), ValueType(x.dataType, state)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, weights) = (try inputs.required(0), try inputs.required(1))
    let kernel = weights.shape[2]
    let past =
      inputs.optional(3) ?? .zeros([x.shape[0], x.shape[1], kernel - 1], x.dataType)
    let whole = NDArray.concatenate([past, x], axis: 2)
    func run<T: RealNumber>(_ type: T.Type) -> NDArray {
      let bias = inputs.optional(2)?.scalars(type)
      return convolved(whole, weights, bias, length: x.shape[2])
    }
    let state = whole.sliced(axis: 2, start: x.shape[2], count: kernel - 1)
    return [try x.dataType.floating(run, run), state]
  }

  private func convolved<T: RealNumber>(
    _ x: NDArray, _ weights: NDArray, _ bias: [T]?, length: Int
  ) -> NDArray {
    let (channels, kernel, width) = (x.shape[1], weights.shape[2], x.shape[2])
    return x.withScalars(of: T.self) { source in
      weights.withScalars(of: T.self) { weights in
        NDArray(shape: [x.shape[0], channels, length], of: T.self) { target in
          if target.isEmpty { return }
          for row in 0..<(x.shape[0] * channels) {
            let channel = row % channels
            for index in 0..<length {
              var sum = Double(bias?[channel] ?? 0)
              for tap in 0..<kernel {
                sum +=
                  Double(weights[channel * kernel + tap])
                  * Double(source[row * width + index + tap])
              }
              target[row * length + index] = T(isActivated ? sum / (1 + exp(-sum)) : sum)
            }
          }
        }
      }
    }
  }
}
