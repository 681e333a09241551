import Arrays
import ONNX

// y = 1 where the last axis' index equals x, 0 elsewhere
// https://onnx.ai/onnx/operators/onnx__OneHot.html, versions 9 and 11; Equal and Cast before.

extension Tensor {
  /// A last axis of `depth` elements in place of each of these int64 indices: 1 at the index, 0
  /// elsewhere. Each index counts from 0 and is less than `depth`.
  public func oneHot(depth: Int, _ dataType: DataType = .float32) -> Tensor {
    Tensor.apply(OneHot(depth: depth, target: dataType), [self])
  }
}

struct OneHot: Operator {
  let depth: Int
  let target: DataType

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard depth >= 0 else { throw ShapeError("indices of shape \(inputs[0]) below \(depth)") }
    return inputs[0] + [depth]
  }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].oneHot(depth: depth, target) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { nil }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    if builder.opset >= 9 {
      let depth = builder.constant(TensorValue(NDArray(scalar: Int64(depth))))
      let values = builder.constant(TensorValue(NDArray([0, 1] as [Float]).cast(to: target)))
      return builder.append("OneHot", [inputs[0], depth, values], type: type)
    }
    let axis = inputs[0].shape.count
    let column = builder.reshape(
      by: "Unsqueeze", inputs[0], axes: [axis], type: .init(.int64, inputs[0].shape + [1]))
    let all = builder.constant(Array(0..<depth))
    let isHot = builder.append("Equal", [column, all], type: .init(.bool, type.shape))
    return type.elementType == .bool ? isHot : builder.cast(isHot, to: type.elementType)
  }
}
