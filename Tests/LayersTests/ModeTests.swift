import Arrays
import Exporting
import Layers
import Tensors
import Testing

/// Layers that compute other things in training than in evaluation.
struct ModeTests {
  @Test("evaluation is the default, and the mode outside returns after an error")
  func defaultMode() {
    struct Interruption: Error {}
    #expect(Mode.current == .evaluation)
    withMode(.training) {
      #expect(Mode.current == .training)
      withMode(.evaluation) { #expect(Mode.current == .evaluation) }
      #expect(Mode.current == .training)
    }
    #expect(throws: Interruption.self) { try withMode(.training) { throw Interruption() } }
    #expect(Mode.current == .evaluation)
  }

  @Test("batch normalisation keeps running statistics in training only")
  func batchStatistics() {
    let layer = BatchNorm(2, momentum: 0.1)
    // Channel 0 holds 1, 2, 3, 6 (mean 3, unbiased variance 14/3), channel 1 all 5.
    let input = Tensor([1, 2, 5, 5, 3, 6, 5, 5] as [Float], shape: [2, 2, 2])
    _ = layer(input)
    #expect(layer.runningMean.array.scalars(Float.self) == [0, 0])
    let output = withMode(.training) { layer(input) }
    expect(layer.runningMean.array, [0.3, 0.5])
    expect(layer.runningVariance.array, [0.9 + 0.1 * 14 / 3, 0.9])
    #expect(layer.batchCount.array.scalar(Int64.self) == 1)
    let deviation = Float(3.5 + 1e-5).squareRoot()
    let expected: [Float] = [-2, -1, 0, 0, 0, 3, 0, 0]
    expect(output.array, expected.map { $0 / deviation })
    let evaluated = layer(input).array.scalars(Float.self)[0]
    #expect(abs(evaluated - (1 - 0.3) / Float(0.9 + 1.4 / 3 + 1e-5).squareRoot()) < 1e-6)
  }

  @Test("the names of batch normalisation's parameters are PyTorch's")
  func names() {
    let names = Sequential(BatchNorm(2)).parameters.map(\.name)
    #expect(
      names
        == ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"].map {
          "layers.0.\($0)"
        })
    #expect(BatchNorm(2).trainableParameters.count == 2)
  }

  @Test("dropout scales what stays, repeats from its generator, and rests in evaluation")
  func dropout() {
    let layer = Dropout(0.25, seed: 7)
    let input = Tensor.ones([10_000])
    #expect(layer(input).array.scalars(Float.self) == input.array.scalars(Float.self))
    let start = layer.generator
    let first = withMode(.training) { layer(input) }.scalars(Float.self)
    let second = withMode(.training) { layer(input) }.scalars(Float.self)
    layer.generator = start
    let again = withMode(.training) { layer(input) }.scalars(Float.self)
    #expect(first == again)
    #expect(first != second)
    #expect(Set(first) == [0, Float(1 / 0.75)])
    let dropped = Double(first.filter { $0 == 0 }.count) / 10_000
    #expect(abs(dropped - 0.25) < 0.02)
  }

  @Test("a model in training is exported as it evaluates, and stays in training")
  func export() throws {
    var generator = RandomGenerator(seed: 0)
    let model = Sequential(
      Conv2d(1, 2, kernel: 3, padding: 1, generator: &generator), BatchNorm(2), ReLU(),
      Dropout(0.5, seed: 1), Flatten())
    let input = InputSignature("x", [.dynamic("n"), .fixed(1), .fixed(4), .fixed(4)])
    try withMode(.training) {
      let traced = try TracedModel(tracing: ExportableFunction(model, input: input), opset: 13)
      #expect(
        traced.model.graph.nodes.map(\.operatorType)
          == ["Conv", "BatchNormalization", "Relu", "Reshape"])
      #expect(Mode.current == .training)
    }
    let statistics = model.parameters.filter { $0.name.hasSuffix("num_batches_tracked") }
    #expect(statistics.map { $0.parameter.array.scalar(Int64.self) } == [0])
  }

  private func expect(_ array: NDArray, _ expected: [Float]) {
    for (found, expected) in zip(array.scalars(Float.self), expected) {
      #expect(abs(found - expected) < 2e-6)
    }
  }
}
