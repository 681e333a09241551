import ONNX

/// How a loss puts together the losses of elements.
public enum Reduction: Sendable, Hashable {
  /// Not at all: one loss for each element.
  case none
  /// Their mean.
  case mean
  /// Their sum.
  case sum
}

/// The shape after reducing `axes`.
func reducedShape(_ shape: [Int], _ axes: [Int], _ keepingAxes: Bool) throws -> [Int] {
  guard Set(axes).count == axes.count, axes.allSatisfy(shape.indices.contains) else {
    throw ShapeError("axes \(axes) are not axes of shape \(shape)")
  }
  return shape.indices.compactMap { axes.contains($0) ? (keepingAxes ? 1 : nil) : shape[$0] }
}

extension GraphBuilder {
  /// Appends a reduction, whose axes are an attribute before the opset `version` and an input from
  /// there on.
  mutating func reduce(
    _ operatorType: String, _ x: Value, _ axes: [Int], _ keepingAxes: Bool,
    axesAreInputFrom version: Int, type: ValueType
  ) -> Value {
    let keep = ["keepdims": Attribute.int(keepingAxes ? 1 : 0)]
    if opset < version {
      return append(
        operatorType, [x], attributes: keep.merging(["axes": .ints(axes)]) { $1 }, type: type)
    }
    return append(operatorType, [x, constant(axes)], attributes: keep, type: type)
  }

  /// The bytes of a constant.
  func bytes(of value: Value) -> [UInt8] {
    initializers.first { $0.name == value.name }?.bytes ?? []
  }
}
