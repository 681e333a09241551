import Arrays
import Datasets
import Images
import Inference
import ONNX
import ONNXFiles

/// An exported decoder, run by the engine.
public struct DecoderFile {
  private let session: InferenceSession
  private let path: String
  private let input: String
  /// The input for labels of a conditional network's decoder.
  private let label: String?
  private let output: String
  /// The latents of one run, where the file fixes their number.
  private let batch: Int?
  private let model: ModelConfiguration

  /// Reads an ONNX file with one input, latents (batch, latent), perhaps a second of int64 labels
  /// (batch), and one output: square images (batch, pixels), or images (batch, 1, rows, columns), in
  /// 0…1.
  ///
  /// - Throws: `VAEError.notDecoder` where inputs and outputs are others, and whatever
  ///   `InferenceSession` throws for a file that it cannot run.
  public init(_ path: String) throws {
    let file = try ModelFile.read(path)
    let session = try InferenceSession(model: file, name: path)
    func invalid(_ reason: String) -> VAEError { .notDecoder(path, reason: reason) }
    guard (1...2).contains(session.inputs.count), session.outputs.count == 1 else {
      throw invalid(
        "it has \(session.inputs.count) inputs and \(session.outputs.count) outputs instead of "
          + "one or two inputs and one output; vae-export --part decoder makes one")
    }
    let (input, output) = (session.inputs[0], session.outputs[0])
    guard input.elementType == .float, let shape = input.shape, shape.count == 2,
      case .fixed(let latent) = shape[1], (1...ModelConfiguration.largestWidth).contains(latent)
    else { throw invalid("its input '\(input.name)' is not of the shape (batch, latent)") }
    let label = session.inputs.dropFirst().first
    if let label, label.elementType != .int64 || label.shape?.count != 1 {
      throw invalid("its input '\(label.name)' is not int64 labels of the shape (batch)")
    }
    let (rows, columns) = try Self.imageSize(output.shape, output.elementType) {
      invalid("its output '\(output.name)' \($0)")
    }
    if case .fixed(let count) = shape[0] {
      guard count > 0 else { throw invalid("it takes no latents") }
      batch = count
    } else {
      batch = nil
    }
    (self.session, self.path) = (session, path)
    (self.input, self.label, self.output) = (input.name, label?.name, output.name)
    model = ModelConfiguration(
      architecture: label == nil ? .mlp : .conditional, rows: rows, columns: columns,
      latent: latent, classes: label == nil ? nil : Self.classes(file))
  }

  /// The classes that a file states among its facts; nil for files that state none.
  private static func classes(_ file: Model) -> Int? {
    let fact = file.metadata.first { $0.key == "classes" }
    return fact.flatMap { Int($0.value) }.flatMap { (1...256).contains($0) ? $0 : nil }
  }

  /// The size of the images that an output of a shape holds.
  private static func imageSize(
    _ shape: [Dimension]?, _ type: ElementType?, _ invalid: (String) -> VAEError
  ) throws -> (rows: Int, columns: Int) {
    let extents = shape?.dropFirst().map { dimension in
      if case .fixed(let count) = dimension { count } else { 0 }
    }
    let largest = 1 << 24
    guard type == .float, let extents, extents.allSatisfy({ (1...largest).contains($0) }) else {
      throw invalid("is not of the shape (batch, pixels)")
    }
    if extents.count == 3, extents[0] == 1, extents[1] <= largest / extents[2] {
      return (extents[1], extents[2])
    }
    guard extents.count == 1 else { throw invalid("is not of the shape (batch, pixels)") }
    let side = Int(Double(extents[0]).squareRoot().rounded())
    guard side * side == extents[0] else {
      throw invalid("has \(extents[0]) pixels, which make no square")
    }
    return (side, side)
  }

  /// Draws a picture with the decoder.
  ///
  /// - Throws: `VAEError` where the request needs an encoder or does not suit the decoder,
  ///   `InferenceError` where the file fails on the latents.
  public func picture(_ request: SamplingRequest) throws -> Image {
    try Sampler(model: model, decode: decode).picture(request)
  }

  /// Runs the decoder on latents, as often as its batch size asks for.
  private func decode(_ latents: NDArray, labels: NDArray?) throws -> NDArray {
    let count = latents.shape[0]
    let batch = batch ?? count
    let missing = (batch - count % batch) % batch
    let padded = NDArray.concatenate([latents, .zeros([missing, model.latent])], axis: 0)
    let paddedLabels = labels.map { NDArray.concatenate([$0, .zeros([missing], .int64)], axis: 0) }
    let runs = try stride(from: 0, to: count, by: batch).map { start in
      try run(
        padded.sliced(axis: 0, start: start, count: batch),
        paddedLabels?.sliced(axis: 0, start: start, count: batch))
    }
    return NDArray.concatenate(runs, axis: 0).sliced(axis: 0, start: 0, count: count)
  }

  private func run(_ latents: NDArray, _ labels: NDArray?) throws -> NDArray {
    var inputs = [input: latents]
    if let label, let labels { inputs[label] = labels }
    let expected = [latents.shape[0], model.pixels]
    guard let images = try session.run(inputs)[output],
      images.shape.first == expected[0], images.count == expected[0] * expected[1]
    else {
      throw VAEError.notDecoder(path, reason: "its output is not of the shape \(expected)")
    }
    return images.reshaped(expected)
  }
}
