import Arrays
import ONNX

/// The convolution of quantized numbers, quantized again:
/// <https://onnx.ai/onnx/operators/onnx__QLinearConv.html>.
struct QLinearConvKernel: Kernel {
  static let operatorType = "QLinearConv"
  static let versions: [Int: OneForm] = [10: OneForm()]

  private let convolution: IntegerConvolution

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(8...9)
    convolution = try IntegerConvolution(&node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, weights) = (try inputs.required(0), try inputs.required(3))
    let shape = try convolution.infer(
      x, weights, try inputs.required(2), try inputs.required(5))
    for index in [1, 4, 6] {
      let scale: ValueType = try inputs.required(index)
      try scale.dataType.require(.float32)
      try scale.requireOne(orEachOf: index == 4 ? weights.extent(0) : .fixed(1))
    }
    let zeroPoint = try inputs.required(7)
    try zeroPoint.dataType.requireQuantized()
    try zeroPoint.requireOne()
    if let bias = inputs.optional(8) {
      try bias.dataType.require(.int32)
      try bias.requireShape([weights.extent(0)])
    }
    return [ValueType(zeroPoint.dataType, shape)]
  }

  func scratchByteCount(_ inputs: [ValueType?]) throws(InferenceProblem) -> Int {
    try convolution.scratchByteCount(
      try inputs.required(0), try inputs.required(3), try infer(inputs).first?.shape)
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let weights = try inputs.required(3)
    var sums = try convolution.evaluate(
      try inputs.required(0), weights, try inputs.required(2), try inputs.required(5))
    if let bias = inputs.optional(8) {
      sums = sums.combining(.add, bias.cast(to: .float64).perChannel(rank: sums.rank))
    }
    let weightScale = try inputs.required(4).cast(to: .float64)
    let scale = try inputs.required(1).reshaped([]).cast(to: .float64)
      .combining(.multiply, weightScale.perFirstAxis(rank: sums.rank - 1))
      .combining(.divide, try inputs.required(6).reshaped([]).cast(to: .float64))
    let zeroPoint = try inputs.required(7)
    return [
      sums.combining(.multiply, scale).quantized(zeroPoint.reshaped([]), as: zeroPoint.dataType)
    ]
  }
}
