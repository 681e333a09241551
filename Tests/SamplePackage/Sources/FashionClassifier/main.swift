import Foundation
import Tessera

/// Fashion-MNIST, or the digits that come with Tessera where it is not installed.
func loadImages() throws -> MNIST {
  do {
    return try MNIST.load(.fashionMNIST)
  } catch DatasetError.fashionMissing {
    print("skipped: Fashion-MNIST (apt install dataset-fashion-mnist); digits take its place")
    return try MNIST.load()
  }
}

do {
  let path = CommandLine.arguments.dropFirst().first ?? "classifier.onnx"
  let images = try loadImages()
  let model = Classifier(seed: 0)
  train(model, on: images.train.prefix(20_000), epochs: 2)

  let found = classes(of: images.test, by: model)
  let share = accuracy(of: found, on: images.test)
  print("test images whose class was found: \(share)")

  try export(model, to: path, opset: 17)
  let foundByFile = try classes(of: images.test, byModelAt: path)
  print("the file finds the same classes: \(foundByFile == found)")
  exit(share > 0.7 && foundByFile == found ? EXIT_SUCCESS : EXIT_FAILURE)
} catch {
  print("error: \(error)")
  exit(EXIT_FAILURE)
}
