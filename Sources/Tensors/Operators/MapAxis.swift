import Arrays
import ONNX

// y = A x along one axis, for a constant sparse matrix A
// https://onnx.ai/onnx/operators/onnx__MatMul.html, versions 1, 9 and 13, with A in full.

extension Tensor {
  /// A constant linear map along `axis`: each output is a weighted sum of a few inputs.
  public func mapped(_ map: AxisMap, axis: Int) -> Tensor {
    Tensor.apply(MapAxis(map: map, axis: resolved(axis)), [self])
  }
}

struct MapAxis: Operator {
  let map: AxisMap
  let axis: Int

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    var shape = inputs[0]
    guard shape.indices.contains(axis), shape[axis] == map.inputExtent else {
      throw ShapeError("a map from \(map.inputExtent) elements along axis \(axis) of \(shape)")
    }
    shape[axis] = map.outputs.count
    return shape
  }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].mapped(map, axis: axis) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { upstream.mapped(map.transposed, axis: axis) }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    let x = inputs[0]
    let matrix = map.matrix(type.elementType == .double ? .float64 : .float32)
    switch x.shape.count - axis {
    case 1:
      let right = builder.constant(TensorValue(matrix.transposed()))
      return builder.append("MatMul", [x, right], type: type)
    case 2:
      let left = builder.constant(TensorValue(matrix))
      return builder.append("MatMul", [left, x], type: type)
    default:
      // The axis goes to the end and back.
      var axes = Array(x.shape.indices)
      axes.append(axes.remove(at: axis))
      let moved = try builder.apply(Permute(axes: axes), [x])
      let mapped = try builder.apply(MapAxis(map: map, axis: axes.count - 1), [moved])
      return try builder.apply(Permute(axes: Permute.inverse(of: axes)), [mapped])
    }
  }
}

extension Tensor {
  /// One map for each of the last axes.
  func mapped(_ maps: [AxisMap]) -> Tensor {
    maps.enumerated().reduce(self) { $0.mapped($1.element, axis: rank - maps.count + $1.offset) }
  }
}

extension NDArray {
  /// One map for each of the last axes.
  func mapped(_ maps: [AxisMap]) -> NDArray {
    maps.enumerated().reduce(self) { $0.mapped($1.element, axis: rank - maps.count + $1.offset) }
  }
}
