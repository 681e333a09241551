import Arrays

/// The axes in another order: <https://onnx.ai/onnx/operators/onnx__Transpose.html>.
struct TransposeKernel: Kernel {
  static let operatorType = "Transpose"
  static let versions: [Int: OneForm] = [
    1: OneForm(), 13: OneForm(), 21: OneForm(), 23: OneForm(), 24: OneForm(), 25: OneForm(),
  ]

  private let permutation: [Int]?

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    permutation = try node.ints("perm")
    if let permutation, permutation.sorted() != Array(permutation.indices) {
      throw .invalidAttribute("perm", reason: "\(permutation) is no permutation")
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    guard let shape = x.shape else { return [ValueType(x.dataType, nil)] }
    let order = try order(rank: shape.count)
    return [ValueType(x.dataType, order.map { shape[$0] })]
  }

  private func order(rank: Int) throws(InferenceProblem) -> [Int] {
    let order = permutation ?? (0..<rank).reversed()
    guard order.count == rank else {
      throw .shapeMismatch("\(order) orders \(order.count) axes where there are \(rank)")
    }
    return order
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    return [x.permuted(try order(rank: x.rank))]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let input = node.input(0), let (output, shape) = node.output,
      let extents = node.shape(0)
    else { return false }
    let strides = rowMajorStrides(extents)
    let order = try order(rank: extents.count)
    let source = try plan.source(input)
    plan.gather(
      shape, strides: order.map { strides[$0] }, from: source, to: plan.target(output, shape))
    return true
  }
}
