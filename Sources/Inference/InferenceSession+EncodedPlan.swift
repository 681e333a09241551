import Arrays
import Executing

/// A plan for inputs of certain shapes in its binary form, for programs that have only the executor, such
/// as a web page.
public struct EncodedPlan: Sendable {
  /// A value that the plan reads or makes.
  public struct Argument: Sendable, Equatable {
    /// Its name in the model.
    public let name: String
    /// Its shape.
    public let shape: [Int]
  }

  /// The bytes.
  public let bytes: [UInt8]
  /// The inputs, in the plan's order. An input of the model that has no influence is none of the plan.
  public let inputs: [Argument]
  /// The outputs, in the plan's order, which is the model's.
  public let outputs: [Argument]
}

extension InferenceSession {
  /// The plan that the model becomes for inputs of certain shapes.
  ///
  /// - Parameter shapes: A shape for each of the model's inputs, by name.
  /// - Returns: nil where a node has no form in plans, or an output is not computed from inputs.
  /// - Throws: `InferenceError` where the shapes do not fit the model.
  public func encodedPlan(
    for shapes: [String: [Int]]
  ) throws(InferenceError) -> EncodedPlan? {
    var arguments: [String: Value] = [:]
    for input in graph.inputs {
      guard let shape = shapes[input.info.name] else { continue }
      arguments[input.info.name] = .tensor(.zeros(shape, input.dataType ?? .float32))
    }
    let (values, isGiven) = try checkedArguments(arguments)
    guard let compiled = try plan(for: values, isGiven)?.compiled else { return nil }
    var outputs: [EncodedPlan.Argument] = []
    for (output, info) in zip(compiled.outputs, self.outputs) {
      guard case .computed(let index) = output, index == outputs.count else { return nil }
      outputs.append(.init(name: info.name, shape: compiled.outputShapes[index]))
    }
    return EncodedPlan(
      bytes: compiled.plan.encoded(constants: compiled.constants),
      inputs: compiled.inputs.map { index in
        EncodedPlan.Argument(
          name: graph.inputs[index].info.name, shape: values[index].array?.shape ?? [])
      },
      outputs: outputs)
  }
}
