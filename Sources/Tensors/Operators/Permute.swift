import Arrays
import ONNX

// Axis k of the result is axis axes[k] of x
// https://onnx.ai/onnx/operators/onnx__Transpose.html, versions 1, 13, 21, 23, 24 and 25.

extension Tensor {
  /// The axes in another order: axis `k` of the result is axis `axes[k]` of this tensor.
  public func permuted(_ axes: [Int]) -> Tensor {
    Tensor.apply(Permute(axes: axes.map(resolved)), [self])
  }

  /// The last two axes exchanged.
  public func transposed() -> Tensor { transposed(-1, -2) }

  /// Two axes exchanged.
  public func transposed(_ first: Int, _ second: Int) -> Tensor {
    var axes = Array(0..<rank)
    axes.swapAt(resolved(first), resolved(second))
    return permuted(axes)
  }
}

struct Permute: Operator {
  let axes: [Int]

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard axes.sorted() == Array(inputs[0].indices) else {
      throw ShapeError("\(axes) is no permutation of the axes of shape \(inputs[0])")
    }
    return axes.map { inputs[0][$0] }
  }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].permuted(axes) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { upstream.permuted(Self.inverse(of: axes)) }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.append("Transpose", inputs, attributes: ["perm": .ints(axes)], type: type)
  }

  /// The permutation that undoes `axes`.
  static func inverse(of axes: [Int]) -> [Int] {
    var inverse = axes
    for (position, axis) in axes.enumerated() { inverse[axis] = position }
    return inverse
  }
}
