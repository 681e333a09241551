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
      for part in ExportedPart.allCases where part != .canvas {
        let runs = [1, 3, 64].map { batch in
          let image = Tensor(generator.uniform([batch, 784]))
          let latent = Tensor(generator.normal([batch, 20]))
          let inputs: [ExportedPart: [Tensor]] = [
            .vae: [image, latent], .encoder: [image], .decoder: [latent],
          ]
          return (batch, inputs[part] ?? [])
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
      for part in ExportedPart.allCases where part != .canvas {
        let runs = [1, 5].map { batch in
          let image = Tensor(generator.uniform([batch] + model.configuration.imageShape))
          let latent = Tensor(generator.normal([batch, 3]))
          let label = Tensor(NDArray(generator.integers(batch, below: 10).map { Int64($0) }))
          let inputs: [ExportedPart: [Tensor]] = [
            .vae: [image, latent], .encoder: [image], .decoder: [latent],
          ]
          return (
            batch, (inputs[part] ?? []) + (architecture == .conditional ? [label] : [])
          )
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

  /// A canvas with a ring on it, as a drawing page gives it.
  private static func drawing(_ model: VariationalAutoencoder) -> Tensor {
    let scale = VariationalAutoencoder.canvasScale
    let (height, width) = (model.configuration.rows * scale, model.configuration.columns * scale)
    var pixels = [Float](repeating: 0, count: height * width * 4)
    for row in 0..<height {
      for column in 0..<width {
        let (y, x) = (Float(row) / Float(height) - 0.5, Float(column) / Float(width) - 0.5)
        let radius = (x * x + y * y).squareRoot()
        if (0.2...0.3).contains(radius) { pixels[(row * width + column) * 4 + 3] = 255 }
        pixels[(row * width + column) * 4] = 17
      }
    }
    return Tensor(pixels, shape: [pixels.count])
  }

  @Test("a drawing's alpha channel becomes a digit whose largest pixel is 1")
  func canvas() throws {
    let model = Self.model
    let function = model.exportable(.canvas)
    #expect(function.inputs.map(\.name) == ["canvas", "noise"] && function.outputs == ["digit"])
    let canvas = Self.drawing(model)
    let noise = Tensor.zeros([1, 20])
    let digit = function.body([canvas, noise])[0].array
    // The same by hand: means of 10 × 10 squares of the alpha channel.
    let image = Tensor(
      canvas.array.reshaped([28, 10, 28, 10, 4]).sliced(axis: 4, start: 3, count: 1)
        .sum(axes: [1, 3, 4], keepingAxes: false).map(Float.self) { $0 / 25_500 })
    let mean = model(image: image.reshaped(to: [1, 784]), noise: noise).reconstruction
    let largest = mean.scalars(Float.self).max() ?? 0
    for (a, b) in zip(digit.scalars(Float.self), mean.scalars(Float.self)) {
      #expect(abs(a - b / largest) < 1e-5)
    }
    #expect(digit.shape == [28, 28] && digit.scalars(Float.self).max() == 1)
  }

  @Test(
    "the canvas passes the checker and agrees with onnxruntime at every opset",
    .enabled(if: PythonScript.interpreter != nil, "\(PythonScript.reason)"),
    arguments: ModelConfiguration.Architecture.allCases)
  func canvasAtEveryOpset(_ architecture: ModelConfiguration.Architecture) throws {
    try withTemporaryFolder { folder in
      let model = VariationalAutoencoder(
        ModelConfiguration(architecture: architecture, hidden: 32, latent: 4), seed: 4)
      var inputs = [Self.drawing(model), Tensor.zeros([1, 4])]
      if model.configuration.isConditional { inputs.append(Tensor([3] as [Int64], shape: [1])) }
      var checker = RuntimeChecker(folder: folder)
      try checker.add(
        model.exportable(.canvas), name: "canvas", opsets: Opset.supported, runs: [(1, inputs)])
      for opset in [7, 11, 13, 18, 28] {
        let traced = try TracedModel(tracing: model.exportable(.canvas), opset: opset)
        #expect(try traced.verify(traced.model).passed)
        let types = Set(traced.model.graph.nodes.map(\.operatorType))
        #expect(types.isSuperset(of: ["Slice", "Reshape", "AveragePool", "ReduceMax", "Div"]))
      }
      let summary = try checker.run()
      #expect(summary.failed.isEmpty && summary.agreed == 22)
    }
  }
}
