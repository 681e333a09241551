import Arrays
import ONNX

/// One mathematical operation: everything that Tessera knows about it.
///
/// The record of a computation stores operator values, so differentiation and export are two walks
/// over the same record.
public protocol Operator: Sendable {
  /// The shape of the result for inputs of these shapes.
  ///
  /// - Throws: `ShapeError` when the shapes do not fit.
  func outputShape(_ inputs: InputShapes) throws -> [Int]

  /// Whether `forward` itself ends the program where the shapes do not fit, with a message that names
  /// them.
  static var checksShapes: Bool { get }

  /// The result, without recording anything.
  func forward(_ inputs: InputArrays) -> NDArray

  /// The gradient with respect to one input, in the shape of the result where the input was
  /// broadcast; nil when the operator is not differentiable there.
  ///
  /// - Parameters:
  ///   - upstream: The gradient with respect to the result.
  ///   - index: Which input.
  ///   - inputs: The inputs of the forward computation.
  ///   - output: Its result.
  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor?

  /// Writes the operation as ONNX nodes, for the opset of the builder.
  ///
  /// - Parameters:
  ///   - inputs: The values that stand for the inputs.
  ///   - builder: Receives nodes and constants.
  ///   - type: The type of the result in the trace.
  /// - Throws: `LoweringError` when the opset cannot express the operation.
  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value
}

/// Shapes that do not fit an operator.
public struct ShapeError: Error, CustomStringConvertible {
  /// What does not fit, with the shapes.
  public let description: String

  /// Creates an error from a message that names the shapes.
  public init(_ description: String) { self.description = description }
}

/// An operator that an opset cannot express.
public struct LoweringError: Error, CustomStringConvertible {
  /// The operator's name.
  public let operation: String
  /// The opset that was asked for.
  public let opset: Int
  /// The lowest opset that would do; nil when none does.
  public let lowestOpset: Int?

  /// Creates an error.
  public init(operation: String, opset: Int, lowestOpset: Int?) {
    self.operation = operation
    self.opset = opset
    self.lowestOpset = lowestOpset
  }

  /// One line for people.
  public var description: String {
    "\(operation) cannot be written at opset \(opset): it \(need)"
  }

  /// Which opsets would do, in words.
  public var need: String {
    lowestOpset.map { "needs opset \($0) or newer" } ?? "has no form in any opset"
  }
}

extension Tensor {
  /// Computes an operator's result, and records it when an input is recorded.
  ///
  /// Inputs whose shapes do not fit are a mistake of the caller: the program ends with a message
  /// that names the shapes.
  public static func apply(_ operation: some Operator, _ inputs: [Tensor]) -> Tensor {
    if !type(of: operation).checksShapes {
      do {
        _ = try operation.outputShape(InputShapes(of: inputs))
      } catch {
        fatalError("\(type(of: operation)): \(error)")
      }
    }
    let output = Profiler.span(of: operation, .forward) {
      operation.forward(InputArrays(of: inputs))
    }
    guard inputs.contains(where: \.isRecorded) else { return Tensor(output) }
    return Tensor(OperationNode(operation, inputs, output))
  }
}

extension Operator {
  /// False.
  public static var checksShapes: Bool { false }
}

/// An operator that computes each element of its result from one element of its input.
protocol UnaryOperator: Operator {
  /// The result, without recording anything.
  func forward(_ x: NDArray) -> NDArray
}

extension UnaryOperator {
  /// True: every shape fits.
  static var checksShapes: Bool { true }

  func outputShape(_ inputs: InputShapes) -> [Int] { inputs[0] }

  func forward(_ inputs: InputArrays) -> NDArray { forward(inputs[0]) }
}

/// An operator that computes each element of its result from one element of each of two inputs, which
/// are broadcast to a common shape.
protocol BinaryOperator: Operator {
  /// The result, without recording anything.
  func forward(_ a: NDArray, _ b: NDArray) -> NDArray
}

extension BinaryOperator {
  /// True: arrays that do not broadcast are not combined.
  static var checksShapes: Bool { true }

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard let shape = NDArray.broadcast(inputs[0], inputs[1]) else {
      throw ShapeError(
        "shapes \(inputs[0]) and \(inputs[1]) do not broadcast to a common shape")
    }
    return shape
  }

  func forward(_ inputs: InputArrays) -> NDArray { forward(inputs[0], inputs[1]) }

  /// The result for the elements of tensors, measured as the operator's.
  func forward(_ a: Tensor, _ b: Tensor) -> NDArray {
    Profiler.span(of: self, .forward) { forward(a.array, b.array) }
  }
}

extension Tensor {
  /// Computes the result of an operator with one input; a list of inputs is made for a record alone.
  static func apply(_ operation: some UnaryOperator, _ x: Tensor) -> Tensor {
    let output = Profiler.span(of: operation, .forward) { operation.forward(x.array) }
    return x.isRecorded ? Tensor(OperationNode(operation, [x], output)) : Tensor(output)
  }

  /// Computes the result of an operator with two inputs; a list of inputs is made for a record alone.
  static func apply(_ operation: some BinaryOperator, _ a: Tensor, _ b: Tensor) -> Tensor {
    let output = operation.forward(a, b)
    return a.isRecorded || b.isRecorded
      ? Tensor(OperationNode(operation, [a, b], output)) : Tensor(output)
  }
}

extension GraphBuilder {
  /// Writes an operator on values of the graph, as a part of another's lowering.
  mutating func apply(_ operation: some Operator, _ inputs: [Value]) throws -> Value {
    let shape = try operation.outputShape(InputShapes(inputs.map(\.shape)))
    let type = ValueType(inputs[0].type.elementType, shape)
    return try operation.lower(inputs, to: &self, type: type)
  }
}
