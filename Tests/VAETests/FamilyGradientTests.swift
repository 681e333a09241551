import Arrays
import Foundation
import Layers
import Tensors
import Testing

@testable import VAE

/// A network, and what PyTorch computes for it (Tests/Python/make_vae_fixtures.py).
struct TorchCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Gradient: Decodable, Sendable {
    let norm: Double
    let product: Double
  }
  let model: String
  let side: Int
  let hidden: Int
  let latent: Int
  let draws: Int
  let classes: Int
  let beta: Double
  let batch: Int
  let loss: Double
  let gradients: [String: Gradient]

  var testDescription: String { "\(model), \(draws) draws, beta \(beta)" }

  static let all = Result {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/vae.json")
    return try JSONDecoder().decode([TorchCase].self, from: Data(contentsOf: path))
  }

  /// shift + scale · sin(start + step · index), as in the script.
  static func wave(
    _ shape: [Int], _ scale: Double, _ start: Double, _ step: Double, shift: Double = 0
  ) -> NDArray {
    NDArray(
      (0..<shape.reduce(1, *)).map { Float(shift + scale * sin(start + step * Double($0))) },
      shape: shape)
  }

  /// The network with the script's weights.
  func network() throws -> VariationalAutoencoder {
    let architecture = try #require(ModelConfiguration.Architecture(rawValue: model))
    let network = VariationalAutoencoder(
      ModelConfiguration(
        architecture: architecture, rows: side, columns: side, hidden: max(1, hidden),
        latent: latent, classes: classes), seed: 0)
    for (position, named) in network.parameters.enumerated() {
      named.parameter.array = Self.wave(named.parameter.shape, 0.2, Double(1 + position), 0.7)
    }
    return network
  }

  func lowerBound(_ network: VariationalAutoencoder) -> LowerBound {
    let images = Self.wave([batch] + network.configuration.imageShape, 0.5, 0, 0.3, shift: 0.5)
    let labels = (0..<batch).map { Int64($0 % max(1, classes)) }
    let noise = Self.wave((draws > 1 ? [draws] : []) + [batch, latent], 1.2, 2, 1.3)
    return network.lowerBound(
      images: Tensor(images), labels: classes > 0 ? Tensor(NDArray(labels)) : nil,
      noise: Tensor(noise), beta: beta)
  }
}

struct FamilyGradientTests {
  @Test func theCasesAreThere() throws {
    #expect(try TorchCase.all.get().count == 8)
  }

  @Test("loss and gradients are PyTorch's", arguments: (try? TorchCase.all.get()) ?? [])
  func lossAndGradients(_ expected: TorchCase) throws {
    let network = try expected.network()
    let parameters = network.parameters
    #expect(Set(parameters.map(\.name)) == Set(expected.gradients.keys))
    let bound = expected.lowerBound(network)
    let loss = Double(bound.loss.scalar(Float.self))
    #expect(abs(loss - expected.loss) < 1e-5 * abs(expected.loss), "\(loss)")
    for (named, gradient) in zip(parameters, gradients(of: bound.loss, with: parameters)) {
      let numbers = gradient.scalars(Float.self).map { Double($0) }
      let vector = TorchCase.wave([numbers.count], 1, 0.2, 0.9).scalars(Float.self).map(Double.init)
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let product = zip(numbers, vector).reduce(0) { $0 + $1.0 * $1.1 } / length
      let norm = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let found = try #require(expected.gradients[named.name])
      #expect(abs(norm - found.norm) < 1e-4 * found.norm + 1e-6, "\(named.name)")
      #expect(abs(product - found.product) < 1e-4 * found.norm + 1e-6, "\(named.name)")
    }
  }

  @Test("the bound with importance weights is no looser, and says so beside its parts")
  func importance() throws {
    for expected in try TorchCase.all.get() where expected.draws > 1 && expected.beta == 1 {
      let bound = expected.lowerBound(try expected.network())
      var sums = LossSums()
      sums.add(bound, images: expected.batch)
      let loss = sums.mean(beta: 1)
      #expect(abs(loss.total - expected.loss) < 1e-5 * expected.loss)
      #expect(loss.reconstruction > 0 && loss.divergence > 0)
    }
    #expect(Loss(reconstruction: 1, divergence: 2, beta: 3).total == 7)
  }

  @Test(arguments: [
    (ModelConfiguration.Architecture.mlp, 652_824, "mlp 784-400-20-400-784"),
    (
      .conv, 228_905,
      "conv 1×28×28-32×14×14-64×7×7-20-64×7×7-32×14×14-1×28×28"
    ),
    (.conditional, 652_824 + 2 * 4_000, "conditional 784+10-400-20+10-400-784"),
  ])
  func sizes(
    architecture: ModelConfiguration.Architecture, count: Int, summary: String
  ) {
    let configuration = ModelConfiguration(architecture: architecture)
    let model = VariationalAutoencoder(configuration, seed: 0)
    #expect(configuration.summary == summary)
    #expect(model.parameterCount == count)
  }
}

struct WarmupTests {
  @Test(arguments: [
    (0, 0, 0, 2.0), (4, 0, 0, 0.0), (4, 0, 5, 0.25), (4, 2, 0, 1.0), (4, 3, 9, 1.95),
    (4, 4, 0, 2.0), (1, 0, 10, 2.0),
  ])
  func theWeightGrowsEvenly(warmup: Int, epoch: Int, batch: Int, expected: Double) {
    let configuration = TrainingConfiguration(beta: 2, betaWarmup: warmup)
    #expect(abs(configuration.beta(epoch: epoch, batch: batch, of: 10) - expected) < 1e-12)
  }
}
