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
  /// The label that a conditional network draws; nil for all in turn.
  public var digit: Int?
  /// The standard deviation of the latents of samples: 1 is the prior's; less draws more typical
  /// images. Interpolations between latents draw from the prior.
  public var temperature: Double

  /// The temperature when one digit is asked for, so that most images can be read as that digit.
  public static let typicalTemperature = 0.6

  /// Creates a request.
  public init(
    _ subject: Subject = .samples, count: Int = 64, seed: UInt64 = 0, source: DatasetSource? = nil,
    digit: Int? = nil, temperature: Double? = nil
  ) {
    self.subject = subject
    self.count = count
    self.seed = seed
    self.source = source
    self.digit = digit
    self.temperature = temperature ?? (digit == nil ? 1 : Self.typicalTemperature)
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
    guard (0...10).contains(temperature) else {
      throw VAEError.invalidValue(
        name: "temperature", value: "\(temperature)", requirement: "must be 0 to 10")
    }
  }
}

extension Checkpoint {
  /// Draws a picture with the network.
  ///
  /// - Throws: `VAEError` where the request does not suit the network, `DatasetError` or
  ///   `ArrayFileError` where test images are needed and cannot be loaded.
  public func picture(_ request: SamplingRequest) throws -> Image {
    try Sampler(model(), configuration).picture(request)
  }
}
