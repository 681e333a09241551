import Arrays

/// A plot of points whose colour is that of their class.
public struct ScatterPlot: Sendable {
  /// The points: float32, `[count, 2]`; those that are not finite are left out.
  public let points: NDArray
  /// The class of each point.
  public let labels: [Int]
  /// What the legend calls the classes; a class without a name is called by its number.
  public var classNames: [String]
  /// The text above the plot.
  public var title: String
  /// The text below the horizontal axis.
  public var xLabel: String
  /// The text beside the vertical axis.
  public var yLabel: String
  /// The picture's width in pixels, at least 200.
  public var width: Int
  /// The picture's height in pixels, at least 150.
  public var height: Int

  /// Creates a plot of points, float32 `[count, 2]`, and a class for each. Texts are ASCII; other
  /// characters appear as boxes.
  public init(
    points: NDArray, labels: [Int], classNames: [String] = [], title: String = "",
    xLabel: String = "", yLabel: String = "", width: Int = 840, height: Int = 720
  ) {
    precondition(
      points.rank == 2 && points.shape[1] == 2 && points.shape[0] == labels.count,
      "points of shape \(points.shape) and \(labels.count) labels do not go together")
    (self.points, self.labels, self.classNames) = (points, labels, classNames)
    (self.title, self.xLabel, self.yLabel) = (title, xLabel, yLabel)
    (self.width, self.height) = (width, height)
  }

  /// The plot as a picture, RGB; equal plots give equal pictures.
  public func image() -> Image {
    let numbers = points.scalars(Float.self).map(Double.init)
    let pairs = labels.indices.map { (numbers[2 * $0], numbers[2 * $0 + 1]) }
    var frame = PlotFrame(
      .init(
        title: title, xLabel: xLabel, yLabel: yLabel, width: width, height: height,
        legend: Set(labels).sorted().map { (name(of: $0), .numbered($0)) }),
      xs: pairs.lazy.map(\.0), ys: pairs.lazy.map(\.1))
    let radius = labels.count > 2_000 ? 2.2 : 3.5
    for (pair, label) in zip(pairs, labels) {
      guard let center = frame.point(pair.0, pair.1) else { continue }
      frame.canvas.drawCircle(center, radius: radius, .numbered(label), opacity: 0.75)
    }
    return frame.canvas.image
  }

  private func name(of label: Int) -> String {
    classNames.indices.contains(label) ? classNames[label] : String(label)
  }
}
