import ArgumentParser
import Commands
import Terminals
import Tessera
import WebPages

/// `vae-export`: writes a trained network as ONNX and proves the file.
@main
struct VAEExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vae-export",
    abstract: "Export a trained variational autoencoder to ONNX, and verify the file.",
    discussion: """
      The network is traced with a dummy input. The file is read back and run by Tessera's engine, \
      and gets its name only when every output agrees with the network's.

      With --web the files are part of a page that draws with the networks in a browser; any server of \
      files serves its folder.

      Examples:
        vae-export --opset 11 --part decoder --report report.md decoder.onnx
        vae-export --web site --checkpoint runs/mlp-001 --checkpoint runs/conv-001
      """,
    version: TesseraVersion.current)

  @Argument(help: ArgumentHelp("The ONNX file to write.", valueName: "file"))
  var output: String?

  @Flag(help: "Print which operators can be written at which opset, and end.")
  var listOperators = false

  @Option(
    parsing: .unconditional,
    help: "The version of the standard operator set to write, 7 to 28.")
  var opset = 17

  @Option(help: "What to export: vae, encoder, decoder or canvas.")
  var part = ExportedPart.vae

  @Option(
    help: ArgumentHelp(
      "A run folder or one safetensors file; with --web it may be repeated. "
        + "(default: the newest run in runs/)",
      valueName: "path"))
  var checkpoint: [String] = []

  @Option(
    parsing: .unconditional, help: "The batch size: 'dynamic', or a number that the file fixes.")
  var batch = Batch.dynamic

  @Flag(inversion: .prefixedNo, help: "Run the written file against the network.")
  var verify = true

  @Option(
    help: ArgumentHelp(
      "A file for the verification report: JSON for *.json, Markdown otherwise; may be repeated.",
      valueName: "file"))
  var report: [String] = []

  @Flag(help: "Write the weights into a file beside the model, named after it with '.data'.")
  var externalData = false

  @Flag(help: "Compute what depends on weights alone, so that the file holds the results.")
  var foldConstants = false

  @Flag(help: "Also run the file in onnxruntime, in the Python that TESSERA_PYTHON names.")
  var crossCheck = false

  @Option(
    help: ArgumentHelp(
      "A new folder for the model with inputs and answers, laid out as ONNX's test cases are.",
      valueName: "folder"))
  var bundle: String?

  @Option(
    help: ArgumentHelp(
      "Write a web page for the networks into this folder, instead of one file.",
      valueName: "folder"))
  var web: String?

  @Option(
    help: ArgumentHelp(
      "The page's engine. (default: what 'make wasm' built)", valueName: "file"))
  var engine: String?

  @Option(
    help: ArgumentHelp(
      "A folder with onnxruntime-web to copy into the page, or the https address of its module, for "
        + "readers who add '?engine=onnxruntime-web'. (default: jsDelivr's address)",
      valueName: "folder"))
  var ort: String?

  @Option(
    help: ArgumentHelp(
      "The test images of the page's map: mnist, fashion-mnist or a folder. (default: the model's)",
      valueName: "data"))
  var data: String?

  @OptionGroup var format: JSONOption

  /// The first axis of every input and output.
  enum Batch: ExpressibleByArgument {
    case dynamic
    case fixed(Int)

    init?(argument: String) {
      if argument == "dynamic" {
        self = .dynamic
      } else if let count = Int(argument), (1...1 << 20).contains(count) {
        self = .fixed(count)
      } else {
        return nil
      }
    }

    var defaultValueDescription: String { "dynamic" }

    var extent: InputSignature.Extent {
      switch self {
      case .dynamic: .dynamic("batch")
      case .fixed(let count): .fixed(count)
      }
    }
  }

  func validate() throws {
    if listOperators {
      if format.json { throw ValidationError("--json does not go with --list-operators") }
      return
    }
    if web != nil { return try validateWeb() }
    for (flag, value) in [("--engine", engine), ("--ort", ort), ("--data", data)] where value != nil
    {
      throw ValidationError("\(flag) goes with --web")
    }
    if output == nil { throw ValidationError("Missing expected argument '<file>'") }
    if checkpoint.count > 1 { throw ValidationError("--checkpoint is repeated only with --web") }
    if !verify && (!report.isEmpty || crossCheck) {
      let flag = crossCheck ? "--cross-check" : "--report"
      throw ValidationError("\(flag) needs the verification that --no-verify leaves out")
    }
  }

  private func validateWeb() throws {
    var isFixed = false
    if case .fixed = batch { isFixed = true }
    let others = [
      ("a file", output != nil), ("--part", part != .vae), ("--batch", isFixed),
      ("--no-verify", !verify), ("--report", !report.isEmpty), ("--bundle", bundle != nil),
      ("--external-data", externalData),
    ]
    for (flag, isGiven) in others where isGiven {
      throw ValidationError("--web writes files of its own and does not go with \(flag)")
    }
  }

  func run() throws {
    if listOperators { return print(OperatorSupport.table) }
    if let web { return try export(toPage: web) }
    if let output { try export(to: output) }
  }

  private func export(to output: String) throws {
    // A few rows at a time: more threads would only wait.
    NativeHost.limitLibraryThreads(to: 1)
    let (checkpoint, path) = try Checkpoint.locate(checkpoint.first) { warn($0) }
    try AtomicFile.check(output, isNoneOf: [path])
    for report in report { try AtomicFile.check(report, isNoneOf: [path, output]) }
    let traced = try TracedModel(
      tracing: checkpoint.model().exportable(part, batch: batch.extent), opset: opset,
      metadata: checkpoint.facts, foldConstants: foldConstants)
    for warning in traced.warnings { warn(warning) }
    // First, since it is wanted most where the file does not pass.
    if let bundle { try traced.writeCase(to: bundle) }
    let written = try traced.write(
      to: output,
      options: .init(
        reportPaths: report, isVerified: verify, isCrossChecked: crossCheck,
        weightStorage: externalData ? .beside : .automatic))
    if format.json {
      try printJSON(ExportSummary(traced, written, (path, part, output, report, bundle)))
    } else {
      show(traced, written, checkpoint: path, file: output)
    }
  }

  private func show(
    _ traced: TracedModel, _ written: TracedModel.WrittenFile, checkpoint: String, file: String
  ) {
    let model = traced.model
    print("exported \(part) of \(checkpoint)")
    print(
      "  \(file): opset \(opset), IR version \(model.irVersion), \(model.graph.nodes.count) nodes, "
        + "\(written.byteCount) bytes")
    guard let found = written.report else {
      print(Terminal.output.styled("not verified", .yellow))
      return
    }
    print("\(Terminal.output.styled("verified", .green)) with \(found.trials)")
    for output in found.outputs {
      printErrors(output.name, output.maximumAbsolute, output.maximumRelative)
    }
    if let crossCheck = found.crossCheck {
      print("\(Terminal.output.styled("agrees", .green)) with \(crossCheck.runtime)")
      for output in crossCheck.outputs {
        printErrors(output.name, output.maximumAbsolute, output.maximumRelative)
      }
    }
    for report in report { print("  report: \(report)") }
    if let bundle { print("  test case: \(bundle)") }
  }

  private func export(toPage folder: String) throws {
    let request = SiteRequest(
      folder: folder, checkpoints: checkpoint, opset: opset, foldsConstants: foldConstants,
      isCrossChecked: crossCheck, engine: engine,
      runtime: ort.map { RuntimeSource($0) } ?? .published, data: data)
    let written = try SiteWriter(request, warn: { warn($0) }).write()
    if format.json {
      return try printJSON(PageSummary(folder: folder, models: written.models))
    }
    for model in written.models { print("exported \(model)") }
    print("serve \(folder), for example with: python3 -m http.server --directory \(folder)")
  }

  private func printErrors(_ name: String, _ absolute: Double, _ relative: Double) {
    print(
      "  \(name): largest error \(VerificationReport.format(absolute)) absolute, "
        + "\(VerificationReport.format(relative)) relative")
  }

  static func main() { runCommand() }
}

extension ExportedPart: ExpressibleByArgument {}
