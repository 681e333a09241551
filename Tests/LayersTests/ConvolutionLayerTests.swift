import Arrays
import Layers
import Tensors
import Testing

/// Layers of images: shapes, first weights, and what they refuse.
struct ConvolutionLayerTests {
  @Test("weights are uniform within one over the root of a unit's inputs, as in PyTorch")
  func initialisation() {
    var generator = RandomGenerator(seed: 0)
    let conv2d = Conv2d(8, 64, kernel: [3, 5], groups: 2, generator: &generator)
    let transposed = ConvTranspose2d(64, 8, kernel: 3, groups: 2, generator: &generator)
    let conv1d = Conv1d(16, 64, kernel: 5, hasBias: false, generator: &generator)
    let layers: [(weight: Parameter, bias: Parameter?, shape: [Int], fanIn: Int)] = [
      (conv2d.weight, conv2d.bias, [64, 4, 3, 5], 60),
      (transposed.weight, transposed.bias, [64, 4, 3, 3], 36),
      (conv1d.weight, conv1d.bias, [64, 16, 5], 80),
    ]
    for layer in layers {
      let bound = 1 / Float(layer.fanIn).squareRoot()
      let weights = layer.weight.array.scalars(Float.self)
      #expect(layer.weight.shape == layer.shape)
      #expect(weights.allSatisfy { abs($0) <= bound })
      let variance = weights.reduce(0) { $0 + $1 * $1 } / Float(weights.count)
      #expect(abs(variance / (bound * bound / 3) - 1) < 0.1)
      let biases = layer.bias?.array.scalars(Float.self) ?? []
      #expect(biases.allSatisfy { abs($0) <= bound })
    }
    #expect(layers[2].bias == nil)
  }

  @Test("an autoencoder of convolutions gives back its input's shape, and every gradient")
  func autoencoder() {
    var generator = RandomGenerator(seed: 0)
    let model = Sequential(
      Conv2d(1, 4, kernel: 3, stride: 2, padding: 1, generator: &generator), GELU(),
      GroupNorm(groups: 2, 4), MaxPool2d(2), AvgPool2d(3, stride: 1, padding: 1),
      Upsample(scale: 2, .linear), AdaptiveAvgPool2d([7, 7]), Flatten(), LayerNorm([196]),
      Unflatten(to: [4, 7, 7]),
      ConvTranspose2d(
        4, 2, kernel: 3, stride: 2, padding: 1, outputPadding: 1, generator: &generator),
      Upsample(scale: 2), Conv2d(2, 1, kernel: 1, hasBias: false, generator: &generator))
    let output = model(Tensor(generator.uniform([3, 1, 28, 28])))
    #expect(output.shape == [3, 1, 28, 28])
    let found = gradients(of: (output * output).sum(), with: model.trainableParameters)
    #expect(found.count == 9)
    for gradient in found {
      #expect(gradient.scalars(Float.self).contains { $0 != 0 && $0.isFinite })
    }
  }

  @Test("an embedding's gradient reaches the rows that were looked up")
  func embedding() {
    var generator = RandomGenerator(seed: 0)
    let layer = Embedding(5, 3, generator: &generator)
    let output = layer(Tensor([1, 3, 1] as [Int64], shape: [3]))
    #expect(output.shape == [3, 3])
    let gradient = gradients(of: output.sum(), with: layer.parameters)[0]
    #expect(gradient.sum(axes: [1]).scalars(Float.self) == [0, 6, 0, 3, 0])
  }

  @Test("shapes that do not fit end the program with both")
  func refusals() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([1, 3, 5, 5]).conv2d(.zeros([2, 4, 3, 3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([1, 3, 5, 5]).maxPool2d(kernel: 2, padding: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([1, 3, 5, 5]).convTranspose2d(.zeros([3, 1, 2, 2]), outputPadding: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([1, 3, 5, 5]).groupNorm(groups: 2)
    }
  }
}
