import Conformance
import TestSupport
import Testing

/// Operators at every version and element type that the ONNX project's cases leave out, with outputs of
/// onnxruntime's, or of onnx's reference evaluator where onnxruntime does not run them.
@Suite(.enabled(if: PythonScript.interpreter != nil, "\(PythonScript.reason)"))
struct VersionTests {
  @Test func everyVersionAgrees() throws {
    try withTemporaryFolder { folder in
      let count = try PythonScript.run("version_cases.py", [folder])
        .split(separator: "\n").last.flatMap { Int($0) }
      let report = ConformanceReport(running: try ConformanceCase.find(in: [folder]))
      print("onnxruntime's or the reference evaluator's outputs, every version: \(report.counts)")
      expectAllPassed(report)
      #expect(report.results.count == count)
      #expect(report.counts.passed >= 2400)
    }
  }
}
