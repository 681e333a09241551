import Layers
import Tensors

/// Traces a function of tensors and writes it as an ONNX model, as `torch.onnx.export` does.
///
///     let traced = try trace(
///       inputs: [InputSignature("x", ["batch", 784])], outputs: ["y"], opset: 17,
///       parameters: model.parameters
///     ) { [model($0[0])] }
///     try traced.write(to: "model.onnx")
///
/// - Parameters:
///   - inputs: Names, sizes and types of the inputs, in order; an axis given by a name is open.
///   - outputs: The names of the outputs, in order.
///   - opset: The version of the standard operator set to write.
///   - parameters: What keeps its name in the file, usually `module.parameters`.
///   - name: The graph's name.
///   - metadata: Facts to keep in the file.
///   - foldConstants: Whether what depends on weights alone is computed now.
///   - body: Receives one tensor for each input and returns one for each output.
/// - Throws: `ExportError`.
public func trace(
  inputs: [InputSignature], outputs: [String], opset: Int, parameters: [NamedParameter] = [],
  name: String = "model", metadata: [(key: String, value: String)] = [],
  foldConstants: Bool = false, _ body: @escaping ([Tensor]) -> [Tensor]
) throws -> TracedModel {
  try TracedModel(
    tracing: ExportableFunction(
      name: name, inputs: inputs, outputs: outputs, parameters: parameters, body: body),
    opset: opset, metadata: metadata, foldConstants: foldConstants)
}

extension Module {
  /// Traces a use of this module and writes it as an ONNX model; the parameters keep their names.
  ///
  /// - Parameters: As for the function `trace`; `body` receives the module too.
  /// - Throws: `ExportError`.
  public func trace(
    inputs: [InputSignature], outputs: [String], opset: Int, name: String = "model",
    metadata: [(key: String, value: String)] = [], foldConstants: Bool = false,
    _ body: @escaping (Self, [Tensor]) -> [Tensor]
  ) throws -> TracedModel {
    try Exporting.trace(
      inputs: inputs, outputs: outputs, opset: opset, parameters: parameters, name: name,
      metadata: metadata, foldConstants: foldConstants, { body(self, $0) })
  }
}

extension Layer {
  /// Traces this layer and writes it as an ONNX model with one input and one output.
  ///
  /// - Throws: `ExportError`.
  public func trace(
    input: InputSignature, output: String = "output", opset: Int, name: String = "model",
    metadata: [(key: String, value: String)] = [], foldConstants: Bool = false
  ) throws -> TracedModel {
    try TracedModel(
      tracing: ExportableFunction(self, name: name, input: input, output: output), opset: opset,
      metadata: metadata, foldConstants: foldConstants)
  }
}
