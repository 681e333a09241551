import Conformance
import Foundation
import TestSupport
import Testing

/// Records an issue for each case of a report that did not pass.
func expectAllPassed(_ report: ConformanceReport) {
  for result in report.results {
    if case .passed = result.outcome { continue }
    Issue.record("\(result.name): \(result.outcome)")
  }
}

/// Operators with attributes and shapes that the ONNX project's cases leave out, against onnxruntime.
struct RuntimeCaseTests {
  /// The last line that the script prints.
  private struct Summary: Decodable {
    let written: Int
  }

  @Test(.enabled(if: PythonScript.interpreter != nil, Comment(rawValue: PythonScript.reason)))
  func theEngineAgreesWithOnnxruntime() throws {
    try withTemporaryFolder { folder in
      let output = try PythonScript.run("operator_cases.py", [folder])
      let line = output.split(separator: "\n").last.map(String.init) ?? ""
      let summary = try JSONDecoder().decode(Summary.self, from: Data(line.utf8))
      #expect(summary.written >= 700, "\(output)")
      let report = ConformanceReport(running: try ConformanceCase.find(in: [folder]))
      #expect(report.counts.passed == summary.written)
      expectAllPassed(report)
    }
  }
}
