import Commands
import Tessera

/// What came of an export, for programs.
struct ExportSummary: Encodable {
  /// How far one output lies from the network's.
  struct Output: Encodable {
    let name: String
    let largestAbsoluteError: Double?
    let largestRelativeError: Double?

    init(_ name: String, _ absolute: Double, _ relative: Double) {
      self.name = name
      (largestAbsoluteError, largestRelativeError) = (finite(absolute), finite(relative))
    }
  }

  /// What another runtime answered.
  struct Comparison: Encodable {
    let runtime: String
    let outputs: [Output]
  }

  let checkpoint: String
  let part: String
  let file: String
  let bytes: Int
  let opset: Int?
  let irVersion: Int
  let nodes: Int
  let verified: Bool
  let largestAbsoluteError: Double?
  let largestRelativeError: Double?
  let outputs: [Output]?
  let crossCheck: Comparison?
  let reports: [String]
  let testCase: String?

  /// - Parameters:
  ///   - traced: The model that was written.
  ///   - written: What writing it came to.
  ///   - names: The checkpoint, the part, the file, its reports and its test case.
  init(
    _ traced: TracedModel, _ written: TracedModel.WrittenFile,
    _ names: (
      checkpoint: String, part: ExportedPart, file: String, reports: [String], bundle: String?
    )
  ) {
    (checkpoint, part, file) = (names.checkpoint, names.part.rawValue, names.file)
    (reports, testCase) = (names.reports, names.bundle)
    let model = traced.model
    (bytes, opset, irVersion) = (written.byteCount, model.opset, model.irVersion)
    nodes = model.graph.nodes.count
    let found = written.report
    verified = found?.passed == true
    outputs = found?.outputs.map { Output($0.name, $0.maximumAbsolute, $0.maximumRelative) }
    largestAbsoluteError = found?.outputs.map(\.maximumAbsolute).max().flatMap(finite)
    largestRelativeError = found?.outputs.map(\.maximumRelative).max().flatMap(finite)
    crossCheck = found?.crossCheck.map { found in
      Comparison(
        runtime: found.runtime,
        outputs: found.outputs.map { Output($0.name, $0.maximumAbsolute, $0.maximumRelative) })
    }
  }
}

/// A web page that was written, for programs.
struct PageSummary: Encodable {
  let folder: String
  let models: [String]
}
