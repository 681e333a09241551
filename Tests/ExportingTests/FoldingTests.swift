import Arrays
import Layers
import ONNX
import ONNXFiles
import TestSupport
import Tensors
import Testing

@testable import Exporting

/// Constants computed when a file is written.
struct FoldingTests {
  /// Convolution, batch normalisation with statistics that are not trivial, and a reshaped weight.
  struct Net: Module {
    let convolution: Conv2d
    let normalization: BatchNorm
    let gain: Parameter

    init() {
      var generator = RandomGenerator(seed: 3)
      convolution = Conv2d(2, 3, kernel: 3, generator: &generator)
      normalization = BatchNorm(3)
      gain = Parameter(generator.uniform([6], low: 1, high: 2))
      normalization.runningMean.array = generator.normal([3])
      normalization.runningVariance.array = generator.uniform([3], low: 0.5, high: 2)
      normalization.weight.array = generator.uniform([3], low: 0.5, high: 2)
      normalization.bias.array = generator.normal([3])
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let gains = gain.value.reshaped(to: [2, 3]).sum(axes: [0]).reshaped(to: [3, 1, 1])
      return normalization(convolution(x)).relu() * gains
    }

    func traced(_ opset: Int, folded: Bool) throws -> TracedModel {
      try trace(
        inputs: [InputSignature("x", ["n", 2, 5, 5])], outputs: ["y"], opset: opset,
        foldConstants: folded
      ) { [$0($1[0])] }
    }
  }

  @Test(
    "batch normalisation goes into the convolution, and constants are computed",
    arguments: [7, 13, 18, 22])
  func folding(_ opset: Int) throws {
    let kept = try Net().traced(opset, folded: false)
    #expect(kept.model.graph.nodes.contains { $0.operatorType == "BatchNormalization" })
    let folded = try Net().traced(opset, folded: true)
    #expect(folded.model.graph.nodes.map(\.operatorType) == ["Conv", "Relu", "Mul"])
    for traced in [kept, folded] {
      let report = try traced.verify(ModelFile.decode(ModelFile.encode(traced.model)))
      #expect(report.passed, "\(String(describing: report.divergence))")
    }
  }

  @Test("a file is traced in evaluation mode, and the mode outside stays")
  func evaluationMode() throws {
    let net = Net()
    let before = net.normalization.runningMean.array.scalars(Float.self)
    try withMode(.training) {
      _ = try net.traced(13, folded: false)
      #expect(Mode.current == .training)
    }
    #expect(net.normalization.runningMean.array.scalars(Float.self) == before)
  }
}
