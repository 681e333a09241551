/// What determines the shapes of a model's tensors.
public struct ModelConfiguration: Sendable, Hashable {
  /// A family of networks.
  public enum Architecture: String, Sendable, CaseIterable {
    /// One hidden layer on each side, of Kingma and Welling (2014).
    case mlp
    /// Two convolutions on each side.
    case conv
    /// One hidden layer on each side; both are told the image's label (Sohn, Lee and Yan, "Learning
    /// structured output representation using deep conditional generative models", 2015).
    case conditional
  }

  /// The family.
  public var architecture: Architecture
  /// The height of an image in pixels.
  public var rows: Int
  /// The width of an image in pixels.
  public var columns: Int
  /// The units of the hidden layers; convolutional networks have none of a chosen size.
  public var hidden: Int
  /// The dimensions of the latent space.
  public var latent: Int
  /// The classes that the network is told apart; 0 where it takes no labels.
  public var classes: Int

  /// Creates a configuration; the defaults are those of the command line, for MNIST: 10 classes for
  /// networks that take labels.
  public init(
    architecture: Architecture = .mlp, rows: Int = 28, columns: Int = 28, hidden: Int = 400,
    latent: Int = 20, classes: Int? = nil
  ) {
    self.architecture = architecture
    self.rows = rows
    self.columns = columns
    self.hidden = hidden
    self.latent = latent
    self.classes = classes ?? (architecture == .conditional ? 10 : 0)
  }

  /// The pixels of an image.
  public var pixels: Int { rows * columns }

  /// Whether the network takes a label with each image and each latent.
  public var isConditional: Bool { architecture == .conditional }

  /// The shape of one image in the network: (pixels), or (1, rows, columns) for convolutions.
  public var imageShape: [Int] { architecture == .conv ? [1, rows, columns] : [pixels] }

  /// The family and the layers' sizes, such as `mlp 784-400-20-400-784`.
  public var summary: String { "\(architecture.rawValue) \(sizes)" }

  /// The layers' sizes, such as `784-400-20-400-784`.
  var sizes: String {
    switch architecture {
    case .mlp: "\(pixels)-\(hidden)-\(latent)-\(hidden)-\(pixels)"
    case .conv:
      "1×\(rows)×\(columns)-32×\(rows / 2)×\(columns / 2)-64×\(rows / 4)×\(columns / 4)"
        + "-\(latent)-64×\(rows / 4)×\(columns / 4)-32×\(rows / 2)×\(columns / 2)"
        + "-1×\(rows)×\(columns)"
    case .conditional:
      "\(pixels)+\(classes)-\(hidden)-\(latent)+\(classes)-\(hidden)-\(pixels)"
    }
  }

  /// The most units or dimensions of a layer.
  static let largestWidth = 65_536

  /// Checks that sizes from outside make a network of reasonable size.
  ///
  /// - Throws: `VAEError.invalidValue`.
  func validate() throws {
    func require(_ isValid: Bool, _ name: String, _ value: String, _ text: String) throws {
      if !isValid { throw VAEError.invalidValue(name: name, value: value, requirement: text) }
    }
    for (name, value) in [
      ("hidden", hidden), ("latent", latent), ("rows", rows), ("columns", columns),
    ] {
      try require(
        (1...Self.largestWidth).contains(value), name, "\(value)",
        "must be 1 to \(Self.largestWidth)")
    }
    try require(
      pixels <= 1 << 24, "rows × columns", "\(pixels)", "must be at most \(1 << 24)")
    try require(
      !isConditional || (1...256).contains(classes), "classes", "\(classes)", "must be 1 to 256")
    try require(
      architecture != .conv || rows % 4 == 0 && columns % 4 == 0, "image size",
      "\(rows) × \(columns)", "must be divisible by 4 for convolutions")
  }
}
