import Arrays
import ONNX

// A range of one axis
// https://onnx.ai/onnx/operators/onnx__Slice.html, versions 1, 10, 11 and 13; bounds are inputs from
// 10 on.

extension Tensor {
  /// The elements of `range` along `axis`, without a copy.
  public func sliced(axis: Int, _ range: Range<Int>) -> Tensor {
    Tensor.apply(Slice(axis: resolved(axis), range: range), [self])
  }
}

struct Slice: Operator {
  let axis: Int
  let range: Range<Int>

  func outputShape(_ inputs: [[Int]]) throws -> [Int] {
    var shape = inputs[0]
    guard shape.indices.contains(axis), range.lowerBound >= 0, range.upperBound <= shape[axis]
    else { throw ShapeError("\(range) is outside axis \(axis) of shape \(shape)") }
    shape[axis] = range.count
    return shape
  }

  func forward(_ inputs: [NDArray]) -> NDArray {
    inputs[0].sliced(axis: axis, start: range.lowerBound, count: range.count)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: [Tensor], output: Tensor
  ) -> Tensor? {
    func zeros(_ extent: Int) -> Tensor {
      var shape = inputs[0].shape
      shape[axis] = extent
      return .zeros(shape, upstream.dataType)
    }
    let after = inputs[0].shape[axis] - range.upperBound
    return .concatenate([zeros(range.lowerBound), upstream, zeros(after)], axis: axis)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let bounds = [[range.lowerBound], [range.upperBound], [axis]]
    if builder.opset < 10 {
      let names = ["starts", "ends", "axes"]
      let attributes = zip(names, bounds).map { ($0, Attribute.ints($1)) }
      return builder.append(
        "Slice", inputs, attributes: Dictionary(uniqueKeysWithValues: attributes), type: type)
    }
    return builder.append("Slice", inputs + bounds.map { builder.constant($0) }, type: type)
  }
}
