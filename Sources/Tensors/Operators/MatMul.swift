import Arrays
import ONNX

// y = a b, the last two axes as matrices
// https://onnx.ai/onnx/operators/onnx__MatMul.html, versions 1, 9 and 13.

extension Tensor {
  /// The matrix product: (…, m, k) times (…, k, n) gives (…, m, n), leading axes broadcast.
  ///
  /// A tensor with one axis counts as a row (left) or a column (right), and that axis is left out.
  public func matmul(_ other: Tensor) -> Tensor { Tensor.apply(MatMul(), [self, other]) }
}

struct MatMul: Operator {
  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard let shape = NDArray.matmulShape(inputs[0], inputs[1]) else {
      throw ShapeError("shapes \(inputs[0]) and \(inputs[1]) have no matrix product")
    }
    return shape
  }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].matmul(inputs[1]) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    // A lone axis is a matrix again: a row on the left, a column on the right.
    let (a, b) = (inputs[0].asMatrix(isRow: true), inputs[1].asMatrix(isRow: false))
    let batch = output.shape.prefix(Swift.max(a.rank, b.rank) - 2)
    let g = upstream.reshaped(to: batch + [a.shape[a.rank - 2], b.shape[b.rank - 1]])
    let gradient = index == 0 ? g.matmul(b.transposed()) : a.transposed().matmul(g)
    return gradient.summed(to: (index == 0 ? a : b).shape).reshaped(to: inputs[index].shape)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("MatMul", inputs, type: type) }
}

extension Tensor {
  /// A tensor with one axis as a matrix with one row or one column; others as they are.
  fileprivate func asMatrix(isRow: Bool) -> Tensor {
    rank > 1 ? self : reshaped(to: isRow ? [1, count] : [count, 1])
  }
}
