/// A plot of one or more curves.
public struct LinePlot: Sendable {
  /// One curve.
  public struct Series: Sendable {
    /// What the legend calls it; a curve without a name is not in the legend.
    public var name: String
    /// Its points in the order in which they are connected; one that is not finite leaves a gap.
    public var points: [(x: Double, y: Double)]
    /// Its colour; the palette's next if nil.
    public var color: Color?

    /// Creates a curve from its points.
    public init(name: String, points: [(x: Double, y: Double)], color: Color? = nil) {
      (self.name, self.points, self.color) = (name, points, color)
    }

    /// Creates a curve from values at 1, 2, 3 and so on.
    public init(name: String, values: [Double], color: Color? = nil) {
      self.init(
        name: name, points: values.enumerated().map { (Double($0.offset + 1), $0.element) },
        color: color)
    }
  }

  /// The text above the plot.
  public var title: String
  /// The text below the horizontal axis.
  public var xLabel: String
  /// The text beside the vertical axis.
  public var yLabel: String
  /// The curves; later ones cover earlier ones.
  public var series: [Series]
  /// The picture's width in pixels, at least 200.
  public var width: Int
  /// The picture's height in pixels, at least 150.
  public var height: Int

  /// Creates a plot. Texts are ASCII; other characters appear as boxes.
  public init(
    title: String = "", xLabel: String = "", yLabel: String = "", series: [Series],
    width: Int = 960, height: Int = 600
  ) {
    (self.title, self.xLabel, self.yLabel) = (title, xLabel, yLabel)
    (self.series, self.width, self.height) = (series, width, height)
  }

  private static let mostMarkedPoints = 40

  /// The plot as a picture, RGB; equal plots give equal pictures.
  public func image() -> Image {
    let colors = series.enumerated().map { $1.color ?? .numbered($0) }
    let all = series.flatMap(\.points)
    var frame = PlotFrame(
      .init(
        title: title, xLabel: xLabel, yLabel: yLabel, width: width, height: height,
        legend: zip(series, colors).map { ($0.name, $1) }),
      xs: all.lazy.map(\.x), ys: all.lazy.map(\.y))
    for (series, color) in zip(series, colors) {
      let runs = series.points.map { frame.point($0.x, $0.y) }.split(separator: nil)
      for run in runs {
        frame.canvas.drawLine(run.compactMap { $0 }, width: 2.5, color, clip: frame.area)
      }
      // Few points are marked, so that a single one can be seen.
      guard series.points.count <= Self.mostMarkedPoints else { continue }
      for case let point? in series.points.map({ frame.point($0.x, $0.y) }) {
        frame.canvas.drawCircle(point, radius: 4, color, opacity: 1)
      }
    }
    return frame.canvas.image
  }
}
