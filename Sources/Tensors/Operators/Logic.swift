import Arrays
import ONNX

// y = a ∧ b, a ∨ b, or either but not both
// https://onnx.ai/onnx/operators/onnx__And.html, version 7; Or and Xor likewise.

extension Tensor {
  /// Whether both of two booleans are true, pair by pair, broadcast to a common shape.
  public static func .& (a: Tensor, b: Tensor) -> Tensor { apply(Logic(function: .and), a, b) }

  /// Whether one of two booleans is true, pair by pair, broadcast to a common shape.
  public static func .| (a: Tensor, b: Tensor) -> Tensor { apply(Logic(function: .or), a, b) }

  /// Whether just one of two booleans is true, pair by pair, broadcast to a common shape.
  public static func .^ (a: Tensor, b: Tensor) -> Tensor {
    apply(Logic(function: .exclusiveOr), a, b)
  }
}

struct Logic: BinaryOperator {
  let function: LogicalFunction

  func forward(_ a: NDArray, _ b: NDArray) -> NDArray { a.combining(function, b) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { nil }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let operatorType =
      switch function {
      case .and: "And"
      case .or: "Or"
      case .exclusiveOr: "Xor"
      }
    return builder.append(operatorType, inputs, type: type)
  }
}
