import Arrays
import ONNX

// y = Π x over axes
// https://onnx.ai/onnx/operators/onnx__ReduceProd.html, versions 1, 11, 13 and 18; axes are an input
// from 18 on.

extension Tensor {
  /// The product over `axes` (all by default), which keep extent 1 when `keepingAxes`.
  public func product(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    let axes = axes?.map(resolved) ?? Array(shape.indices)
    return axes.isEmpty
      ? self : Tensor.apply(Product(axes: axes.sorted(), keepingAxes: keepingAxes), [self])
  }
}

struct Product: Operator {
  let axes: [Int]
  let keepingAxes: Bool

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    try reducedShape(inputs[0], axes, keepingAxes)
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    inputs[0].product(axes: axes, keepingAxes: keepingAxes)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let x = inputs[0]
    let kept = x.shape.indices.filter { !axes.contains($0) }
    let order = kept + axes
    let rows = kept.reduce(1) { $0 * x.shape[$1] }
    let columns = axes.reduce(1) { $0 * x.shape[$1] }
    let moved = x.permuted(order)
    let others = Self.productsOfOthers(moved.reshaped(to: [rows, columns]))
    let g = upstream.reshaped(to: x.array.reducedShape(axes, true))
    return g * others.reshaped(to: moved.shape).permuted(Permute.inverse(of: order))
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.reduce("ReduceProd", inputs[0], axes, keepingAxes, axesAreInputFrom: 18, type: type)
  }

  /// For each element of a row, the product of all others: exact where elements are 0, which a
  /// quotient is not.
  ///
  /// Products of pairs, of pairs of pairs and so on lead to the product of a row; on the way back,
  /// the product outside a pair times one element of it is the product outside the other.
  private static func productsOfOthers(_ rows: Tensor) -> Tensor {
    let columns = rows.shape[1]
    if columns <= 1 { return .ones(rows.shape, rows.dataType) }
    let filling = Tensor.ones([rows.shape[0], columns % 2], rows.dataType)
    let even = columns % 2 == 0 ? rows : .concatenate([rows, filling], axis: 1)
    let pairs = even.reshaped(to: [rows.shape[0], (columns + 1) / 2, 2])
    let first = pairs.sliced(axis: 2, 0..<1)
    let second = pairs.sliced(axis: 2, 1..<2)
    let joined = (first * second).reshaped(to: [rows.shape[0], (columns + 1) / 2])
    let outside = productsOfOthers(joined).reshaped(to: first.shape)
    return Tensor.concatenate([outside * second, outside * first], axis: 2)
      .reshaped(to: even.shape).sliced(axis: 1, 0..<columns)
  }
}
