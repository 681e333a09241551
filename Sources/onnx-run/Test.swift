import ArgumentParser
import Conformance

/// `onnx-run test`: runs the ONNX project's test cases.
struct Test: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run test cases in the ONNX project's layout.",
    discussion: """
      Example:
        onnx-run test onnx/backend/test/data/node

      A case is a folder with model.onnx and, in test_data_set_0 and so on, input_0.pb and output_0.pb.
      What the engine does not support is skipped. The command fails where a case fails, and where
      none ran.
      """)

  @Argument(help: "Cases, or folders above cases.")
  var folders: [String]

  @Flag(help: "Print one JSON object instead of tables.")
  var json = false

  @Flag(help: "Print only the names of the cases that passed, sorted.")
  var passed = false

  func validate() throws {
    if json && passed { throw ValidationError("--json and --passed exclude each other") }
  }

  func run() throws {
    var counts = ConformanceReport.Counts()
    try reportingErrors {
      let cases = try ConformanceCase.find(in: folders)
      if cases.isEmpty { throw ConformanceError.noCases(folders) }
      let report = ConformanceReport(running: cases)
      counts = report.counts
      let names = report.passedNames.map { $0 + "\n" }.joined()
      print(
        json
          ? try report.json()
          : (passed ? names : report.text()).split(separator: "\n")
            .map { printable(String($0)) + "\n" }.joined(), terminator: "")
    }
    // Names of cases that passed are wanted whatever the others did.
    if counts.passed + counts.failed == 0 || (counts.failed > 0 && !passed) {
      throw ExitCode.failure
    }
  }
}
