import Arrays
import ONNX

// y = a where c is true, b elsewhere
// https://onnx.ai/onnx/operators/onnx__Where.html, versions 9 and 16; before, minima and maxima with
// infinite bounds.

extension Tensor {
  /// The elements of `a` where `condition` is true and those of `b` elsewhere, all three broadcast
  /// to a common shape.
  public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    apply(Where(), [condition, a, b])
  }

  /// The elements where `mask` is false, and `value` where it is true.
  public func maskedFill(_ mask: Tensor, with value: Double) -> Tensor {
    .where(mask, Tensor(value, dataType), self)
  }
}

struct Where: Operator {
  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard let pair = NDArray.broadcast(inputs[1], inputs[2]),
      let shape = NDArray.broadcast(inputs[0], pair)
    else {
      throw ShapeError(
        "a condition of shape \(inputs[0]) and choices of shapes \(inputs[1]) and \(inputs[2]) do "
          + "not broadcast to a common shape")
    }
    return shape
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    .choosing(inputs[0], inputs[1], inputs[2])
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let zero = Tensor(0, upstream.dataType)
    switch index {
    case 1: return .where(inputs[0], upstream, zero)
    case 2: return .where(inputs[0], zero, upstream)
    default: return nil
    }
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    try builder.select(inputs[0], inputs[1], inputs[2], type: type)
  }
}
