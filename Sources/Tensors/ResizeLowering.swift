import Arrays
import ONNX

extension GraphBuilder {
  /// Appends the node that resamples the spatial axes by factors, as the opset calls it.
  mutating func resize(
    _ x: Value, by factors: [Float], isLinear: Bool = false, _ type: ValueType
  ) -> Value {
    let mode = Attribute.string(isLinear ? "linear" : "nearest")
    let all = [1, 1] + factors
    if opset < 9 {
      return append(
        "Upsample", [x], attributes: ["mode": mode, "scales": .floats(all)], type: type)
    }
    let scales = constant(TensorValue(NDArray(all)))
    if opset < 11 {
      return append(
        opset < 10 ? "Upsample" : "Resize", [x, scales], attributes: ["mode": mode], type: type)
    }
    var attributes = [
      "mode": mode,
      "coordinate_transformation_mode": .string(isLinear ? "half_pixel" : "asymmetric"),
    ]
    if !isLinear { attributes["nearest_mode"] = .string("floor") }
    // Versions 11 and 12 require a region of interest, which only another mode reads.
    let region = opset < 13 ? constant(TensorValue(NDArray([Float]()))) : nil
    return append("Resize", [x, region, scales], attributes: attributes, type: type)
  }

  /// Chooses elements along each spatial axis: maps of one term with weight 1 each.
  mutating func gather(_ x: Value, _ maps: [AxisMap], _ type: ValueType) -> Value {
    maps.enumerated().reduce(x) { value, map in
      let axis = map.offset + 2
      let places = map.element.outputs.map { $0[0].index }
      if places == Array(0..<value.shape[axis]) { return value }
      var shape = value.shape
      shape[axis] = places.count
      return append(
        "Gather", [value, constant(places)], attributes: ["axis": .int(Int64(axis))],
        type: ValueType(type.elementType, shape))
    }
  }
}
