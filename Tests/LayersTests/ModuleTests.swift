import Arrays
import Layers
import Tensors
import Testing

struct ModuleTests {
  struct Block: Module {
    let first: Linear
    let rest: [Linear]
    let pair: (Linear, scale: Parameter)
    let maybe: Linear?
    let tied: Parameter

    init() {
      var generator = RandomGenerator(seed: 0)
      first = Linear(3, 4, generator: &generator)
      rest = [Linear(4, 4, generator: &generator), Linear(4, 2, generator: &generator)]
      pair = (Linear(2, 2, generator: &generator), Parameter(.zeros([1]), isTrainable: false))
      maybe = Linear(2, 1, generator: &generator)
      tied = first.weight
    }
  }

  @Test func parametersHaveDottedNames() {
    let block = Block()
    #expect(
      block.parameters.map(\.name) == [
        "first.weight", "first.bias", "rest.0.weight", "rest.0.bias", "rest.1.weight",
        "rest.1.bias", "pair.0.weight", "pair.0.bias", "pair.scale", "maybe.weight", "maybe.bias",
      ])
    #expect(block.trainableParameters.count == 10)
    #expect(block.parameterCount == 12 + 4 + 16 + 4 + 8 + 2 + 4 + 2 + 2 + 1)
  }

  @Test func sequentialNamesItsLayersByPosition() {
    var generator = RandomGenerator(seed: 0)
    let model = Sequential(Linear(2, 3, generator: &generator), ReLU(), Sigmoid())
    #expect(model.parameters.map(\.name) == ["layers.0.weight", "layers.0.bias"])
    #expect(model(Tensor.zeros([5, 2])).shape == [5, 3])
  }

  @Test("initial weights are uniform within one over the root of the inputs, as in PyTorch")
  func initialisation() {
    var generator = RandomGenerator(seed: 0)
    let layer = Linear(400, 100, generator: &generator)
    let weights = layer.weight.array.scalars(Float.self)
    #expect(weights.allSatisfy { abs($0) <= 0.05 })
    let variance = weights.reduce(0) { $0 + $1 * $1 } / Float(weights.count)
    #expect(abs(variance - 0.05 * 0.05 / 3) < 2e-5)
  }

  @Test func evaluationIsNotRecorded() {
    var generator = RandomGenerator(seed: 0)
    let layer = Linear(2, 2, generator: &generator)
    #expect(layer(Tensor.zeros([1, 2])).isRecorded)
    #expect(!withoutRecording { layer(Tensor.zeros([1, 2])) }.isRecorded)
  }

  @Test("Adam's steps are those of the formula, spelled out in Double")
  func adam() {
    let parameter = Parameter(NDArray([1, -2] as [Float]))
    let named = [NamedParameter].init(Holder(parameter: parameter).parameters)
    var optimizer = Adam(learningRate: 0.1)
    var (p, m, v) = ([1.0, -2.0], [0.0, 0.0], [0.0, 0.0])
    for step in 1...5 {
      let loss = (parameter.value * parameter.value * parameter.value).sum()
      optimizer.update(named, gradients: gradients(of: loss, with: named))
      for index in p.indices {
        let g = 3 * p[index] * p[index]
        m[index] = 0.9 * m[index] + 0.1 * g
        v[index] = 0.999 * v[index] + 0.001 * g * g
        let correctedM = m[index] / (1 - power(0.9, step))
        let correctedV = v[index] / (1 - power(0.999, step))
        p[index] -= 0.1 * correctedM / (correctedV.squareRoot() + 1e-8)
      }
    }
    for (x, y) in zip(parameter.array.scalars(Float.self), p) { #expect(abs(Double(x) - y) < 1e-5) }
  }

  struct Holder: Module { let parameter: Parameter }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
