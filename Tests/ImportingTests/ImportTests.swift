import ArrayFiles
import Arrays
import Exporting
import Foundation
import Layers
import ONNX
import ONNXFiles
import TestSupport
import Tensors
import Testing

@testable import Importing

/// Models that PyTorch exported (Tests/Python/make_import_fixtures.py), as trainable modules.
struct ImportTests {
  /// A network and the shape of one of its inputs.
  struct Network: Sendable, CustomStringConvertible {
    let description: String
    let extents: [InputSignature.Extent]
    let parameters: [String]
  }

  static let networks = [
    Network(
      description: "mlp", extents: ["batch", 12],
      parameters: ["0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"]),
    Network(
      description: "conv", extents: ["batch", 1, 16, 16],
      parameters: [
        "0.weight", "0.bias", "1.weight", "1.bias", "4.weight", "4.bias", "8.weight", "8.bias",
      ]),
  ]

  private static func path(_ file: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Models/\(file)").path
  }

  private static func load(_ network: Network) throws -> (ImportedModule, [String: Tensor]) {
    let file = try SafetensorsFile(contentsOf: path("\(network).safetensors"))
    let fixture = file.tensors.map { ($0.name, Tensor($0.array)) }
    return (
      try ImportedModule(onnx: path("\(network).onnx")),
      Dictionary(uniqueKeysWithValues: fixture)
    )
  }

  private static func difference(_ a: Tensor, _ b: Tensor) -> Float {
    zip(a.scalars(Float.self), b.scalars(Float.self)).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test("outputs and gradients are PyTorch's", arguments: networks)
  func parity(_ network: Network) throws {
    let (module, fixture) = try Self.load(network)
    let input = try #require(fixture["input"])
    let output = module([input])[0]
    #expect(module.outputs.map(\.name) == ["output"])
    #expect(output.shape == fixture["output"]?.shape)
    #expect(Self.difference(output, try #require(fixture["output"])) < 1e-5)
    let loss = output.crossEntropy(targets: try #require(fixture["labels"]))
    #expect(Self.difference(loss, try #require(fixture["loss"])) < 1e-5)
    #expect(module.trainableParameters.map(\.name) == network.parameters)
    let found = gradients(of: loss, with: module.trainableParameters)
    for (named, gradient) in zip(module.trainableParameters, found) {
      let expected = try #require(fixture["gradient/\(named.name)"])
      #expect(gradient.shape == expected.shape)
      #expect(Self.difference(gradient, expected) < 1e-5, "\(named.name)")
    }
  }

  @Test(
    "a module that was trained further goes out again",
    .enabled(if: PythonScript.interpreter != nil), arguments: networks)
  func fineTuning(_ network: Network) throws {
    let (module, fixture) = try Self.load(network)
    let input = try #require(fixture["input"])
    let labels = try #require(fixture["labels"])
    var adam = Adam(learningRate: 0.01)
    var losses: [Float] = []
    for _ in 0..<30 {
      let loss = module([input])[0].crossEntropy(targets: labels)
      losses.append(loss.scalar(Float.self))
      adam.update(
        module.trainableParameters,
        gradients: gradients(of: loss, with: module.trainableParameters))
    }
    #expect(losses[29] < 0.8 * losses[0])
    let function = ExportableFunction(
      name: module.name, inputs: [InputSignature("input", network.extents)],
      outputs: ["output"], parameters: module.parameters, body: { module($0) })
    try withTemporaryFolder { folder in
      let traced = try TracedModel(tracing: function, opset: 17)
      #expect(try traced.verify(traced.model).passed)
      let weights = traced.model.graph.initializers.map(\.name)
      #expect(Set(network.parameters).isSubset(of: weights))
      var checker = RuntimeChecker(folder: folder)
      try checker.add(function, name: "\(network)", opsets: [9, 13, 17, 21], runs: [(5, [input])])
      let summary = try checker.run()
      #expect(summary.failed.isEmpty && summary.agreed == 4)
    }
  }

  @Test("what tensors do not have is refused, all of it at once")
  func unsupported() throws {
    let model = Model(
      irVersion: 8, opsets: ["": 17],
      graph: Graph(
        name: "g", inputs: [ValueInfo(name: "x", elementType: .float, shape: [.fixed(2)])],
        outputs: [ValueInfo(name: "z", elementType: .bool, shape: [.fixed(2)])],
        nodes: [
          Node(operatorType: "Acosh", inputs: ["x"], outputs: ["y"]),
          Node(operatorType: "IsNaN", inputs: ["y"], outputs: ["z"]),
        ]))
    #expect(throws: ImportError.unsupportedOperators(["Acosh", "IsNaN"], file: "model")) {
      try ImportedModule(model)
    }
  }

  @Test("an index outside its axis is found before the first call")
  func hostileIndex() throws {
    let model = Model(
      irVersion: 8, opsets: ["": 17],
      graph: Graph(
        name: "g",
        inputs: [ValueInfo(name: "x", elementType: .float, shape: [.named("n"), .fixed(2)])],
        outputs: [ValueInfo(name: "y", elementType: .float, shape: nil)],
        initializers: [TensorValue(name: "i", int64s: [5])],
        nodes: [
          Node(
            operatorType: "Gather", inputs: ["x", "i"], outputs: ["y"],
            attributes: ["axis": .int(1)])
        ]))
    #expect(throws: (any Error).self) { try ImportedModule(model) }
  }

  @Test("every operator that can be exported can be imported again", arguments: operatorCases)
  func roundTrip(_ operatorCase: OperatorCase) throws {
    for opset in Set([operatorCase.lowestOpset, 13, 18, 22])
    where opset >= operatorCase.lowestOpset {
      let shapes = operatorCase.shapes[0]
      let traced = try TracedModel(tracing: operatorCase.exportable(shapes), opset: opset)
      let module = try ImportedModule(traced.model)
      let inputs = operatorCase.inputs(shapes, .float32, seed: 5)
      let expected = operatorCase.function(inputs)
      let found = module(inputs)[0]
      #expect(found.shape == expected.shape && found.dataType == expected.dataType)
      let pairs = zip(
        found.array.cast(to: .float64).scalars(Double.self),
        expected.array.cast(to: .float64).scalars(Double.self))
      for (a, b) in pairs {
        #expect(abs(a - b) <= 1e-5 * max(1, abs(b)), "\(operatorCase) at \(opset)")
      }
    }
  }
}
