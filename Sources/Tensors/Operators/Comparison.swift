import Arrays
import ONNX

// y = whether a < b, a ≤ b, a = b and so on
// https://onnx.ai/onnx/operators/onnx__Less.html, versions 7, 9 and 13, Greater likewise;
// https://onnx.ai/onnx/operators/onnx__Equal.html, versions 7, 11, 13 and 19;
// https://onnx.ai/onnx/operators/onnx__LessOrEqual.html, versions 12 and 16, GreaterOrEqual likewise.

extension Tensor {
  /// Whether the elements are equal, pair by pair, broadcast to a common shape.
  public static func .== (a: Tensor, b: Tensor) -> Tensor { compare(a, .equal, b) }

  /// Whether the elements differ, pair by pair, broadcast to a common shape.
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { compare(a, .notEqual, b) }

  /// Whether the first element is the smaller one, pair by pair, broadcast to a common shape.
  public static func .< (a: Tensor, b: Tensor) -> Tensor { compare(a, .less, b) }

  /// Whether the first element is not the larger one, pair by pair, broadcast to a common shape.
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { compare(a, .lessOrEqual, b) }

  /// Whether the first element is the larger one, pair by pair, broadcast to a common shape.
  public static func .> (a: Tensor, b: Tensor) -> Tensor { compare(a, .greater, b) }

  /// Whether the first element is not the smaller one, pair by pair, broadcast to a common shape.
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { compare(a, .greaterOrEqual, b) }

  /// Whether each element equals a number.
  public static func .== (a: Tensor, b: Double) -> Tensor { a .== Tensor(b, a.dataType) }

  /// Whether each element differs from a number.
  public static func .!= (a: Tensor, b: Double) -> Tensor { a .!= Tensor(b, a.dataType) }

  /// Whether each element is less than a number.
  public static func .< (a: Tensor, b: Double) -> Tensor { a .< Tensor(b, a.dataType) }

  /// Whether each element is at most a number.
  public static func .<= (a: Tensor, b: Double) -> Tensor { a .<= Tensor(b, a.dataType) }

  /// Whether each element is greater than a number.
  public static func .> (a: Tensor, b: Double) -> Tensor { a .> Tensor(b, a.dataType) }

  /// Whether each element is at least a number.
  public static func .>= (a: Tensor, b: Double) -> Tensor { a .>= Tensor(b, a.dataType) }

  private static func compare(_ a: Tensor, _ relation: Relation, _ b: Tensor) -> Tensor {
    apply(Comparison(relation: relation), a, b)
  }
}

struct Comparison: BinaryOperator {
  let relation: Relation

  func forward(_ a: NDArray, _ b: NDArray) -> NDArray { a.comparing(relation, b) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { nil }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    switch relation {
    case .less: try ordering("Less", inputs, &builder, type)
    case .greater: try ordering("Greater", inputs, &builder, type)
    case .lessOrEqual: try orEqual("Less", butNot: "Greater", inputs, &builder, type)
    case .greaterOrEqual: try orEqual("Greater", butNot: "Less", inputs, &builder, type)
    case .equal: try equality(inputs, &builder, type)
    case .notEqual: builder.append("Not", [try equality(inputs, &builder, type)])
    }
  }

  private func ordering(
    _ operatorType: String, _ inputs: [GraphBuilder.Value], _ builder: inout GraphBuilder,
    _ type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    if inputs[0].type.elementType == .bool {
      throw LoweringError(operation: operatorType, opset: builder.opset, lowestOpset: nil)
    }
    if builder.opset < 9 && !inputs[0].type.isFloatingPoint {
      throw LoweringError(operation: operatorType, opset: builder.opset, lowestOpset: 9)
    }
    return builder.append(operatorType, inputs, type: type)
  }

  /// `operatorType` or equal: the operator of that name, or, before it exists, not the opposite.
  private func orEqual(
    _ operatorType: String, butNot opposite: String, _ inputs: [GraphBuilder.Value],
    _ builder: inout GraphBuilder, _ type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    if builder.opset >= 12 {
      return try ordering(operatorType + "OrEqual", inputs, &builder, type)
    }
    let isOpposite = try ordering(opposite, inputs, &builder, type)
    return bothNumbers(inputs, and: builder.append("Not", [isOpposite]), &builder, type)
  }

  private func equality(
    _ inputs: [GraphBuilder.Value], _ builder: inout GraphBuilder, _ type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    if builder.opset >= 11 || !inputs[0].type.isFloatingPoint {
      return builder.append("Equal", inputs, type: type)
    }
    let orders = try ["Less", "Greater"].map { try ordering($0, inputs, &builder, type) }
    let differ = builder.append("Or", orders)
    return bothNumbers(inputs, and: builder.append("Not", [differ]), &builder, type)
  }

  /// `truth` where no element compared is NaN: every number is less than 1 or greater than 0.
  private func bothNumbers(
    _ inputs: [GraphBuilder.Value], and truth: GraphBuilder.Value,
    _ builder: inout GraphBuilder, _ type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    if !inputs[0].type.isFloatingPoint { return truth }
    return inputs.reduce(truth) { truth, x in
      let bool = GraphBuilder.ValueType(.bool, x.shape)
      let isSmall = builder.append("Less", [x, builder.scalar(1, like: x)], type: bool)
      let isLarge = builder.append("Greater", [x, builder.scalar(0, like: x)], type: bool)
      return builder.append("And", [truth, builder.append("Or", [isSmall, isLarge])], type: type)
    }
  }
}
