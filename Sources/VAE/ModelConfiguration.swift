/// What determines the shapes of a model's tensors.
public struct ModelConfiguration: Sendable, Hashable {
  /// A family of networks.
  public enum Architecture: String, Sendable, CaseIterable {
    /// One hidden layer on each side, of Kingma and Welling (2014).
    case mlp
  }

  /// The family.
  public var architecture: Architecture
  /// The height of an image in pixels.
  public var rows: Int
  /// The width of an image in pixels.
  public var columns: Int
  /// The units of the hidden layers.
  public var hidden: Int
  /// The dimensions of the latent space.
  public var latent: Int

  /// Creates a configuration; the defaults are those of the command line, for MNIST.
  public init(
    architecture: Architecture = .mlp, rows: Int = 28, columns: Int = 28, hidden: Int = 400,
    latent: Int = 20
  ) {
    self.architecture = architecture
    self.rows = rows
    self.columns = columns
    self.hidden = hidden
    self.latent = latent
  }

  /// The pixels of an image.
  public var pixels: Int { rows * columns }

  /// The layers' sizes, such as `mlp 784-400-20-400-784`.
  public var summary: String {
    "\(architecture.rawValue) \(pixels)-\(hidden)-\(latent)-\(hidden)-\(pixels)"
  }

  /// The most units or dimensions of a layer.
  static let largestWidth = 65_536

  /// Checks that sizes from outside make a network of reasonable size.
  ///
  /// - Throws: `VAEError.invalidValue`.
  func validate() throws {
    for (name, value) in [
      ("hidden", hidden), ("latent", latent), ("rows", rows), ("columns", columns),
    ] where !(1...Self.largestWidth).contains(value) {
      throw VAEError.invalidValue(
        name: name, value: "\(value)", requirement: "must be 1 to \(Self.largestWidth)")
    }
    guard pixels <= 1 << 24 else {
      throw VAEError.invalidValue(
        name: "rows × columns", value: "\(pixels)", requirement: "must be at most \(1 << 24)")
    }
  }
}
