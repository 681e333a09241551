import Conformance
import Foundation
import Testing

/// The ONNX project's own test cases. `Passing` lists, for each place that has cases, the names of those
/// that must pass; `make ratchet` adds to it.
struct RatchetTests {
  /// A place that has cases.
  struct Source: Sendable, CustomTestStringConvertible {
    /// The list of the cases that must pass.
    let list: String
    /// The folder of the cases; nil where nothing says where it is.
    let folder: String?

    var testDescription: String { list }
  }

  /// The environment variable that names the folder of the cases of onnx 1.22.
  static let variable = "TESSERA_ONNX_CASES"

  static let sources: [Source] = {
    let cases = ProcessInfo.processInfo.environment[variable]
    return [
      Source(list: "onnx-1.22-node", folder: cases.map { "\($0)/node" }),
      Source(list: "simple", folder: cases.map { "\($0)/simple" }),
      Source(list: "pytorch-converted", folder: cases.map { "\($0)/pytorch-converted" }),
      Source(list: "pytorch-operator", folder: cases.map { "\($0)/pytorch-operator" }),
      Source(list: "apt-node", folder: "/usr/share/libonnx-testdata/data/node"),
    ]
  }()

  @Test(arguments: sources)
  func whatPassedStillPasses(_ source: Source) throws {
    guard let folder = source.folder else {
      print("skipped: ONNX's \(source.list) cases (\(Self.variable) does not name their folder)")
      return
    }
    guard FileManager.default.fileExists(atPath: folder) else {
      print("skipped: ONNX's \(source.list) cases (\(folder) is not there)")
      return
    }
    let report = ConformanceReport(running: try ConformanceCase.find(in: [folder]))
    print("ONNX \(source.list): \(report.counts), \(report.plannedCount) as plans")
    let lost = try Self.names(in: source.list).subtracting(report.passedNames)
    for result in report.results where lost.contains(result.name) {
      Issue.record("\(result.name): \(result.outcome)")
    }
    #expect(lost.subtracting(report.results.map(\.name)) == [], "cases that are not there")
  }

  private static func names(in list: String) throws -> Set<String> {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Passing/\(list).txt")
    let text = try String(contentsOf: file, encoding: .utf8)
    return Set(text.split(separator: "\n").map(String.init))
  }
}
