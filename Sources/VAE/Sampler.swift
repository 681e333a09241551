import Arrays
import Datasets
import Images

/// What sampling needs of a network: a decoder, and for some pictures an encoder.
struct Sampler {
  let model: ModelConfiguration
  /// From latents (count, latent), and labels for conditional networks, to pixels in 0…1,
  /// (count, pixels).
  let decode: (NDArray, NDArray?) throws -> NDArray
  /// From images (count, pixels), and labels for conditional networks, to latents; nil where only a
  /// decoder is at hand.
  var encode: ((NDArray, NDArray?) -> NDArray)?
  /// Where test images come from.
  var source = DatasetSource.bundled
  /// What becomes of their grey pixels.
  var binarization = Binarization.none

  /// Draws a picture.
  func picture(_ request: SamplingRequest) throws -> Image {
    try request.validate()
    try check(request)
    var generator = RandomStreams.sampling(seed: request.seed)
    switch request.subject {
    case .samples:
      let drawn = generator.normal([request.count, model.latent])
      let spread = Float(request.temperature)
      let latents = spread == 1 ? drawn : drawn.map(Float.self) { $0 * spread }
      let isMixed = model.isConditional && request.digit == nil
      return try grid(
        latents, labels(request), across: isMixed ? model.classes : nil)
    case .manifold:
      return try manifold(request)
    case .interpolation(let ends):
      return try interpolation(request, ends, &generator)
    case .reconstructions:
      return try reconstructions(of: testBatch(request, request.count, &generator))
    }
  }

  /// A batch's images above their reconstructions. The batch is asked for only where there is an
  /// encoder.
  func reconstructions(of batch: @autoclosure () throws -> Batch) throws -> Image {
    guard let encode else {
      throw VAEError.unsuitable("--reconstruct needs an encoder, which a decoder file lacks")
    }
    let (originals, labels) = inputs(try batch())
    return try Pictures.pairs(originals, decode(encode(originals, labels), labels), model)
  }

  /// Checks that the request's digit suits network and picture.
  private func check(_ request: SamplingRequest) throws {
    guard let digit = request.digit else {
      if request.subject == .manifold && model.isConditional {
        throw VAEError.unsuitable("--manifold of a conditional model needs --digit")
      }
      return
    }
    guard model.isConditional else {
      throw VAEError.unsuitable("--digit needs a conditional model, which this one is not")
    }
    guard (0..<model.classes).contains(digit) else {
      throw VAEError.invalidValue(
        name: "digit", value: "\(digit)", requirement: "must be 0 to \(model.classes - 1)")
    }
    if request.subject == .reconstructions || request.subject == .interpolation(between: .digits) {
      throw VAEError.unsuitable(
        "--digit goes with samples, --manifold and --interpolate --between latents")
    }
  }

  /// The labels of `count` images of a picture: the request's digit, or all classes in turn; nil for
  /// networks that take none.
  private func labels(_ request: SamplingRequest, _ count: Int? = nil) -> NDArray? {
    guard model.isConditional else { return nil }
    let labels = (0..<(count ?? request.count)).map { index in
      Int64(request.digit ?? index % model.classes)
    }
    return NDArray(labels)
  }

  private func grid(_ latents: NDArray, _ labels: NDArray?, across: Int? = nil) throws -> Image {
    try Pictures.grid(decode(latents, labels), model, across: across)
  }

  /// Images over the unit square, mapped to the latent plane by the inverse normal distribution
  /// (Kingma & Welling 2014, figure 4).
  private func manifold(_ request: SamplingRequest) throws -> Image {
    guard model.latent == 2 else {
      throw VAEError.unsuitable(
        "--manifold needs 2 latent dimensions, the model has \(model.latent)")
    }
    let side = Int(Double(request.count).squareRoot().rounded(.up))
    let places = (0..<side).map { Float(inverseNormal((Double($0) + 0.5) / Double(side))) }
    let latents = places.reversed().flatMap { y in places.flatMap { [$0, y] } }
    return try grid(
      NDArray(latents, shape: [side * side, 2]), labels(request, side * side), across: side)
  }

  /// One line of images for each pair of ends, the latents evenly spaced on a straight line. Between
  /// digits the first half of a line has the label of its first end.
  private func interpolation(
    _ request: SamplingRequest, _ ends: SamplingRequest.Ends, _ generator: inout RandomGenerator
  ) throws -> Image {
    let steps = SamplingRequest.interpolationSteps
    let rows = (request.count + steps - 1) / steps
    let latents: NDArray
    let endLabels: NDArray?
    switch ends {
    case .latents:
      latents = generator.normal([2 * rows, model.latent])
      endLabels = labels(request, rows).map { NDArray.concatenate([$0, $0], axis: 0) }
    case .digits:
      guard let encode else {
        throw VAEError.unsuitable(
          "interpolating between digits needs an encoder, which a decoder file lacks; "
            + "--between latents does without")
      }
      let (images, labels) = inputs(try testBatch(request, 2 * rows, &generator))
      (latents, endLabels) = (encode(images, labels), labels)
    }
    let first = latents.sliced(axis: 0, start: 0, count: rows).reshaped([rows, 1, model.latent])
    let last = latents.sliced(axis: 0, start: rows, count: rows).reshaped([rows, 1, model.latent])
    let places = NDArray((0..<steps).map { Float($0) / Float(steps - 1) }, shape: [steps, 1])
    let path = first.combining(
      .add, last.combining(.subtract, first).combining(.multiply, places))
    let pathLabels = endLabels.map { labels in
      let ends = labels.scalars(Int64.self)
      return NDArray(
        (0..<rows * steps).map { ends[$0 % steps < steps / 2 ? $0 / steps : rows + $0 / steps] })
    }
    return try grid(path.reshaped([rows * steps, model.latent]), pathLabels, across: steps)
  }

  /// `count` test images, drawn with replacement.
  private func testBatch(
    _ request: SamplingRequest, _ count: Int, _ generator: inout RandomGenerator
  ) throws -> Batch {
    let test = try MNIST.loadTest(request.source ?? source)
    try test.check(for: model)
    let indices = generator.integers(count, below: test.count).map { Int32($0) }
    return Batch(dataset: test, indices: indices[...])
  }

  /// What an encoder takes of a batch: its images, and labels for conditional networks.
  private func inputs(_ batch: Batch) -> (images: NDArray, labels: NDArray?) {
    (
      batch.images(binarization, generator: RandomStreams.testBinarization),
      model.isConditional ? batch.labels() : nil
    )
  }
}

extension Sampler {
  /// Samples from a network in memory.
  init(_ model: VariationalAutoencoder, _ configuration: TrainingConfiguration) {
    self.init(
      model: configuration.model, decode: model.images(for:labels:),
      encode: model.latents(for:labels:), source: configuration.source,
      binarization: configuration.binarization)
  }
}
