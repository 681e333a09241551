import Foundation
import TestSupport
import Tessera
import Testing

/// The example of the README, compiled and run.
struct ReadmeTests {
  // The example begins.
  struct Circle: Module {
    let hidden: Linear
    let output: Linear

    func callAsFunction(_ point: Tensor) -> Tensor { output(hidden(point).relu()) }
  }

  func trainAndExport(to path: String) throws {
    var generator = RandomGenerator(seed: 0)
    let model = Circle(
      hidden: Linear(2, 16, generator: &generator), output: Linear(16, 1, generator: &generator))
    let parameters = model.trainableParameters
    var optimizer = Adam(learningRate: 0.01)
    for _ in 0..<500 {
      let points = Tensor(generator.uniform([64, 2], low: -1, high: 1))
      let isInside = (0.5 - (points * points).sum(axes: [1], keepingAxes: true)).step()
      let loss = model(points).binaryCrossEntropy(targets: isInside)
      optimizer.update(parameters, gradients: gradients(of: loss, with: parameters))
    }
    let traced = try model.trace(
      inputs: [InputSignature("point", ["batch", 2])], outputs: ["probability"], opset: 17
    ) { model, inputs in [model(inputs[0]).sigmoid()] }
    let written = try traced.write(to: path)
    print("verified: \(written.report?.passed == true)")
  }
  // The example ends.

  @Test func theExampleTrainsAndExports() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/circle.onnx"
      try trainAndExport(to: path)
      let session = try InferenceSession(path: path)
      let points = NDArray([0, 0, 0.9, 0.9, -0.3, 0.2, -1, 0.1] as [Float], shape: [4, 2])
      let answer = try #require(try session.run(["point": points])["probability"])
      #expect(answer.scalars(Float.self).map { $0 > 0.5 } == [true, false, true, false])
    }
  }

  @Test("the README shows the code that this file runs")
  func theReadmeShowsThisCode() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let lines = source.components(separatedBy: "\n")
    let first = try #require(lines.firstIndex { $0.hasSuffix("// The example begins.") })
    let last = try #require(lines.firstIndex { $0.hasSuffix("// The example ends.") })
    let example = lines[(first + 1)..<last].map {
      $0.hasPrefix("  ") ? String($0.dropFirst(2)) : $0
    }
    let readme = URL(filePath: #filePath).appending(path: "../../../README.md").standardized
    let text = try String(contentsOf: readme, encoding: .utf8)
    #expect(text.contains(example.joined(separator: "\n")))
  }
}
