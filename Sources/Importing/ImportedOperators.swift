import Tensors

/// Every ONNX operator that an imported model may use, by name.
enum ImportedOperators {
  static let table: [String: ImportedOperator] = [
    elementwise, binary, products, reductions, windows, normalizations, shapes, choices,
  ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  /// An operator with one input and one output.
  static func unary(
    _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> ImportedOperator {
    { _, inputs in [function(inputs.given(0))] }
  }

  /// An operator with one input, one output and attributes.
  static func unary(
    _ function: @escaping @Sendable (ImportedNode, Tensor) -> Tensor
  ) -> ImportedOperator {
    { node, inputs in [function(node, inputs.given(0))] }
  }

  /// An operator with two inputs and one output.
  static func binary(
    _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> ImportedOperator {
    { _, inputs in [function(inputs.given(0), inputs.given(1))] }
  }

  /// An operator that joins any number of inputs, two at a time.
  static func chained(
    _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> ImportedOperator {
    { _, inputs in
      [inputs.dropFirst().compactMap { $0 }.reduce(inputs.given(0), function)]
    }
  }

  /// What a node asks for that tensors do not have, though they have its operator; nil where there is
  /// nothing.
  static func obstacle(_ operatorType: String, _ node: ImportedNode) -> String? {
    let automatic = node.text("auto_pad") ?? "NOTSET"
    if operatorType != "Split", node.outputs.dropFirst().contains(where: { !$0.isEmpty }) {
      return "more than one output"
    }
    switch operatorType {
    case "ConvTranspose":
      if node.ints("output_shape") != nil { return "a given output shape" }
      return automatic.hasPrefix("SAME") ? "automatic padding" : nil
    case "AveragePool":
      return node.ints("dilations")?.contains { $0 > 1 } == true ? "dilation" : nil
    case "Resize", "Upsample": return resizeObstacle(node)
    case "ScatterElements":
      return node.text("reduction") == "add" ? nil : "a reduction other than add"
    case "BatchNormalization":
      return node.int("training_mode") == 1 ? "its training mode" : nil
    case "Pad":
      let known = ["constant", "reflect", "edge"]
      return known.contains(node.text("mode") ?? "constant") ? nil : "another mode"
    case "Cast":
      let isKnown = node.int("to").flatMap { elementTypes[$0] } != nil
      return isKnown ? nil : "an element type that arrays lack"
    case "Constant":
      let names = ["value", "value_float", "value_floats", "value_int", "value_ints"]
      return names.contains(where: node.has) ? nil : "a value that is no tensor of numbers"
    default: return nil
    }
  }

  private static func resizeObstacle(_ node: ImportedNode) -> String? {
    let isNearest = node.text("mode") ?? "nearest" == "nearest"
    // Before opset 11 the places are those of "asymmetric".
    let places =
      node.text("coordinate_transformation_mode")
      ?? (node.opset < 11 ? "asymmetric" : "half_pixel")
    let rounding = node.text("nearest_mode") ?? (node.opset < 11 ? "floor" : "round_prefer_floor")
    let others = ["antialias", "exclude_outside", "axes"]
    if others.contains(where: { (node.int($0) ?? 0) != 0 || node.ints($0) != nil }) {
      return "antialias, exclude_outside or axes"
    }
    if isNearest {
      return places == "asymmetric" && rounding == "floor" ? nil : "other places than rounded down"
    }
    let isLinear = node.text("mode") == "linear" && places.hasSuffix("half_pixel")
    return isLinear ? nil : "another interpolation than linear between half pixels"
  }
}
