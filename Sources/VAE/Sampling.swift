import Arrays
import Datasets
import Images

/// What to draw with a trained network.
public struct SamplingRequest: Sendable {
  /// What the picture shows.
  public enum Subject: Sendable, Hashable {
    /// Images for latents that are drawn from the prior.
    case samples
    /// Images over the plane of a two-dimensional latent.
    case manifold
    /// Images on the way from one latent to another.
    case interpolation(between: Ends)
    /// Test images above their reconstructions.
    case reconstructions
  }

  /// What an interpolation leads from and to.
  public enum Ends: String, Sendable, CaseIterable {
    /// The latents of test images.
    case digits
    /// Random latents.
    case latents
  }

  /// What the picture shows.
  public var subject: Subject
  /// The number of images; of pairs for reconstructions.
  public var count: Int
  /// Selects latents and test images.
  public var seed: UInt64
  /// Where test images come from; nil for the data that the model was trained with.
  public var source: DatasetSource?

  /// Creates a request.
  public init(
    _ subject: Subject = .samples, count: Int = 64, seed: UInt64 = 0, source: DatasetSource? = nil
  ) {
    self.subject = subject
    self.count = count
    self.seed = seed
    self.source = source
  }

  /// The steps of one interpolation, ends included.
  static let interpolationSteps = 8

  /// Checks the number of images.
  ///
  /// - Throws: `VAEError.invalidValue`.
  func validate() throws {
    guard (1...10_000).contains(count) else {
      throw VAEError.invalidValue(
        name: "number of images", value: "\(count)", requirement: "must be 1 to 10000")
    }
  }
}

/// What sampling needs of a network: a decoder, and for some pictures an encoder.
struct Sampler {
  let model: ModelConfiguration
  /// From latents (count, latent) to pixels in 0…1, (count, pixels).
  let decode: (NDArray) throws -> NDArray
  /// From images (count, pixels) to latents; nil where only a decoder is at hand.
  let encode: ((NDArray) -> NDArray)?
  /// Where test images come from.
  let source: DatasetSource

  /// Draws a picture.
  func picture(_ request: SamplingRequest) throws -> Image {
    try request.validate()
    var generator = RandomStreams.sampling(seed: request.seed)
    switch request.subject {
    case .samples:
      return try grid(generator.normal([request.count, model.latent]))
    case .manifold:
      return try manifold(request.count)
    case .interpolation(let ends):
      return try interpolation(request, ends, &generator)
    case .reconstructions:
      guard let encode else {
        throw VAEError.unsuitable("--reconstruct needs an encoder, which a decoder file lacks")
      }
      let originals = try testImages(request, request.count, &generator)
      return try Pictures.pairs(originals, decode(encode(originals)), model)
    }
  }

  private func grid(_ latents: NDArray, across: Int? = nil) throws -> Image {
    try Pictures.grid(decode(latents), model, across: across)
  }

  /// Images over the unit square, mapped to the latent plane by the inverse normal distribution
  /// (Kingma & Welling 2014, figure 4).
  private func manifold(_ count: Int) throws -> Image {
    guard model.latent == 2 else {
      throw VAEError.unsuitable(
        "--manifold needs 2 latent dimensions, the model has \(model.latent)")
    }
    let side = Int(Double(count).squareRoot().rounded(.up))
    let places = (0..<side).map { Float(inverseNormal((Double($0) + 0.5) / Double(side))) }
    let latents = places.reversed().flatMap { y in places.flatMap { [$0, y] } }
    return try grid(NDArray(latents, shape: [side * side, 2]), across: side)
  }

  /// One line of images for each pair of ends, the latents evenly spaced on a straight line.
  private func interpolation(
    _ request: SamplingRequest, _ ends: SamplingRequest.Ends, _ generator: inout RandomGenerator
  ) throws -> Image {
    let steps = SamplingRequest.interpolationSteps
    let rows = (request.count + steps - 1) / steps
    let latents: NDArray
    switch ends {
    case .latents: latents = generator.normal([2 * rows, model.latent])
    case .digits:
      guard let encode else {
        throw VAEError.unsuitable(
          "interpolating between digits needs an encoder, which a decoder file lacks; "
            + "--between latents does without")
      }
      latents = encode(try testImages(request, 2 * rows, &generator))
    }
    let first = latents.sliced(axis: 0, start: 0, count: rows).reshaped([rows, 1, model.latent])
    let last = latents.sliced(axis: 0, start: rows, count: rows).reshaped([rows, 1, model.latent])
    let places = NDArray((0..<steps).map { Float($0) / Float(steps - 1) }, shape: [steps, 1])
    let path = first.combining(
      .add, last.combining(.subtract, first).combining(.multiply, places))
    return try grid(path.reshaped([rows * steps, model.latent]), across: steps)
  }

  private func testImages(
    _ request: SamplingRequest, _ count: Int, _ generator: inout RandomGenerator
  ) throws -> NDArray {
    let test = try MNIST.loadTest(request.source ?? source)
    guard test.rows == model.rows, test.columns == model.columns else {
      throw VAEError.unsuitable(
        "test images of \(test.rows) × \(test.columns) pixels do not fit the model's "
          + "\(model.rows) × \(model.columns)")
    }
    let indices = generator.integers(count, below: test.count).map { Int32($0) }
    return Batch(dataset: test, indices: indices[...]).images()
  }
}

extension Checkpoint {
  /// Draws a picture with the network.
  ///
  /// - Throws: `VAEError` where the request does not suit the network, `DatasetError` or
  ///   `ArrayFileError` where test images are needed and cannot be loaded.
  public func picture(_ request: SamplingRequest) throws -> Image {
    let model = try model()
    return try Sampler(
      model: configuration.model, decode: model.images(for:), encode: model.latents(for:),
      source: configuration.source
    ).picture(request)
  }
}
