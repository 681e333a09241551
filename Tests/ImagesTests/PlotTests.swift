import Arrays
import Testing

@testable import Images

@Suite struct TicksTests {
  @Test(
    arguments: [
      ([0, 1], 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      ([1, 30], 6, ["5", "10", "15", "20", "25", "30"]),
      ([-2, 2], 4, ["-2", "-1", "0", "1", "2"]),
      ([0, 500_000], 5, ["0", "100000", "200000", "300000", "400000", "500000"]),
      ([0, 3e7], 3, ["0", "1e7", "2e7", "3e7"]),
      ([0, 2.5e-7], 5, ["0", "0.5e-7", "1.0e-7", "1.5e-7", "2.0e-7", "2.5e-7"]),
      ([97.5, 97.9], 4, ["97.5", "97.6", "97.7", "97.8", "97.9"]),
    ] as [([Double], Int, [String])])
  func labelsAreRound(data: [Double], target: Int, labels: [String]) {
    #expect(Ticks(covering: data, target: target).labels == labels)
  }

  @Test(
    "marks of epochs are whole",
    arguments: [
      ([1], ["0", "1", "2"]), ([1, 2, 3], ["1", "2", "3"]), ([1, 10], ["2", "4", "6", "8", "10"]),
    ] as [([Double], [String])])
  func wholeLabels(data: [Double], labels: [String]) {
    #expect(Ticks(covering: data, target: 5, keepsWhole: true).labels == labels)
  }

  @Test(
    arguments: [
      [], [0], [5, 5], [.nan, .infinity], [1e300, -1e300], [1e16, 1e16 + 2], [-1e-300, 1e-300],
      [.leastNonzeroMagnitude], [.greatestFiniteMagnitude],
    ] as [[Double]])
  func strangeDataHasTicks(data: [Double]) {
    let ticks = Ticks(covering: data, target: 5)
    #expect((1...20).contains(ticks.values.count))
    #expect(ticks.range.lowerBound < ticks.range.upperBound)
  }
}

@Suite struct PlotTests {
  private func line(_ points: [(x: Double, y: Double)]) -> Image {
    LinePlot(
      title: "Loss", xLabel: "epoch", yLabel: "nats",
      series: [.init(name: "train", points: points)],
      width: 300, height: 200
    ).image()
  }

  private func pixels(_ color: Color, in image: Image) -> Int {
    let bytes = image.pixels.scalars(UInt8.self)
    return stride(from: 0, to: bytes.count, by: 3).count {
      bytes[$0] == color.red && bytes[$0 + 1] == color.green && bytes[$0 + 2] == color.blue
    }
  }

  @Test func equalPlotsAreEqual() throws {
    let points = [(x: 0.0, y: 1.0), (x: 1, y: 0)]
    #expect(line(points).pixels.shape == [200, 300, 3])
    #expect(try line(points).pngBytes() == line(points).pngBytes())
  }

  @Test(
    arguments: [
      [], [(1, 1)], [(1, .nan), (2, .infinity)], [(0, 0), (1, .nan), (2, 2)],
      [(-1e300, 1e300), (1e300, -1e300)], [(0, 0), (.greatestFiniteMagnitude, 0)],
    ] as [[(x: Double, y: Double)]])
  func strangePointsAreDrawn(points: [(x: Double, y: Double)]) {
    #expect(line(points).height == 200)
  }

  @Test func aGapStaysOpen() {
    let whole = line([(0, 0), (1, 1), (2, 2), (3, 3)])
    let open = line([(0, 0), (1, 1), (.nan, 1.5), (2, 2), (3, 3)])
    #expect(pixels(Color.palette[0], in: open) < pixels(Color.palette[0], in: whole))
  }

  @Test func classesHaveTheirColors() {
    let plot = ScatterPlot(
      points: NDArray([Float(0), 0, 1, 1, 2, 0, .nan, 1], shape: [4, 2]), labels: [0, 1, 0, 2],
      width: 300, height: 200)
    let image = plot.image()
    #expect(pixels(Color.palette[3], in: image) == 0)
    #expect(pixels(Color.palette[0], in: image) > 10)
  }

  @Test func everyCharacterHasItsOwnGlyph() {
    let characters = (33...126).map { Character(Unicode.Scalar(UInt8($0))) }
    let box = Font.glyph("é")
    for character in characters {
      #expect(Font.glyph(character).rows != box.rows, "\(character)")
      #expect((1...5).contains(Font.glyph(character).width), "\(character)")
    }
  }

  @Test func textHasItsInkWithinItsWidth() {
    for text in ["Loss (nats)", "gjpqy", "-1.5e-7", ""] {
      var canvas = Canvas(width: Canvas.width(of: text) + 1, height: 18)
      canvas.draw(text, x: 0, y: 0, color: .black)
      var wide = Canvas(width: canvas.width + 40, height: 58)
      wide.draw(text, x: 20, y: 20, color: .black)
      #expect(pixels(.black, in: wide.image) == pixels(.black, in: canvas.image))
      var turned = Canvas(width: 58, height: canvas.width + 40)
      turned.draw(text, x: 20, y: canvas.width + 20, color: .black, isVertical: true)
      #expect(pixels(.black, in: turned.image) == pixels(.black, in: canvas.image))
    }
  }
}
