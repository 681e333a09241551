import Arrays
import Foundation
import Layers
import Tensors
import Testing

@testable import VAE

/// A network of double-precision numbers, 4-3-2-3-4.
private func tinyModel() -> VariationalAutoencoder {
  var generator = RandomGenerator(seed: 3)
  func linear(_ inputs: Int, _ outputs: Int) -> Linear {
    func parameter(_ shape: [Int]) -> Parameter {
      Parameter(generator.uniform(shape, low: -0.7, high: 0.7).cast(to: .float64))
    }
    return Linear(weight: parameter([outputs, inputs]), bias: parameter([outputs]))
  }
  return VariationalAutoencoder(
    ModelConfiguration(rows: 2, columns: 2, hidden: 3, latent: 2),
    encoder: .init(hidden: linear(4, 3), mean: linear(3, 2), logVariance: linear(3, 2)),
    decoder: .init(hidden: linear(2, 3), output: linear(3, 4)))
}

private func inputs() -> (images: Tensor, noise: Tensor) {
  var generator = RandomGenerator(seed: 5)
  return (
    Tensor(generator.uniform([3, 4]).cast(to: .float64)),
    Tensor(generator.normal([3, 2]).cast(to: .float64))
  )
}

struct LowerBoundTests {
  @Test(arguments: [1.0, 4.0, 0.0])
  func gradientsAreThoseOfFiniteDifferences(beta: Double) {
    let model = tinyModel()
    let (images, noise) = inputs()
    func loss() -> Tensor { model.lowerBound(images: images, noise: noise, beta: beta).loss }
    let parameters = model.parameters
    let found = gradients(of: loss(), with: parameters)
    let step = 1e-6
    for (named, gradient) in zip(parameters, found) {
      let start = named.parameter.array
      for index in 0..<start.count {
        let losses = [step, -step].map { offset in
          named.parameter.array = start
          named.parameter.update {
            $0.withUnsafeMutableScalars(of: Double.self) { $0[index] += offset }
          }
          return loss().scalar(Double.self)
        }
        named.parameter.array = start
        let expected = (losses[0] - losses[1]) / (2 * step)
        let value = gradient.scalars(Double.self)[index]
        #expect(
          abs(value - expected) <= 1e-5 + 1e-3 * abs(expected), "\(named.name)[\(index)]")
      }
    }
  }

  @Test func theLossIsItsPartsPerImage() {
    let model = tinyModel()
    let (images, noise) = inputs()
    let bound = model.lowerBound(images: images, noise: noise, beta: 2)
    var sums = LossSums()
    sums.add(bound, images: 3)
    let loss = sums.mean(beta: 2)
    #expect(abs(bound.loss.scalar(Double.self) - loss.total) < 1e-12)
    #expect(abs(loss.total - (loss.reconstruction + 2 * loss.divergence)) < 1e-12)
    #expect(loss.divergence > 0)
  }

  @Test("a batch's loss, spelled out")
  func spelledOut() {
    let model = tinyModel()
    let (images, noise) = inputs()
    let result = model(image: images, noise: noise)
    let bound = model.lowerBound(images: images, noise: noise)
    var entropy = 0.0
    for (p, x) in zip(result.reconstruction.scalars(Double.self), images.scalars(Double.self)) {
      entropy -= x * log(p) + (1 - x) * log(1 - p)
    }
    #expect(abs(bound.reconstruction.scalar(Double.self) - entropy) < 1e-9)
    var divergence = 0.0
    for (mean, logVariance) in zip(
      result.mean.scalars(Double.self), result.logVariance.scalars(Double.self))
    {
      divergence -= 0.5 * (1 + logVariance - mean * mean - exp(logVariance))
    }
    #expect(abs(bound.divergence.scalar(Double.self) - divergence) < 1e-9)
  }

  @Test func reparameterizationIsTheFormula() {
    let z = tinyModel().reparameterize(
      mean: Tensor([1, 2]), logVariance: Tensor([0, 2]), noise: Tensor([3, -1]))
    let expected = [4, 2 - exp(Float(1))]
    #expect(zip(z.scalars(Float.self), expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func parametersHaveTheNamesOfCheckpoints() {
    let model = VariationalAutoencoder(ModelConfiguration(), seed: 0)
    #expect(
      model.parameters.map(\.name) == [
        "encoder.hidden.weight", "encoder.hidden.bias", "encoder.mean.weight",
        "encoder.mean.bias", "encoder.logVariance.weight", "encoder.logVariance.bias",
        "decoder.hidden.weight", "decoder.hidden.bias", "decoder.output.weight",
        "decoder.output.bias",
      ])
    #expect(model.parameterCount == 652_824)
  }

  @Test func weightsAreAFunctionOfTheSeed() {
    func weights(_ seed: UInt64) -> [Float] {
      VariationalAutoencoder(ModelConfiguration(), seed: seed)
        .parameters[0].parameter.array.scalars(Float.self)
    }
    #expect(weights(1) == weights(1))
    #expect(weights(1) != weights(2))
  }
}
