import Arrays
import Executing
import ONNX

/// y = alpha op(a) op(b) + beta c: <https://onnx.ai/onnx/operators/onnx__Gemm.html>.
struct GemmKernel: Kernel {
  /// How c is added.
  enum Form: Sendable {
    /// c broadcasts only with the attribute `broadcast`.
    case broadcastAttribute
    /// c broadcasts.
    case broadcast
    /// c broadcasts and may be left out.
    case optional
  }

  static let operatorType = "Gemm"
  static let versions: [Int: Form] = [
    1: .broadcastAttribute, 6: .broadcastAttribute, 7: .broadcast, 9: .broadcast, 11: .optional,
    13: .optional,
  ]

  private let alpha: Float
  private let beta: Float
  private let isFirstTransposed: Bool
  private let isSecondTransposed: Bool

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(form == .optional ? 2...3 : 3...3)
    if form == .broadcastAttribute { _ = try node.flag("broadcast") }
    alpha = try node.float("alpha") ?? 1
    beta = try node.float("beta") ?? 1
    isFirstTransposed = try node.int("transA") ?? 0 != 0
    isSecondTransposed = try node.int("transB") ?? 0 != 0
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    try a.dataType.requireNumber()
    try b.dataType.require(a.dataType)
    try inputs.optional(2)?.dataType.require(a.dataType)
    guard var first = a.shape, var second = b.shape else {
      return [ValueType(a.dataType, [.unknown, .unknown])]
    }
    let texts = "\(shapeText(first)) and \(shapeText(second))"
    guard first.count == 2, second.count == 2 else {
      throw .shapeMismatch("\(texts) are no matrices")
    }
    if isFirstTransposed { first.swapAt(0, 1) }
    if isSecondTransposed { second.swapAt(0, 1) }
    guard agree(first[1], second[0]) else {
      throw .shapeMismatch("\(texts) have no matrix product")
    }
    try requireMatrixExtents(first + second)
    let shape = [first[0], second[1]]
    if let bias = inputs.optional(2)?.shape {
      let common = try broadcastShape([shape, bias])
      guard let common, common.count == 2, zip(common, shape).allSatisfy(agree) else {
        throw .shapeMismatch("a bias of \(shapeText(bias)) does not fit \(shapeText(shape))")
      }
    }
    return [ValueType(a.dataType, shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (first, second) = (try inputs.required(0), try inputs.required(1))
    let type: DataType = first.dataType == .float32 ? .float32 : .float64
    let a = (isFirstTransposed ? first.transposed() : first).cast(to: type)
    let b = (isSecondTransposed ? second.transposed() : second).cast(to: type)
    var result = scaled(a.matmul(b), alpha)
    if let bias = inputs.optional(2) {
      result = result.combining(.add, scaled(bias.cast(to: type), beta))
    }
    return [result.cast(to: first.dataType)]
  }

  private func scaled(_ array: NDArray, _ factor: Float) -> NDArray {
    if factor == 1 { return array }
    return array.combining(.multiply, array.constant(Double(factor)))
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let a = node.input(0), let b = node.input(1), let (output, shape) = node.output,
      let first = node.shape(0)
    else { return false }
    var product = Product(
      matrix: MatrixProduct(
        rows: shape[0], columns: shape[1], depth: first[isFirstTransposed ? 0 : 1],
        isFirstTransposed: isFirstTransposed, isSecondTransposed: isSecondTransposed,
        alpha: alpha),
      first: try plan.source(a), second: Plan.Operand(0), target: plan.target(output, shape))
    if shape.contains(0) { return true }
    if let bias = node.input(2), let extents = node.shape(2) {
      guard let steps = biasStrides(extents, to: shape) else { return false }
      product.bias = Product.Bias(
        operand: try plan.source(bias), rowStride: steps.row, columnStride: steps.column,
        scale: beta)
    }
    try plan.setSecond(b, of: &product)
    plan.emit(product, makes: output)
    return true
  }
}
