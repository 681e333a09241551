import ArrayFiles
import Arrays
import Foundation
import ONNXFiles
import TestSupport
import Tensors
import Testing

@testable import Exporting

/// What verification reports, and the test cases that show it to others.
struct ReportTests {
  private static func traced() throws -> TracedModel {
    try TracedModel(tracing: SkipNet().function, opset: 13)
  }

  @Test("a report covers the values inside, with a histogram of their errors")
  func intermediates() throws {
    let report = try Self.traced().verify(Self.traced().model)
    #expect(
      report.intermediates.map(\.name) == [
        "first.Gemm", "Relu", "second.Gemm", "Tanh", "Add", "Concat", "out.Gemm", "y",
      ])
    // One input of 1 row and one of 7, 8 hidden units.
    #expect(report.intermediates[0].count == (1 + 7) * 8)
    #expect(report.outputs[0].count == 3 * (1 + 7) * 3)
    for error in report.intermediates + report.outputs {
      #expect(error.histogram.reduce(0, +) == error.count)
      #expect(error.histogram.last == 0)
    }
  }

  @Test func reportsAsMarkdownAndJSON() throws {
    try withTemporaryFolder { folder in
      let paths = ["\(folder)/report.md", "\(folder)/report.json"]
      let written = try Self.traced().write(
        to: "\(folder)/net.onnx", options: .init(reportPaths: paths))
      let markdown = String(decoding: try readFile(paths[0]), as: UTF8.self)
      for line in ["| result | passed |", "| parameters | 173 |", "## Values inside"] {
        #expect(markdown.contains(line))
      }
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(readFile(paths[1]))) as? [String: Any])
      let model = try #require(document["model"] as? [String: Any])
      let verification = try #require(document["verification"] as? [String: Any])
      #expect(document["passed"] as? Bool == true)
      #expect(model["byteCount"] as? Int == written.byteCount)
      #expect(model["opset"] as? Int == 13 && model["parameterCount"] as? Int == 173)
      #expect((verification["outputs"] as? [Any])?.count == 1)
      #expect((verification["intermediates"] as? [Any])?.count == 8)
    }
  }

  @Test("an input that nothing reads stays, with a warning")
  func unusedInput() throws {
    let traced = try trace(
      inputs: [InputSignature("x", ["n", 4]), InputSignature("extra", ["n"])], outputs: ["y"],
      opset: 17
    ) { [$0[0].tanh()] }
    #expect(traced.model.graph.inputs.map(\.name) == ["x", "extra"])
    #expect(traced.warnings.count == 1 && traced.warnings[0].contains("'extra'"))
    #expect(try traced.verify(traced.model).passed)
  }

  @Test("a test case holds the model, its inputs and the network's answers")
  func caseFolder() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/case"
      try Self.traced().writeCase(to: path)
      for (set, rows) in [(0, 1), (1, 7)] {
        let input = try TensorFile.read("\(path)/test_data_set_\(set)/input_0.pb")
        let output = try TensorFile.read("\(path)/test_data_set_\(set)/output_0.pb")
        #expect(input.name == "x" && input.shape == [rows, 6])
        #expect(output.name == "y" && output.shape == [rows, 3])
      }
      #expect(throws: ArrayFileError.self) { try Self.traced().writeCase(to: path) }
    }
  }

  @Test("onnxruntime agrees when it is asked", .enabled(if: PythonScript.interpreter != nil))
  func crossCheck() throws {
    try withTemporaryFolder { folder in
      try Self.traced().writeCase(to: "\(folder)/case")
      let found = try TracedModel.crossCheck(caseFolder: "\(folder)/case")
      #expect(found.runtime.hasPrefix("onnxruntime "))
      #expect(found.outputs.map(\.name) == ["y"] && found.passed)
      // Another answer than the network's.
      let output = "\(folder)/case/test_data_set_1/output_0.pb"
      var tensor = try TensorFile.read(output)
      tensor.bytes[3] ^= 0x40
      try TensorFile.write(tensor, to: output)
      #expect(try !TracedModel.crossCheck(caseFolder: "\(folder)/case").passed)
    }
  }

  @Test("integers and booleans are inputs like others")
  func integerInputs() throws {
    let traced = try trace(
      inputs: [
        InputSignature("x", ["n", 3]),
        InputSignature("count", ["n"], dataType: .int64, distribution: .integers(0..<9)),
        InputSignature("flag", ["n"], dataType: .bool, distribution: .booleans),
      ], outputs: ["y", "same", "flags"], opset: 13
    ) { [$0[0].exp(), $0[1], $0[2]] }
    let report = try traced.verify(ModelFile.decode(ModelFile.encode(traced.model)))
    #expect(report.passed)
    #expect(traced.model.graph.outputs.map(\.elementType) == [.float, .int64, .bool])
  }
}
