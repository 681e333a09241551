import ONNX
import Testing

@testable import Inference

/// What operators draw at random.
struct RandomNumberTests {
  @Test("random numbers are those of the seed, or of the output's name")
  func randomNumbersRepeat() throws {
    func draw(_ output: String, _ attributes: [String: Attribute]) throws -> [Float] {
      let node = Node(
        operatorType: "RandomUniform", inputs: [], outputs: [output],
        attributes: attributes.merging(["shape": .ints([100])]) { $1 })
      let session = try InferenceSession(
        model: model([node], outputs: [value(output, nil, nil)]))
      return try #require(try session.run([:])[output]).scalars(Float.self)
    }
    #expect(try draw("a", [:]) == draw("a", [:]))
    #expect(try draw("a", [:]) != draw("b", [:]))
    #expect(try draw("a", ["seed": .float(3)]) == draw("b", ["seed": .float(3)]))
    #expect(try draw("a", ["seed": .float(3)]) != draw("a", ["seed": .float(4)]))
    let numbers = try draw("a", ["low": .float(2), "high": .float(3)])
    #expect(numbers.allSatisfy { (2..<3).contains($0) })
    #expect((2.4..<2.6).contains(numbers.reduce(0, +) / 100))
  }
}
