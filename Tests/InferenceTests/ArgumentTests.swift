import Arrays
import ONNX
import Testing

@testable import Inference

struct ArgumentTests {
  let session: InferenceSession

  init() throws {
    session = try InferenceSession(
      model: model(
        [Node(operatorType: "Add", inputs: ["a", "b"], outputs: ["y"])],
        inputs: [
          value("a", [.named("n"), .fixed(3)]), value("b", [.named("n"), .fixed(3)]),
        ], outputs: [value("y", [.named("n"), .fixed(3)])]))
  }

  @Test func declaredShapesAreTaken() throws {
    for rows in [0, 1, 3] {
      let ones = NDArray.filled([rows, 3], with: Float(1))
      let results = try session.run(["a": ones, "b": ones])
      #expect(results["y"]?.shape == [rows, 3])
      #expect(results["y"]?.scalars(Float.self) == Array(repeating: 2, count: rows * 3))
    }
  }

  @Test(
    arguments: [
      (["a": NDArray.zeros([1, 3])], InferenceProblem.missingArgument("b")),
      (
        ["a": .zeros([1, 3]), "b": .zeros([1, 3]), "c": .zeros([])],
        .unknownArgument("c", known: ["a", "b"])
      ),
      (
        ["a": .zeros([1, 3]), "b": .zeros([1, 3], .float64)],
        .argumentType("b", expected: .float32, found: .float64)
      ),
      (
        ["a": .zeros([1, 4]), "b": .zeros([1, 3])],
        .argumentShape("a", declared: "[n, 3]", found: [1, 4])
      ),
      (
        ["a": .zeros([3]), "b": .zeros([1, 3])],
        .argumentShape("a", declared: "[n, 3]", found: [3])
      ),
      (
        ["a": .zeros([1, 3]), "b": .zeros([2, 3])],
        .inconsistentDimension("n", first: 1, second: 2)
      ),
    ] as [([String: NDArray], InferenceProblem)])
  func badArgumentsAreRefused(_ arguments: [String: NDArray], _ problem: InferenceProblem) throws {
    let error = try #require(throws: InferenceError.self) { try session.run(arguments) }
    #expect(error.problem == problem)
    #expect(error.nodeName == nil)
  }

  @Test func weightsOfInputsAreDefaults() throws {
    let session = try InferenceSession(
      model: model(
        [Node(operatorType: "Mul", inputs: ["a", "w"], outputs: ["y"])],
        inputs: [value("a", [.fixed(2)]), value("w", [.fixed(2)])], outputs: [value("y", nil)],
        initializers: [floats("w", [2, 3], [2])]))
    let a = NDArray([1, 1] as [Float])
    #expect(try session.run(["a": a])["y"]?.scalars(Float.self) == [2, 3])
    let w = NDArray([5, 7] as [Float])
    #expect(try session.run(["a": a, "w": w])["y"]?.scalars(Float.self) == [5, 7])
    #expect(try session.run(["a": a])["y"]?.scalars(Float.self) == [2, 3])
  }
}
