/// What all plots have: title, axes with marks, a grid and a legend beside the area for the data.
struct PlotFrame {
  var canvas: Canvas
  /// The area for the data.
  let area: Canvas.Box
  private let xTicks: Ticks
  private let yTicks: Ticks

  private static let ink = Color(hex: 0x222222)
  private static let soft = Color(hex: 0x555555)
  private static let gridLine = Color(hex: 0xe6e6e6)
  private static let axisLine = Color(hex: 0x888888)
  /// Pixels between one thing and the next.
  private static let gap = 12
  private static let legendMark = 22
  private static let legendStep = 26

  /// What a plot shows beside its data.
  struct Description {
    var title: String
    var xLabel: String
    var yLabel: String
    var width: Int
    var height: Int
    var legend: [(name: String, color: Color)]
  }

  /// Draws everything but the data.
  init(_ description: Description, xs: some Sequence<Double>, ys: some Sequence<Double>) {
    let (width, height) = (max(description.width, 200), max(description.height, 150))
    canvas = Canvas(width: width, height: height)
    xTicks = Ticks(covering: xs, target: max(2, width / 130), keepsWhole: true)
    yTicks = Ticks(covering: ys, target: max(2, height / 90))
    let legend = description.legend.filter { !$0.name.isEmpty }
    let (gap, text) = (Self.gap, Canvas.capitalHeight)
    let legendWidth =
      legend.map { Canvas.width(of: $0.name) + Self.legendMark + 2 * gap }.max() ?? 0
    let left =
      gap + (description.yLabel.isEmpty ? 0 : text + 8 + gap)
      + (yTicks.labels.map(Canvas.width).max() ?? 0) + gap
    let top = description.title.isEmpty ? 2 * gap : text + 3 * gap
    let bottom = gap + text + gap + (description.xLabel.isEmpty ? 0 : text + gap + 4)
    area = Canvas.Box(
      left: left, top: top, width: max(20, width - left - max(legendWidth + gap, 2 * gap)),
      height: max(20, height - top - bottom))
    drawTicks()
    drawTexts(description)
    drawLegend(legend)
  }

  /// Where a pair of numbers lies on the canvas, or nil where it is not finite.
  func point(_ x: Double, _ y: Double) -> Canvas.Point? {
    guard abs(x) <= 1e300, abs(y) <= 1e300 else { return nil }
    return Canvas.Point(
      x: Double(area.left) + xTicks.position(x) * Double(area.width),
      y: Double(area.bottom) - yTicks.position(y) * Double(area.height))
  }

  private mutating func drawTicks() {
    for (value, label) in zip(xTicks.values, xTicks.labels) {
      let x = area.left + Int((xTicks.position(value) * Double(area.width)).rounded())
      canvas.fill(.init(left: x, top: area.top, width: 1, height: area.height), Self.gridLine)
      canvas.fill(.init(left: x, top: area.bottom, width: 1, height: 6), Self.axisLine)
      canvas.draw(label, x: x, y: area.bottom + Self.gap, .center, color: Self.soft)
    }
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      let y = area.bottom - Int((yTicks.position(value) * Double(area.height)).rounded())
      canvas.fill(.init(left: area.left, top: y, width: area.width, height: 1), Self.gridLine)
      canvas.fill(.init(left: area.left - 6, top: y, width: 6, height: 1), Self.axisLine)
      canvas.draw(
        label, x: area.left - Self.gap, y: y - Canvas.capitalHeight / 2, .trailing,
        color: Self.soft)
    }
    canvas.fill(.init(left: area.left, top: area.top, width: 1, height: area.height), Self.axisLine)
    canvas.fill(
      .init(left: area.left, top: area.bottom, width: area.width, height: 1), Self.axisLine)
  }

  private mutating func drawTexts(_ description: Description) {
    canvas.draw(
      description.title, x: area.left + area.width / 2, y: Self.gap + Self.gap / 2, .center,
      color: Self.ink, isBold: true)
    canvas.draw(
      description.xLabel, x: area.left + area.width / 2,
      y: canvas.height - Self.gap - Canvas.capitalHeight - 4, .center, color: Self.ink)
    canvas.draw(
      description.yLabel, x: Self.gap, y: area.top + area.height / 2, .center, color: Self.ink,
      isVertical: true)
  }

  private mutating func drawLegend(_ legend: [(name: String, color: Color)]) {
    let left = area.right + Self.gap
    for (index, entry) in legend.enumerated() {
      let top = area.top + index * Self.legendStep
      let middle = Double(top) + Double(Canvas.capitalHeight) / 2
      canvas.drawLine(
        [
          .init(x: Double(left) + 5, y: middle),
          .init(x: Double(left + Self.legendMark) - 5, y: middle),
        ], width: 7, entry.color,
        clip: .init(left: left, top: top, width: Self.legendMark, height: Canvas.capitalHeight))
      canvas.draw(
        entry.name, x: left + Self.legendMark + Self.gap / 2, y: top, color: Self.ink)
    }
  }
}
