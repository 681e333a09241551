import Arrays
import Exporting
import ONNX
import TestSupport
import Tensors
import Testing
import VAE

struct ExportTests {
  static var model: VariationalAutoencoder {
    VariationalAutoencoder(ModelConfiguration(), seed: 3)
  }

  struct Expected: Sendable {
    let part: ExportedPart
    let inputs: [String]
    let outputs: [String]
    let lastExtents: [Int]
  }

  static let parts = [
    Expected(
      part: .vae, inputs: ["image", "noise"], outputs: ["reconstruction", "mean", "log_variance"],
      lastExtents: [784, 20, 784, 20, 20]),
    Expected(
      part: .encoder, inputs: ["image"], outputs: ["mean", "log_variance"],
      lastExtents: [784, 20, 20]),
    Expected(
      part: .decoder, inputs: ["latent"], outputs: ["reconstruction"], lastExtents: [20, 784]),
  ]

  @Test("each part has its names and shapes, dynamic or fixed", arguments: parts)
  func signatures(_ expected: Expected) throws {
    for (extent, dimension) in [
      (InputSignature.Extent.dynamic("batch"), Dimension.named("batch")), (.fixed(5), .fixed(5)),
    ] {
      let function = Self.model.exportable(expected.part, batch: extent)
      let traced = try TracedModel(tracing: function, opset: 11)
      let graph = traced.model.graph
      #expect(graph.inputs.map(\.name) == expected.inputs)
      #expect(graph.outputs.map(\.name) == expected.outputs)
      let shapes = (graph.inputs + graph.outputs).map(\.shape)
      #expect(shapes == expected.lastExtents.map { [dimension, .fixed($0)] })
      #expect(try traced.verify(traced.model).passed)
    }
  }

  @Test func initializersCarryTheCheckpointsNames() throws {
    let names = Set(Self.model.parameters.map(\.name))
    let traced = try TracedModel(tracing: Self.model.exportable(.vae), opset: 11)
    #expect(Set(traced.model.graph.initializers.map(\.name)).subtracting(names) == ["constant"])
    #expect(names.isSubset(of: traced.model.graph.initializers.map(\.name)))
    let decoder = try TracedModel(tracing: Self.model.exportable(.decoder), opset: 11)
    #expect(decoder.model.graph.initializers.allSatisfy { $0.name.hasPrefix("decoder.") })
  }

  @Test(
    "each part at every opset passes the checker and agrees with onnxruntime",
    .enabled(if: PythonScript.interpreter != nil, "\(PythonScript.reason)"))
  func everyPartAtEveryOpset() throws {
    try withTemporaryFolder { folder in
      var checker = RuntimeChecker(folder: folder)
      var generator = RandomGenerator(seed: 8)
      for part in ExportedPart.allCases {
        let runs = [1, 3, 64].map { batch in
          let image = Tensor(generator.uniform([batch, 784]))
          let latent = Tensor(generator.normal([batch, 20]))
          switch part {
          case .vae: return (batch, [image, latent])
          case .encoder: return (batch, [image])
          case .decoder: return (batch, [latent])
          }
        }
        try checker.add(
          Self.model.exportable(part), name: part.rawValue, opsets: Opset.supported, runs: runs)
      }
      let summary = try checker.run()
      print("onnxruntime agreed with \(summary.agreed) of \(3 * 3 * 22) runs of the VAE's parts")
      #expect(summary.failed.isEmpty)
      #expect(summary.unsupported.isEmpty)
      #expect(summary.agreed == 3 * 3 * 22)
    }
  }

  @Test(
    "parts of the other models pass the checker and agree with onnxruntime at every opset",
    .enabled(if: PythonScript.interpreter != nil, "\(PythonScript.reason)"),
    arguments: [ModelConfiguration.Architecture.conv, .conditional])
  func otherModels(_ architecture: ModelConfiguration.Architecture) throws {
    try withTemporaryFolder { folder in
      let model = VariationalAutoencoder(
        ModelConfiguration(
          architecture: architecture, rows: 8, columns: 12, hidden: 16, latent: 3), seed: 4)
      var checker = RuntimeChecker(folder: folder)
      var generator = RandomGenerator(seed: 8)
      for part in ExportedPart.allCases {
        let runs = [1, 5].map { batch in
          let image = Tensor(generator.uniform([batch] + model.configuration.imageShape))
          let latent = Tensor(generator.normal([batch, 3]))
          let label = Tensor(NDArray(generator.integers(batch, below: 10).map { Int64($0) }))
          let inputs: [Tensor] =
            switch part {
            case .vae: [image, latent]
            case .encoder: [image]
            case .decoder: [latent]
            }
          return (batch, inputs + (architecture == .conditional ? [label] : []))
        }
        try checker.add(
          model.exportable(part), name: part.rawValue, opsets: Opset.supported, runs: runs)
      }
      let summary = try checker.run()
      print("onnxruntime agreed with \(summary.agreed) runs of the parts of \(architecture)")
      #expect(summary.failed.isEmpty && summary.unsupported.isEmpty)
      #expect(summary.agreed == summary.checked && summary.agreed == 3 * 2 * 22)
    }
  }
}
