import Arrays
import Datasets
import Exporting
import Inference
import ONNX
import ONNXFiles
import VAE

/// One model of a page: its encoder and decoder as ONNX files and plans, its facts and its map.
struct SiteModel {
  private let checkpoint: Checkpoint
  private let name: String
  private let request: SiteRequest
  private let warn: (String) -> Void

  /// The files of a model's folder.
  static let files =
    ["encoder", "decoder"].flatMap { ["\($0).onnx", "\($0).plan"] } + ["points.json"]

  init(
    _ checkpoint: Checkpoint, name: String, request: SiteRequest,
    warn: @escaping (String) -> Void
  ) {
    (self.checkpoint, self.name, self.request, self.warn) = (checkpoint, name, request, warn)
  }

  /// A name that is a folder's and part of an address everywhere.
  static func safe(_ name: String) -> String {
    let allowed = name.unicodeScalars.map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || "0"..."9" ~= scalar)
        ? Character(scalar) : "-"
    }
    return String(allowed)
  }

  /// Writes the model's files and returns what the page must know.
  func write(to staged: inout StagedFolder) throws -> SiteContents.Model {
    let configuration = checkpoint.configuration
    let dataset = request.data ?? configuration.dataset
    let test = try MNIST.loadTest(DatasetSource(dataset))
    let evaluator = try Evaluator(checkpoint, images: test, samples: 1)
    let encoder = try write(.encoder, to: &staged)
    let decoder = try write(.decoder, to: &staged)
    let plane = try LatentPlane(evaluator).map { plane in
      SiteContents.Plane(
        mean: plane.mean, axes: plane.axes, isProjected: plane.isProjected,
        points: try staged.write("\(name)/points.json", Array(plane.json.utf8)))
    }
    let loss = evaluator.evaluate().lowerBound.total
    return SiteContents.Model(
      name: name, network: configuration.summary, opset: request.opset,
      dataset: dataset.split(separator: "/").last.map(String.init) ?? "",
      epochs: checkpoint.progress.epoch, rows: configuration.model.rows,
      columns: configuration.model.columns, latent: configuration.model.latent,
      classes: configuration.model.isConditional ? configuration.model.classes : 0,
      testLoss: loss.isFinite ? loss : nil, testImages: test.count, encoder: encoder,
      decoder: decoder, plane: plane)
  }

  /// Exports, verifies and compiles a part.
  private func write(
    _ part: ExportedPart, to staged: inout StagedFolder
  ) throws -> SiteContents.Part {
    let traced = try TracedModel(
      tracing: checkpoint.model().exportable(part), opset: request.opset,
      metadata: checkpoint.facts, foldConstants: request.foldsConstants)
    for warning in traced.warnings { warn(warning) }
    let file = "\(name)/\(part.rawValue).onnx"
    let path = try staged.place(for: file)
    let written = try traced.write(
      to: path, options: .init(isCrossChecked: request.isCrossChecked))
    let model = try ModelFile.read(path)
    let session = try InferenceSession(model: model, name: file)
    let shapes = Dictionary(session.inputs.map { ($0.name, Self.shape($0)) }) { first, _ in first }
    guard
      let form = try ClassInputs(
        model, session: session, shapes: shapes,
        classes: checkpoint.configuration.model.classes),
      let plan = try compile(form.model, file)
    else { throw SiteError.notPlannable(part: part.rawValue, model: name) }
    try PlanCheck(plan, classValues: form.values).compare(
      with: session, shapes: shapes, part: part.rawValue, model: name)
    return SiteContents.Part(
      onnx: .init(path: file, bytes: written.byteCount),
      plan: try staged.write("\(name)/\(part.rawValue).plan", plan.bytes),
      inputs: session.inputs.map(Self.argument), outputs: session.outputs.map(Self.argument),
      planInputs: plan.inputs.map(Self.argument), planOutputs: plan.outputs.map(Self.argument),
      classValues: form.values,
      largestError: written.report?.outputs.map(\.maximumAbsolute).max() ?? 0)
  }

  private func compile(_ model: Model, _ file: String) throws -> EncodedPlan? {
    let session = try InferenceSession(model: model, name: file)
    return try session.encodedPlan(
      for: Dictionary(session.inputs.map { ($0.name, Self.shape($0)) }) { first, _ in first })
  }

  /// The shape of a value for one image.
  private static func shape(_ info: ValueInfo) -> [Int] {
    (info.shape ?? []).map { dimension in
      if case .fixed(let extent) = dimension { extent } else { 1 }
    }
  }

  private static func argument(_ info: ValueInfo) -> SiteContents.Argument {
    SiteContents.Argument(
      name: info.name, type: info.elementType == .int64 ? "int64" : "float32", shape: shape(info))
  }

  private static func argument(_ argument: EncodedPlan.Argument) -> SiteContents.Argument {
    SiteContents.Argument(name: argument.name, type: "float32", shape: argument.shape)
  }
}
