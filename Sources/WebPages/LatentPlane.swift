import Arrays
import VAE

/// The plane of the latent space that the page's map shows, and where test images lie on it.
struct LatentPlane {
  let mean: [Float]
  let axes: [[Float]]
  let isProjected: Bool
  /// The places of the first images, with their labels.
  let points: [(x: Float, y: Float, label: Int)]

  /// The most dimensions of a latent whose principal components are looked for.
  private static let mostDimensions = 512
  private static let mostPoints = 3_000

  /// Encodes test images.
  ///
  /// - Returns: nil where the latent has too many dimensions.
  init?(_ evaluator: Evaluator) {
    let (means, labels) = evaluator.latents()
    let dimensions = means.shape[1]
    guard dimensions <= Self.mostDimensions else { return nil }
    let places: NDArray
    isProjected = dimensions > 2
    if isProjected {
      let components = means.principalComponents(2)
      mean = components.mean.scalars(Float.self)
      let directions = components.directions.scalars(Float.self)
      axes = [Array(directions[..<dimensions]), Array(directions[dimensions...])]
      places = components(means)
    } else {
      mean = [Float](repeating: 0, count: dimensions)
      axes = (0..<2).map { axis in (0..<dimensions).map { $0 == axis ? 1 : 0 } }
      places = dimensions == 2 ? means : .concatenate([means, .zeros(means.shape)], axis: 1)
    }
    let numbers = places.contiguous().scalars(Float.self)
    points = labels.prefix(Self.mostPoints).enumerated().map { index, label in
      (numbers[2 * index], numbers[2 * index + 1], label)
    }
  }

  /// The points as JSON: a list of [x, y, label].
  var json: String {
    func rounded(_ number: Float) -> Double {
      number.isFinite ? (Double(number) * 1_000).rounded() / 1_000 : 0
    }
    let lines = points.map { "[\(rounded($0.x)),\(rounded($0.y)),\($0.label)]" }
    return "[" + lines.joined(separator: ",\n") + "]\n"
  }
}
