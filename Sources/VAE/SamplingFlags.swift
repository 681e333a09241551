import ArrayFiles
import Datasets
import Images

/// What `vae-sample` is asked for, as its flags say it.
public struct SamplingFlags: Sendable {
  /// The number of images.
  public var count: Int
  /// Selects latents and test images.
  public var seed: UInt64
  /// A run folder or a safetensors file; nil for the newest run.
  public var checkpoint: String?
  /// An exported decoder to use instead.
  public var onnx: String?
  /// Whether to draw the plane of a two-dimensional latent.
  public var manifold: Bool
  /// Whether to draw the way between latents.
  public var interpolate: Bool
  /// Whether to draw test images above their reconstructions.
  public var reconstruct: Bool
  /// The ends of an interpolation, `digits` or `latents`.
  public var between: String?
  /// Where test images come from: a data set's name or a folder.
  public var data: String?
  /// The label that a conditional network draws.
  public var digit: Int?
  /// The standard deviation of the latents of samples; nil for the usual one. Interpolations between
  /// latents draw from the prior.
  public var temperature: Double?

  /// Collects flags.
  public init(
    count: Int = 64, seed: UInt64 = 0, checkpoint: String? = nil, onnx: String? = nil,
    manifold: Bool = false, interpolate: Bool = false, reconstruct: Bool = false,
    between: String? = nil, data: String? = nil, digit: Int? = nil,
    temperature: Double? = nil
  ) {
    (self.count, self.seed, self.checkpoint, self.onnx) = (count, seed, checkpoint, onnx)
    (self.manifold, self.interpolate, self.reconstruct) = (manifold, interpolate, reconstruct)
    (self.between, self.data, self.digit) = (between, data, digit)
    self.temperature = temperature
  }

  /// What was drawn.
  public struct Outcome: Sendable {
    /// The picture; the data's pixels are squares of two by two of its pixels.
    public let picture: Image
    /// The path of the checkpoint's file or of the exported decoder.
    public let path: String
  }

  /// Draws the picture and writes it as a PNG file.
  ///
  /// - Parameters:
  ///   - output: The file; a crash leaves the old one or the new one. None is written where nil.
  ///   - warn: Told about each damaged checkpoint that is skipped, in one line.
  /// - Throws: `VAEError` where flags do not go together or do not suit the model,
  ///   `ArrayFileError`, `DatasetError`, `ImageError`, `ModelFileError` or `InferenceError` where
  ///   files are not as they must be.
  @discardableResult
  public func draw(
    to output: String?, warn: (String) -> Void = { _ in }
  ) throws -> Outcome {
    let request = try request()
    let outcome: Outcome
    if let onnx {
      if let output { try AtomicFile.check(output, isNoneOf: [onnx]) }
      outcome = Outcome(picture: try DecoderFile(onnx).picture(request), path: onnx)
    } else {
      let (checkpoint, path) = try Checkpoint.locate(checkpoint, warn: warn)
      let sources = [path] + (self.checkpoint.map { [$0] } ?? [])
      if let output { try AtomicFile.check(output, isNoneOf: sources) }
      outcome = Outcome(picture: try checkpoint.picture(request), path: path)
    }
    if let output { try outcome.picture.write(to: output) }
    return outcome
  }

  /// The request that the flags make.
  ///
  /// - Throws: `VAEError.unsuitable` where they do not go together, `VAEError.invalidValue`.
  func request() throws -> SamplingRequest {
    let chosen = [
      ("--manifold", manifold), ("--interpolate", interpolate), ("--reconstruct", reconstruct),
    ].filter(\.1).map(\.0)
    guard chosen.count <= 1 else {
      throw VAEError.unsuitable("\(chosen.joined(separator: " and ")) exclude each other")
    }
    if checkpoint != nil && onnx != nil {
      throw VAEError.unsuitable("--checkpoint and --onnx exclude each other")
    }
    if between != nil && !interpolate {
      throw VAEError.unsuitable("--between goes with --interpolate")
    }
    if onnx != nil && reconstruct {
      throw VAEError.unsuitable("--reconstruct needs an encoder: it does not go with --onnx")
    }
    let request = SamplingRequest(
      try subject(), count: count, seed: seed, source: data.map { DatasetSource($0) }, digit: digit,
      temperature: temperature)
    try request.validate()
    return request
  }

  private func subject() throws -> SamplingRequest.Subject {
    if manifold { return .manifold }
    if reconstruct { return .reconstructions }
    guard interpolate else { return .samples }
    guard let between else {
      return .interpolation(between: onnx == nil ? .digits : .latents)
    }
    guard let ends = SamplingRequest.Ends(rawValue: between) else {
      throw VAEError.invalidValue(
        name: "between", value: between, requirement: "must be digits or latents")
    }
    return .interpolation(between: ends)
  }
}
