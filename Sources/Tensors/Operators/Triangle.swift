import Arrays
import ONNX

// The elements of each matrix on one side of a diagonal, zeros elsewhere
// https://onnx.ai/onnx/operators/onnx__Trilu.html, version 14; Where from 9 on and a product with
// ones and zeros before.

extension Tensor {
  /// The elements of the matrices in the last two axes on and below a diagonal, zeros above it;
  /// diagonal 0 is the main one, and positive ones lie above it.
  public func lowerTriangle(diagonal: Int = 0) -> Tensor {
    Tensor.apply(Triangle(isUpper: false, diagonal: diagonal), [self])
  }

  /// The elements of the matrices in the last two axes on and above a diagonal, zeros below it;
  /// diagonal 0 is the main one, and positive ones lie above it.
  public func upperTriangle(diagonal: Int = 0) -> Tensor {
    Tensor.apply(Triangle(isUpper: true, diagonal: diagonal), [self])
  }
}

struct Triangle: Operator {
  let isUpper: Bool
  let diagonal: Int

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard inputs[0].count >= 2 else {
      throw ShapeError("a triangle needs two axes, not the shape \(inputs[0])")
    }
    return inputs[0]
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    inputs[0].triangle(isUpper: isUpper, diagonal: diagonal)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { Tensor.apply(self, [upstream]) }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    if builder.opset >= 14 {
      let diagonal = builder.constant(TensorValue(NDArray(scalar: Int64(diagonal))))
      return builder.append(
        "Trilu", [inputs[0], diagonal], attributes: ["upper": .int(isUpper ? 1 : 0)], type: type)
    }
    let ones = NDArray.filled(Array(type.shape.suffix(2)), with: UInt8(1))
    let mask = ones.triangle(isUpper: isUpper, diagonal: diagonal)
    if builder.opset < 9 {
      let factors = builder.constant(TensorValue(mask.cast(to: type.dataType)))
      return builder.append("Mul", [inputs[0], factors], type: type)
    }
    let condition = builder.constant(TensorValue(mask.cast(to: .bool)))
    let zero = builder.constant(TensorValue(.zeros([], type.dataType)))
    return builder.append("Where", [condition, inputs[0], zero], type: type)
  }
}
