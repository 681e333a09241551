import Arrays
import ONNX

// x with further elements before and after along each axis
// https://onnx.ai/onnx/operators/onnx__Pad.html, versions 2, 11, 13, 18, 19, 21, 23, 24 and 25; pads
// and the value are inputs from 11 on.

/// What padding adds.
public enum PaddingMode: Sendable, Hashable {
  /// One value.
  case constant(Double)
  /// The elements next to the edge, mirrored at it; the edge itself is not repeated.
  case reflect
  /// The element at the edge, repeated.
  case edge
}

extension Tensor {
  /// The tensor with `before` and `after` elements more along each axis; zeros by default.
  public func padded(
    before: [Int], after: [Int], _ mode: PaddingMode = .constant(0)
  ) -> Tensor {
    if (before + after).allSatisfy({ $0 == 0 }) && before.count == rank { return self }
    return Tensor.apply(Pad(before: before, after: after, mode: mode), [self])
  }
}

struct Pad: Operator {
  let before: [Int]
  let after: [Int]
  let mode: PaddingMode

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    let shape = inputs[0]
    guard before.count == shape.count, after.count == shape.count,
      (before + after).allSatisfy({ $0 >= 0 }),
      shape.indices.allSatisfy({ Swift.max(before[$0], after[$0]) <= limit(shape[$0]) })
    else { throw ShapeError("shape \(shape) cannot be padded by \(before) and \(after): \(mode)") }
    return shape.indices.map { before[$0] + shape[$0] + after[$0] }
  }

  /// The most elements that the mode can add on one side.
  private func limit(_ extent: Int) -> Int {
    switch mode {
    case .constant: .max
    case .reflect: Swift.max(0, extent - 1)
    case .edge: extent == 0 ? 0 : .max
    }
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    if case .constant(let value) = mode {
      return inputs[0].padded(before: before, after: after, with: value)
    }
    return paddedAxes(inputs[0].shape).reduce(inputs[0]) { result, axis in
      result.selecting(sources(axis, inputs[0].shape[axis]), axis: axis)
    }
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let shape = inputs[0].shape
    return paddedAxes(shape).reduce(upstream) { result, axis in
      if case .constant = mode {
        return result.sliced(axis: axis, before[axis]..<before[axis] + shape[axis])
      }
      let sources = Tensor(sources(axis, shape[axis]))
      return result.addedUp(axis: axis, at: sources, extent: shape[axis])
    }
  }

  private func paddedAxes(_ shape: [Int]) -> [Int] {
    shape.indices.filter { before[$0] + after[$0] > 0 }
  }

  /// The index that each element along an axis comes from.
  private func sources(_ axis: Int, _ extent: Int) -> NDArray {
    let last = extent - 1
    let places = (-before[axis]..<extent + after[axis]).map { place in
      mode == .edge ? Swift.min(Swift.max(place, 0), last) : last - abs(last - abs(place))
    }
    return NDArray(places.map { Int64($0) })
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    let (name, value): (String, Double) =
      switch mode {
      case .constant(let value): ("constant", value)
      case .reflect: ("reflect", 0)
      case .edge: ("edge", 0)
      }
    var attributes = ["mode": Attribute.string(name)]
    if builder.opset >= 11 {
      let filling = NDArray(scalar: value).cast(to: type.dataType)
      let constant = value == 0 ? nil : builder.constant(TensorValue(filling))
      return builder.append(
        "Pad", [inputs[0], builder.constant(before + after)] + (constant.map { [$0] } ?? []),
        attributes: attributes, type: type)
    }
    guard type.dataType.isFloatingPoint else {
      throw LoweringError(
        operation: "Pad of \(type.dataType)", opset: builder.opset, lowestOpset: 11)
    }
    attributes["pads"] = .ints(before + after)
    attributes["value"] = .float(Float(value))
    return builder.append("Pad", inputs, attributes: attributes, type: type)
  }
}
