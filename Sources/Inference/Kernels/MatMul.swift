import Arrays
import Executing
import ONNX

/// The matrix product, leading axes broadcast: <https://onnx.ai/onnx/operators/onnx__MatMul.html>.
struct MatMulKernel: Kernel {
  static let operatorType = "MatMul"
  static let versions: [Int: OneForm] = [1: OneForm(), 9: OneForm(), 13: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    try b.dataType.require(a.dataType)
    try a.dataType.requireNumber()
    return [ValueType(a.dataType, try matrixProductShape(a.shape, b.shape))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    if a.dataType.isFloatingPoint { return [a.matmul(b)] }
    // The standard's integer types have at most 64 bits; double precision holds sums up to 2⁵³.
    let product = a.cast(to: .float64).matmul(b.cast(to: .float64))
    return [product.cast(to: a.dataType)]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let a = node.input(0), let b = node.input(1), let (output, shape) = node.output,
      var first = node.shape(0), var second = node.shape(1)
    else { return false }
    if first.count == 1 { first.insert(1, at: 0) }
    if second.count == 1 { second.append(1) }
    let depth = first[first.count - 1]
    var rows = first[first.count - 2]
    var (firstBatch, secondBatch) = (Array(first.dropLast(2)), Array(second.dropLast(2)))
    if second.count == 2 {  // One matrix on the right: the leading axes are rows.
      rows = first.dropLast().reduce(1, *)
      (firstBatch, secondBatch) = ([], [])
    }
    let columns = second[second.count - 1]
    guard let batch = NDArray.broadcast(firstBatch, secondBatch), rows <= Int(Int32.max) else {
      return false
    }
    var product = Product(
      matrix: MatrixProduct(rows: rows, columns: columns, depth: depth),
      first: try plan.source(a), second: Plan.Operand(0), target: plan.target(output, shape))
    product.batch = Self.axes(
      batch, (firstBatch, rows * depth), (secondBatch, depth * columns), rows * columns)
    if !shape.contains(0) {
      try plan.setSecond(b, of: &product)
      plan.emit(product, makes: output)
    }
    return true
  }

  private static func axes(
    _ batch: [Int], _ first: (shape: [Int], step: Int), _ second: (shape: [Int], step: Int),
    _ step: Int
  ) -> [LoopAxis] {
    let a = broadcastStrides(first.shape, to: batch)
    let b = broadcastStrides(second.shape, to: batch)
    let y = rowMajorStrides(batch)
    return LoopAxis.merged(
      batch.indices.map {
        LoopAxis(
          extent: batch[$0], target: y[$0] * step, first: a[$0] * first.step,
          second: b[$0] * second.step)
      })
  }
}

/// Requires extents that the matrix libraries can count.
func requireMatrixExtents(_ extents: some Sequence<Dimension>) throws(InferenceProblem) {
  for case .fixed(let extent) in extents where extent > Int(Int32.max) {
    throw .tooLarge(shape: "[\(extent)]")
  }
}

/// The shape of a matrix product, as far as it is known.
func matrixProductShape(
  _ a: [Dimension]?, _ b: [Dimension]?
) throws(InferenceProblem) -> [Dimension]? {
  guard let a, let b else { return nil }
  guard let depth = a.last, let rows = b.suffix(2).first, agree(depth, rows) else {
    throw .shapeMismatch("\(shapeText(a)) and \(shapeText(b)) have no matrix product")
  }
  try requireMatrixExtents(a.suffix(2) + b.suffix(2))
  let batch = try broadcastShape([a.dropLast(2), b.dropLast(2)].map { Array($0) }) ?? []
  return batch + a.dropLast().suffix(1) + (b.count == 1 ? [] : b.suffix(1))
}
