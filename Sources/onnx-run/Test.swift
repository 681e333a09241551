import ArgumentParser
import Commands
import Conformance
import Terminals

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

  @OptionGroup var format: JSONOption

  @Flag(help: "Print only the names of the cases that passed, sorted.")
  var passed = false

  func validate() throws {
    if format.json && passed { throw ValidationError("--json and --passed exclude each other") }
  }

  func run() throws {
    var counts = ConformanceReport.Counts()
    try reportingErrors {
      let cases = try ConformanceCase.find(in: folders)
      if cases.isEmpty { throw ConformanceError.noCases(folders) }
      let report = ConformanceReport(running: cases)
      counts = report.counts
      if format.json { return print(try report.json(), terminator: "") }
      let names = report.passedNames.map { $0 + "\n" }.joined()
      for line in (passed ? names : report.text()).split(separator: "\n") {
        print(passed ? printable(String(line)) : styled(printable(String(line)), counts))
      }
    }
    // Names of cases that passed are wanted whatever the others did.
    if counts.passed + counts.failed == 0 || (counts.failed > 0 && !passed) {
      throw ExitCode.failure
    }
  }

  /// A line of the report, in which what failed stands out, and the counts where nothing did.
  private func styled(_ line: String, _ counts: ConformanceReport.Counts) -> String {
    let label = "failed:"
    if line.hasPrefix(label) {
      return Terminal.output.styled(label, .red) + line.dropFirst(label.count)
    }
    guard line == counts.description else { return line }
    return Terminal.output.styled(line, counts.failed > 0 ? .red : .green)
  }
}
