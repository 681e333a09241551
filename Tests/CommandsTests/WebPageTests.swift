import ArrayFiles
import Foundation
import TestSupport
import Testing

struct WebPageTests {
  /// What passes for an engine where nothing runs it.
  private static let module: [UInt8] = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

  /// Calls `body` with a folder that holds a small data set and a run of each model.
  private func withRuns(
    _ models: [String], side: Int = 8, latent: Int = 2, _ body: (String) throws -> Void
  ) throws {
    try withSmallDataset(side: side) { root in
      for model in models {
        let result = try BuiltCommand("vae-train").run(
          [
            "--data", "data", "--latent", "\(latent)", "--epochs", "1", "--batch-size", "4",
            "--learning-rate", "0.01", "--model", model, "--output", "runs/\(model)",
          ] + (model == "conv" ? [] : ["--hidden", "16"]), in: root)
        #expect(result.exitCode == 0, "\(result.errors)")
      }
      try AtomicFile.write(to: "\(root)/engine.wasm", Self.module)
      try body(root)
    }
  }

  private func export(_ flags: [String], in root: String) throws -> BuiltCommand.Result {
    try BuiltCommand("vae-export").run(
      ["--web", "site", "--engine", "engine.wasm"] + flags, in: root)
  }

  private func files(below folder: String) -> [String] {
    (FileManager.default.subpaths(atPath: folder) ?? []).filter {
      var isFolder: ObjCBool = false
      let path = "\(folder)/\($0)"
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted()
  }

  private static func files(of models: [String]) -> [String] {
    let parts = ["decoder.onnx", "decoder.plan", "encoder.onnx", "encoder.plan", "points.json"]
    let page = [
      "between.js", "controls.js", "digits.js", "drawing.js", "engine.js", "facts.js", "index.html",
      "map.js", "model.js", "models.json",
      "onnxruntime.js", "page.js", "preparation.js", "style.css", "tessera.wasm",
    ]
    return (page + models.flatMap { model in parts.map { "\(model)/\($0)" } }).sorted()
  }

  @Test func aPageIsWrittenAndReplaced() throws {
    try withRuns(["mlp", "conditional"]) { root in
      let both = ["--checkpoint", "runs/mlp", "--checkpoint", "runs/conditional"]
      let first = try export(both, in: root)
      #expect(first.exitCode == 0, "\(first.errors)")
      #expect(first.output.contains("exported conditional: conditional 64+"))
      #expect(files(below: "\(root)/site") == Self.files(of: ["mlp", "conditional"]))
      try AtomicFile.write(to: "\(root)/site/CNAME", "example.org")
      let second = try export(["--opset", "11", "--checkpoint", "runs/mlp"], in: root)
      #expect(second.exitCode == 0, "\(second.errors)")
      #expect(files(below: "\(root)/site") == (Self.files(of: ["mlp"]) + ["CNAME"]).sorted())
      let contents = try readFile("\(root)/site/models.json")
      let text = String(decoding: contents, as: UTF8.self)
      #expect(text.contains("\"opset\":11") && text.contains("\"dataset\":\"data\""))
      #expect(!text.contains(root))
    }
  }

  @Test func equalModelsAreToldApartByTheirRuns() throws {
    try withRuns(["mlp"]) { root in
      try FileManager.default.copyItem(atPath: "\(root)/runs/mlp", toPath: "\(root)/runs/b")
      let runs = ["runs/mlp", "runs/b", "runs/b"].flatMap { ["--checkpoint", $0] }
      #expect(try export(runs, in: root).exitCode == 0)
      let names = Set(files(below: "\(root)/site").compactMap { $0.split(separator: "/").first })
      #expect(names.isSuperset(of: ["mlp-mlp", "mlp-b", "mlp-b-2"]))
    }
  }

  @Test(
    "what cannot be a page is refused in one line, and nothing is left behind",
    arguments: [
      (["--engine", "missing.wasm"], "missing.wasm"),
      (["--engine", "data/t10k-labels-idx1-ubyte"], "is no WebAssembly module"),
      (["--ort", "data"], "holds no onnxruntime-web: ort.wasm.min.mjs is missing"),
      (["--checkpoint", "nowhere"], "nowhere: no such file"),
      (["--data", "nowhere"], "nowhere"), (["--opset", "6"], "opset 6 is not supported"),
      (["--web", "data"], "data: holds something other than a page of vae-export"),
      (["--web", "engine.wasm"], "engine.wasm: holds something other than a page"),
      (["out.onnx"], "--web writes files of its own"), (["--batch", "2"], "--batch"),
      (["--no-verify"], "--no-verify"), (["--report", "r.md"], "--report"),
    ])
  func refusals(flags: [String], expected: String) throws {
    try withRuns(["mlp"], side: 6) { root in
      let before = files(below: root)
      let result = try export(flags, in: root)
      #expect(result.exitCode != 0 && result.exitCode < 128)
      let first = result.errorLines.first ?? ""
      #expect(first.hasPrefix("error: ") && first.contains(expected), "\(result.errors)")
      #expect(files(below: root) == before)
    }
  }

  @Test func aCopyOfTheRuntimeIsServedWithThePage() throws {
    try withRuns(["mlp"], side: 6) { root in
      try FileManager.default.createDirectory(
        atPath: "\(root)/package/dist", withIntermediateDirectories: true)
      let names = [
        "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm", "ort.wasm.min.mjs",
      ]
      for name in names { try AtomicFile.write(to: "\(root)/package/dist/\(name)", name) }
      #expect(try export(["--ort", "package"], in: root).exitCode == 0)
      #expect(
        files(below: "\(root)/site").filter { $0.hasPrefix("ort/") } == names.map { "ort/\($0)" })
      let text = String(decoding: try readFile("\(root)/site/models.json"), as: UTF8.self)
      #expect(text.contains("\"runtime\":\"./ort/ort.wasm.min.mjs\""))
    }
  }

  // MARK: In a browser

  private static let engine = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../.build/wasm/tessera.wasm").standardized.path
  private static let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  private static let isPossible =
    PythonScript.interpreter != nil && chromium != nil
    && FileManager.default.fileExists(atPath: engine)

  private struct Outcome: Decodable {
    let checks: Int
    let failed: [String]
    let differences: [String: Double]
  }

  @Test(
    "in Chromium the page draws, encodes, decodes and switches as the native engine does",
    .enabled(
      if: isPossible,
      "needs chromium, the engine that make wasm builds, and Python's playwright and onnxruntime"))
  func theBrowserAgrees() throws {
    try withRuns(["mlp", "conv", "conditional"], latent: 3) { root in
      let runs = ["mlp", "conv", "conditional"].flatMap { ["--checkpoint", "runs/\($0)"] }
      let result = try BuiltCommand("vae-export").run(
        ["--web", "site", "--engine", Self.engine] + runs, in: root)
      #expect(result.exitCode == 0, "\(result.errors)")
      var arguments = [
        "\(root)/site", "--onnx-run", try BuiltCommand("onnx-run").path, "--chromium",
        try #require(Self.chromium),
      ]
      if let folder = ProcessInfo.processInfo.environment["TESSERA_SCREENSHOTS"] {
        arguments += ["--screenshots", folder]
      }
      let text = try PythonScript.run("web_page.py", arguments)
      let last = text.split(separator: "\n").last ?? ""
      let outcome = try JSONDecoder().decode(Outcome.self, from: Data(last.utf8))
      #expect(outcome.failed == [] && outcome.checks > 100)
      #expect(outcome.differences.count == 3)
      #expect(outcome.differences.values.allSatisfy { $0 <= 1e-5 })
    }
  }
}
