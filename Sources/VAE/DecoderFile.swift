import Arrays
import Datasets
import Images
import Inference
import ONNX

/// An exported decoder, run by the engine.
public struct DecoderFile {
  private let session: InferenceSession
  private let path: String
  private let input: String
  private let output: String
  /// The latents of one run, where the file fixes their number.
  private let batch: Int?
  private let latent: Int
  private let side: Int

  /// Reads an ONNX file with one input, latents (batch, latent), and one output, square images
  /// (batch, pixels) in 0…1.
  ///
  /// - Throws: `VAEError.notDecoder` where inputs and outputs are others, and whatever
  ///   `InferenceSession` throws for a file that it cannot run.
  public init(_ path: String) throws {
    let session = try InferenceSession(path: path)
    func invalid(_ reason: String) -> VAEError { .notDecoder(path, reason: reason) }
    guard session.inputs.count == 1, session.outputs.count == 1 else {
      throw invalid(
        "it has \(session.inputs.count) inputs and \(session.outputs.count) outputs instead of "
          + "one each; vae-export --part decoder makes one")
    }
    let (input, output) = (session.inputs[0], session.outputs[0])
    guard input.elementType == .float, let shape = input.shape, shape.count == 2,
      case .fixed(let latent) = shape[1], (1...ModelConfiguration.largestWidth).contains(latent)
    else { throw invalid("its input '\(input.name)' is not of the shape (batch, latent)") }
    guard output.elementType == .float, let images = output.shape, images.count == 2,
      case .fixed(let pixels) = images[1], pixels > 0, pixels <= 1 << 24
    else { throw invalid("its output '\(output.name)' is not of the shape (batch, pixels)") }
    side = Int(Double(pixels).squareRoot().rounded())
    guard side * side == pixels else {
      throw invalid("its output '\(output.name)' has \(pixels) pixels, which make no square")
    }
    if case .fixed(let count) = shape[0] {
      guard count > 0 else { throw invalid("it takes no latents") }
      batch = count
    } else {
      batch = nil
    }
    (self.session, self.path, self.latent) = (session, path, latent)
    (self.input, self.output) = (input.name, output.name)
  }

  /// Draws a picture with the decoder.
  ///
  /// - Throws: `VAEError` where the request needs an encoder or does not suit the decoder,
  ///   `InferenceError` where the file fails on the latents.
  public func picture(_ request: SamplingRequest) throws -> Image {
    try Sampler(
      model: ModelConfiguration(rows: side, columns: side, latent: latent), decode: decode,
      encode: nil, source: .bundled
    ).picture(request)
  }

  /// Runs the decoder on latents, as often as its batch size asks for.
  private func decode(_ latents: NDArray) throws -> NDArray {
    let count = latents.shape[0]
    let batch = batch ?? count
    let missing = (batch - count % batch) % batch
    let padded = NDArray.concatenate([latents, .zeros([missing, latent])], axis: 0)
    let runs = try stride(from: 0, to: count, by: batch).map { start in
      try run(padded.sliced(axis: 0, start: start, count: batch))
    }
    return NDArray.concatenate(runs, axis: 0).sliced(axis: 0, start: 0, count: count)
  }

  private func run(_ latents: NDArray) throws -> NDArray {
    let expected = [latents.shape[0], side * side]
    guard let images = try session.run([input: latents])[output], images.shape == expected else {
      throw VAEError.notDecoder(path, reason: "its output is not of the shape \(expected)")
    }
    return images
  }
}
