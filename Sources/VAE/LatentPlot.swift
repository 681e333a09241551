import Arrays
import Images

extension Evaluator {
  /// The most dimensions of a latent whose principal components are looked for.
  static let mostDimensions = 512

  /// The images' posterior means as points whose colour is that of their label: in the plane of the
  /// latent, or of its first two principal components where it has more than two dimensions.
  ///
  /// - Throws: `VAEError.unsuitable` where the latent has too many dimensions.
  public func plot() throws -> ScatterPlot {
    let (means, labels) = latents()
    let dimensions = means.shape[1]
    guard dimensions <= Self.mostDimensions else {
      throw VAEError.unsuitable(
        "--scatter takes at most \(Self.mostDimensions) latent dimensions, the model has "
          + "\(dimensions)")
    }
    if dimensions == 1 {
      let points = NDArray.concatenate([means, .zeros(means.shape)], axis: 1)
      return ScatterPlot(points: points, labels: labels, title: "Posterior means", xLabel: "z1")
    }
    guard dimensions > 2 else {
      return ScatterPlot(
        points: means, labels: labels, title: "Posterior means", xLabel: "z1", yLabel: "z2")
    }
    let components = means.principalComponents(2)
    let variances = components.variances.scalars(Float.self).map { fixed(Double($0), 2) }
    return ScatterPlot(
      points: components(means), labels: labels, title: "Posterior means, principal components",
      xLabel: "first, variance \(variances[0])", yLabel: "second, variance \(variances[1])")
  }
}
