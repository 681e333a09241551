import ArrayFiles
import Arrays
import Datasets
import Foundation
import Images
import Layers
import TestSupport
import Tensors
import Testing

/// A network that names the digit of an image: 784-400-10.
private struct Classifier: Module {
  let hidden: Linear
  let output: Linear

  init(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    hidden = Linear(784, 400, generator: &generator)
    output = Linear(400, 10, generator: &generator)
  }

  /// The logits of the classes, (batch, 10), for rows of pixels in 0…1.
  func callAsFunction(_ images: Tensor) -> Tensor { output(hidden(images).relu()) }

  /// The most probable digit of each row of pixels.
  func digits(_ images: NDArray) -> [Int64] {
    withoutRecording { self(Tensor(images)).array.argMax(axis: 1).scalars(Int64.self) }
  }

  func train(_ dataset: ImageDataset, epochs: Int, seed: UInt64) {
    let parameters = trainableParameters
    var optimizer = Adam(learningRate: 1e-3)
    for epoch in 0..<epochs {
      for batch in Batches(of: dataset, batchSize: 128, seed: seed, epoch: epoch) {
        let loss = self(Tensor(batch.images())).crossEntropy(targets: Tensor(batch.labels()))
        optimizer.update(parameters, gradients: gradients(of: loss, with: parameters))
      }
    }
  }
}

/// What takes minutes: run by `make check-all`, which sets TESSERA_CHECK_ALL.
@Suite(
  .serialized,
  .enabled(
    if: ProcessInfo.processInfo.environment["TESSERA_CHECK_ALL"] != nil,
    "takes minutes: run by make check-all"))
struct DigitRecognitionTests {
  /// The images of a grid that `vae-sample` drew, as rows of pixels in 0…1.
  private func images(_ path: String, count: Int, across: Int) throws -> NDArray {
    let picture = try Image(contentsOf: path)
    let bytes = picture.pixels.scalars(UInt8.self)
    let cell = 30
    #expect(picture.channels == 1 && picture.width == 2 * (across * cell + 2))
    var pixels: [Float] = []
    for index in 0..<count {
      let (top, left) = (2 + index / across * cell, 2 + index % across * cell)
      for row in 0..<28 {
        for column in 0..<28 {
          let place = 2 * (top + row) * picture.width + 2 * (left + column)
          pixels.append(Float(bytes[place]) / 255)
        }
      }
    }
    return NDArray(pixels, shape: [count, 784])
  }

  @Test("a classifier recognises MNIST, and the digits that a conditional network draws")
  func digits() throws {
    let data = try MNIST.load()
    let classifier = Classifier(seed: 1)
    classifier.train(data.train, epochs: 10, seed: 1)
    let test = Batches(of: data.test, batchSize: data.test.count, seed: nil)[0]
    let isRight = zip(classifier.digits(test.images()), test.labels().scalars(Int64.self))
    let accuracy = Double(isRight.count { $0 == $1 }) / Double(test.count)
    print("the classifier recognises \(accuracy * 100) % of the test images")
    #expect(accuracy >= 0.975)

    try withTemporaryFolder { root in
      let trained = try BuiltCommand("vae-train").run(
        ["--model", "conditional", "--epochs", "20", "--quiet", "--output", "run"], in: root)
      #expect(trained.exitCode == 0, "\(trained.errors)")
      var recognised = 0
      for digit in 0..<10 {
        let drawn = try BuiltCommand("vae-sample").run(
          [
            "--checkpoint", "run", "--digit", "\(digit)", "-n", "100", "--seed", "\(digit)",
            "x.png",
          ],
          in: root)
        #expect(drawn.exitCode == 0, "\(drawn.errors)")
        let found = classifier.digits(try images("\(root)/x.png", count: 100, across: 10))
        let count = found.count { $0 == Int64(digit) }
        print("digit \(digit): \(count) of 100 drawn images recognised")
        recognised += count
      }
      #expect(recognised >= 950)
    }
  }
}
