import ArgumentParser
import ArrayFiles
import Commands
import Foundation
import Inference
import ONNX
import ONNXFiles

/// `onnx-run inspect`: shows what is in a model.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a model's inputs, outputs, nodes and weights.",
    discussion: """
      Example:
        onnx-run inspect decoder.onnx
      """)

  @Argument(help: "The model, an ONNX file.")
  var model: String

  @OptionGroup var format: JSONOption

  func run() throws {
    try reportingErrors {
      let bytes = try readFile(model, limit: ModelFile.maximumSize)
      let inspection = Inspection(
        try ModelFile.decode(bytes, file: model), file: model, fileSize: bytes.count)
      print(format.json ? try inspection.json() : inspection.text(), terminator: "")
    }
  }
}
