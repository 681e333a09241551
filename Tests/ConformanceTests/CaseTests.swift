import Arrays
import Conformance
import Foundation
import ONNX
import ONNXFiles
import TestSupport
import Testing

/// What the runner says about cases written here: y = operator(x), x = [1, -2].
struct CaseTests {
  /// Calls `body` with the result of a case.
  private func result(
    operatorType: String = "Neg", type: ElementType = .float, expected: NDArray,
    description: String? = nil
  ) throws -> ConformanceCase.Result {
    try withTemporaryFolder { root in
      let folder = "\(root)/cases/test_one"
      try FileManager.default.createDirectory(
        atPath: "\(folder)/test_data_set_0", withIntermediateDirectories: true)
      let graph = Graph(
        name: "test",
        inputs: [ValueInfo(name: "x", elementType: type, shape: [.fixed(2)])],
        outputs: [ValueInfo(name: "y", elementType: nil, shape: nil)], initializers: [],
        nodes: [Node(operatorType: operatorType, inputs: ["x"], outputs: ["y"])])
      try ModelFile.write(
        Model(irVersion: 8, opsets: ["": 17], graph: graph), to: "\(folder)/model.onnx")
      let x = NDArray([1, -2] as [Float])
      try TensorFile.write(tensor(x), to: "\(folder)/test_data_set_0/input_0.pb")
      try TensorFile.write(tensor(expected), to: "\(folder)/test_data_set_0/output_0.pb")
      if let description {
        try description.write(toFile: "\(folder)/data.json", atomically: true, encoding: .utf8)
      }
      let cases = try ConformanceCase.find(in: [root])
      #expect(cases.map(\.name) == ["test_one"])
      return try #require(cases.first).run()
    }
  }

  private func tensor(_ array: NDArray) -> TensorValue {
    TensorValue(
      elementType: array.dataType == .float32 ? .float : .int64, shape: array.shape,
      bytes: array.withBytes { Array($0) })
  }

  @Test func rightOutputsPass() throws {
    let result = try result(expected: NDArray([-1, 2.001] as [Float]))
    #expect(result.outcome == .passed(isPlanned: true) && result.operatorType == "Neg")
  }

  @Test(
    "what is not right fails, and says why",
    arguments: [
      (NDArray([-1, 2.01] as [Float]), "output 'y' has 2.0, not 2.0"),
      (NDArray([-1, 2] as [Float], shape: [2, 1]), "is float32 [2], not float32 [2, 1]"),
      (NDArray([-1, 2] as [Int64]), "not int64 [2]"),
    ])
  func wrongOutputs(expected: NDArray, reason: String) throws {
    guard case .failed(let text) = try result(expected: expected).outcome else {
      Issue.record("it did not fail")
      return
    }
    #expect(text.contains(reason), "\(text)")
  }

  @Test func aCaseMayStateItsTolerance() throws {
    let result = try result(
      expected: NDArray([-1, 2.01] as [Float]), description: #"{"rtol": 0.1, "name": "one"}"#)
    #expect(result.outcome == .passed(isPlanned: true))
  }

  @Test("a description that cannot be read fails", arguments: ["Neg", "RandomNormalLike"])
  func badDescription(operatorType: String) throws {
    let result = try result(
      operatorType: operatorType, expected: NDArray([-1, 2] as [Float]), description: "{")
    guard case .failed(let text) = result.outcome else {
      Issue.record("it did not fail")
      return
    }
    #expect(text.hasSuffix("data.json: is no description of a test case"), "\(text)")
  }

  @Test(
    "what the engine does not have is skipped",
    arguments: [
      ("NoSuchOperator", ElementType.float, "unsupported operator NoSuchOperator"),
      ("Identity", .complex64, "unsupported element type complex64"),
    ])
  func unsupported(operatorType: String, type: ElementType, reason: String) throws {
    let result = try result(
      operatorType: operatorType, type: type, expected: NDArray([0, 0] as [Float]))
    #expect(result.outcome == .skipped(reason))
  }
}
