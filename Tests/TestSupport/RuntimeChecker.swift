import ArrayFiles
import Arrays
import Exporting
import Foundation
import Layers
import ONNXFiles
import Tensors

/// Writes exported models with inputs and expected outputs into a folder, and has Python's onnx and
/// onnxruntime check them (Tests/Python/check_exports.py).
public struct RuntimeChecker {
  /// What Python found.
  public struct Summary: Decodable, Sendable {
    /// A model that failed or that onnxruntime does not support.
    public struct Entry: Decodable, Sendable {
      /// The file's name.
      public let file: String
      /// What went wrong.
      public let error: String?
    }
    /// Runs compared.
    public let checked: Int
    /// Runs that agreed.
    public let agreed: Int
    /// Models at opsets that onnxruntime does not run.
    public let unsupported: [Entry]
    /// Models or runs that failed.
    public let failed: [Entry]
  }

  private struct Manifest: Encodable {
    struct Case: Encodable {
      var batch: Int
      var inputs: [String: String]
      var outputs: [String: String]
    }
    var file: String
    var opset: Int
    var cases: [Case]
  }

  private let folder: String
  private var manifest: [Manifest] = []
  private var arrays = 0

  /// Creates a checker that writes into `folder`.
  public init(folder: String) { self.folder = folder }

  /// Adds one function at several opsets.
  ///
  /// - Parameters:
  ///   - function: What is exported.
  ///   - name: Begins the files' names.
  ///   - opsets: The opsets to export at.
  ///   - runs: A batch size and inputs for each comparison.
  public mutating func add(
    _ function: ExportableFunction, name: String, opsets: some Sequence<Int>,
    runs: [(batch: Int, inputs: [Tensor])]
  ) throws {
    let cases = try runs.map { run in
      let outputs = withoutRecording { function.body(run.inputs) }
      return Manifest.Case(
        batch: run.batch, inputs: try write(function.inputs.map(\.name), run.inputs),
        outputs: try write(function.outputs, outputs))
    }
    for opset in opsets {
      let file = "\(name)-\(opset).onnx"
      let model = try TracedModel(tracing: function, opset: opset).model
      try ModelFile.write(model, to: "\(folder)/\(file)")
      manifest.append(Manifest(file: file, opset: opset, cases: cases))
    }
  }

  private mutating func write(_ names: [String], _ tensors: [Tensor]) throws -> [String: String] {
    var files: [String: String] = [:]
    for (name, tensor) in zip(names, tensors) {
      arrays += 1
      files[name] = "\(arrays).npy"
      try NumpyFile.write(tensor.array, to: "\(folder)/\(arrays).npy")
    }
    return files
  }

  /// Runs Python over everything added.
  public func run() throws -> Summary {
    let path = "\(folder)/manifest.json"
    try JSONEncoder().encode(manifest).write(to: URL(fileURLWithPath: path))
    let text = try PythonScript.run("check_exports.py", [path])
    let lines = text.split(separator: "\n")
    for line in lines.dropLast() { print(line) }
    return try JSONDecoder().decode(Summary.self, from: Data((lines.last ?? "").utf8))
  }
}
