import Arrays
import Layers
import ONNX
import TestSupport
import Tensors
import Testing

@testable import Exporting

/// A module as a user might define one: a skip connection and a concatenation.
struct SkipNet: Module {
  let first: Linear
  let second: Linear
  let out: Linear

  init() {
    var generator = RandomGenerator(seed: 4)
    first = Linear(6, 8, generator: &generator)
    second = Linear(8, 8, generator: &generator)
    out = Linear(14, 3, generator: &generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let hidden = first(x).relu()
    let skipped = second(hidden).tanh() + hidden
    return out(.concatenate([skipped, x], axis: 1)).sigmoid()
  }

  var function: ExportableFunction {
    ExportableFunction(
      name: "skip", inputs: [InputSignature("x", [.dynamic("batch"), .fixed(6)])],
      outputs: ["y"], parameters: parameters, body: { [self($0[0])] })
  }
}

struct TraceTests {
  @Test func namesAreKept() throws {
    let model = try TracedModel(tracing: SkipNet().function, opset: 13).model
    #expect(model.graph.inputs.map(\.name) == ["x"])
    #expect(model.graph.outputs.map(\.name) == ["y"])
    #expect(
      model.graph.initializers.map(\.name) == [
        "first.weight", "first.bias", "second.weight", "second.bias", "out.weight", "out.bias",
      ])
    #expect(
      model.graph.nodes.map(\.name) == [
        "first.Gemm", "Relu", "second.Gemm", "Tanh", "Add", "Concat", "out.Gemm", "Sigmoid",
      ])
    #expect(model.graph.nodes.last?.outputs == ["y"])
    #expect(model.graph.inputs[0].shape == [.named("batch"), .fixed(6)])
    #expect(model.graph.outputs[0].shape == [.named("batch"), .fixed(3)])
  }

  @Test func theSameTraceGivesTheSameModel() throws {
    let a = try TracedModel(tracing: SkipNet().function, opset: 11).model
    let b = try TracedModel(tracing: SkipNet().function, opset: 11).model
    #expect(a == b)
  }

  @Test(arguments: [6, 29, 99, -1, 0])
  func unsupportedOpsets(_ opset: Int) {
    #expect(throws: ExportError.unsupportedOpset(opset, supported: 7...28)) {
      try TracedModel(tracing: SkipNet().function, opset: opset)
    }
  }

  @Test(arguments: [
    (7, 4), (9, 4), (10, 5), (11, 6), (14, 7), (18, 8), (22, 10), (24, 12), (28, 14),
  ])
  func irVersions(_ opset: Int, _ expected: Int) throws {
    #expect(
      try TracedModel(tracing: SkipNet().function, opset: opset).model.irVersion == expected)
  }

  @Test("a declared input stays when nothing reads it, and an output may be an input")
  func signatureIsKept() throws {
    let function = ExportableFunction(
      name: "f",
      inputs: [InputSignature("a", [.fixed(2)]), InputSignature("unused", [.fixed(3)])],
      outputs: ["same", "again", "constant"], parameters: [],
      body: { [$0[0], $0[0], Tensor([1, 2])] })
    let model = try TracedModel(tracing: function, opset: 11).model
    #expect(model.graph.inputs.map(\.name) == ["a", "unused"])
    #expect(model.graph.outputs.map(\.name) == ["same", "again", "constant"])
    #expect(model.graph.nodes.map(\.operatorType) == ["Identity", "Identity", "Identity"])
  }

  @Test func sharedWeightsAreStoredOnce() throws {
    var generator = RandomGenerator(seed: 0)
    let layer = Linear(4, 4, generator: &generator)
    let function = ExportableFunction(
      name: "tied", inputs: [InputSignature("x", [.dynamic("n"), .fixed(4)])], outputs: ["y"],
      parameters: layer.parameters, body: { [layer(layer($0[0]))] })
    let model = try TracedModel(tracing: function, opset: 11).model
    #expect(model.graph.initializers.map(\.name) == ["weight", "bias"])
  }

  @Test func hiddenRandomnessIsRefused() {
    var generator = RandomGenerator(seed: 0)
    let function = ExportableFunction(
      name: "noisy", inputs: [InputSignature("x", [.dynamic("n"), .fixed(4)])], outputs: ["y"],
      parameters: [], body: { [$0[0] + Tensor(generator.normal([4]))] })
    #expect(throws: ExportError.hiddenRandomness(node: "Add")) {
      try TracedModel(tracing: function, opset: 11)
    }
  }

  @Test func duplicateAndEmptyNamesAreRefused() {
    func function(_ input: String, _ output: String) -> ExportableFunction {
      ExportableFunction(
        name: "f", inputs: [InputSignature(input, [.fixed(1)])], outputs: [output],
        parameters: [], body: { $0 })
    }
    #expect(throws: ExportError.duplicateName("x")) {
      try TracedModel(tracing: function("x", "x"), opset: 11)
    }
    #expect(throws: ExportError.emptyName) {
      try TracedModel(tracing: function("", "x"), opset: 11)
    }
  }
}
