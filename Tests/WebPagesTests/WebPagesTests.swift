import Arrays
import Exporting
import Foundation
import ONNX
import TestSupport
import Testing
import VAE

@testable import Executing
@testable import Inference
@testable import WebPages

struct WebPagesTests {
  /// An exported part of a small network, its session and the shapes of its inputs.
  private func exported(
    _ architecture: ModelConfiguration.Architecture, _ part: ExportedPart, opset: Int
  ) throws -> (model: Model, session: InferenceSession, shapes: [String: [Int]]) {
    let network = VariationalAutoencoder(
      ModelConfiguration(
        architecture: architecture, rows: 4, columns: 4, hidden: 5, latent: 2,
        classes: architecture == .conditional ? 3 : nil),
      seed: 1)
    let model = try TracedModel(tracing: network.exportable(part), opset: opset).model
    let session = try InferenceSession(model: model)
    let shapes = session.inputs.map { input in
      (
        input.name,
        (input.shape ?? []).map { dimension in
          if case .fixed(let extent) = dimension { extent } else { 1 }
        }
      )
    }
    return (model, session, Dictionary(shapes) { first, _ in first })
  }

  @Test(
    "a network becomes a plan that answers as its file, whatever the opset makes of labels",
    arguments: ModelConfiguration.Architecture.allCases, [7, 8, 9, 11, 13, 17, 21, 28])
  func plansAgree(architecture: ModelConfiguration.Architecture, opset: Int) throws {
    for part in [ExportedPart.encoder, .decoder] {
      let (model, session, shapes) = try exported(architecture, part, opset: opset)
      let form = try #require(
        try ClassInputs(model, session: session, shapes: shapes, classes: 3))
      #expect(form.values.isEmpty == (architecture != .conditional))
      #expect(form.values.values.allSatisfy { $0.count == 3 })
      let cut = try InferenceSession(model: form.model)
      let plan = try #require(
        try cut.encodedPlan(
          for: shapes.filter { $0.key != "label" }.merging(
            form.values.mapValues { [1, $0[0].count] }
          ) { $1 }))
      #expect(plan.outputs.map(\.name) == session.outputs.map(\.name))
      try PlanCheck(plan, classValues: form.values).compare(
        with: session, shapes: shapes, part: "\(part)", model: "\(architecture)")
    }
  }

  @Test func aWrongPlanIsNoticed() throws {
    let (_, session, shapes) = try exported(.mlp, .decoder, opset: 17)
    let (_, other, _) = try exported(.mlp, .decoder, opset: 17)
    let plan = try #require(try other.encodedPlan(for: shapes))
    let (decoded, constants) = try plan.bytes.withUnsafeBufferPointer { try Plan.decode($0) }
    let others = constants.map { constant in
      ConstantBuffer(count: constant.count) { target in
        for index in target.indices { target[index] = constant.pointer[index] + 1 }
      }
    }
    let changed = EncodedPlan(
      bytes: decoded.encoded(constants: others), inputs: plan.inputs, outputs: plan.outputs)
    #expect(throws: SiteError.self) {
      try PlanCheck(changed, classValues: [:]).compare(
        with: session, shapes: shapes, part: "decoder", model: "mlp")
    }
  }

  @Test func labelsHaveNoPlan() throws {
    let (_, session, shapes) = try exported(.conditional, .decoder, opset: 17)
    #expect(try session.encodedPlan(for: shapes) == nil)
    #expect(throws: InferenceError.self) { _ = try session.encodedPlan(for: ["latent": [1, 3]]) }
  }

  @Test func everyFileOfThePageIsCopied() throws {
    let folder = try PageFiles.folder()
    let found = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(Set(found) == Set(PageFiles.names))
    // Whatever the page's own files name beside them is one of them.
    for name in PageFiles.names where name.hasSuffix(".js") {
      let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      for imported in text.matches(of: /from "\.\/([^"]+)"/) {
        #expect(PageFiles.names.contains(String(imported.1)), "\(name)")
      }
      #expect(!text.contains("http:"))
    }
  }

  @Test(
    "names are folders' names",
    arguments: [("mlp", "mlp"), ("mlp-run 1", "mlp-run-1"), ("../x", "---x"), ("ü", "-")])
  func safeNames(name: String, expected: String) {
    #expect(SiteModel.safe(name) == expected)
  }

  @Test(
    "what --ort means",
    arguments: [
      ("https://example.org/ort.mjs", RuntimeSource.address("https://example.org/ort.mjs")),
      ("dist", .folder("dist")), ("http://example.org/", .folder("http://example.org/")),
    ])
  func runtimeSources(argument: String, expected: RuntimeSource) {
    #expect(RuntimeSource(argument) == expected)
  }
}
