import Arrays

/// A picture that is being drawn. Coordinates are pixels from the top left corner; the centre of the
/// first pixel is at (0.5, 0.5). What lies outside is not drawn.
struct Canvas {
  let width: Int
  let height: Int
  private var pixels: [UInt8]

  /// A point on the canvas.
  struct Point: Equatable {
    var x: Double
    var y: Double
  }

  /// A box of whole pixels.
  struct Box {
    var left: Int
    var top: Int
    var width: Int
    var height: Int
    var right: Int { left + width }
    var bottom: Int { top + height }
  }

  init(width: Int, height: Int, background: Color = .white) {
    (self.width, self.height) = (width, height)
    pixels = (0..<width * height).flatMap { _ in
      [background.red, background.green, background.blue]
    }
  }

  /// The picture so far.
  var image: Image { Image(NDArray(pixels, shape: [height, width, 3])) }

  /// Mixes a colour into a pixel: a coverage of 0 leaves it, 1 replaces it.
  mutating func blend(_ x: Int, _ y: Int, _ color: Color, coverage: Double) {
    guard (0..<width).contains(x), (0..<height).contains(y), coverage > 0 else { return }
    let start = 3 * (y * width + x)
    for (offset, channel) in [color.red, color.green, color.blue].enumerated() {
      let old = Double(pixels[start + offset])
      let mixed = old + (Double(channel) - old) * min(coverage, 1)
      pixels[start + offset] = UInt8(mixed.rounded())
    }
  }

  mutating func fill(_ box: Box, _ color: Color) {
    for y in box.top..<box.bottom {
      for x in box.left..<box.right { blend(x, y, color, coverage: 1) }
    }
  }

  mutating func drawCircle(_ center: Point, radius: Double, _ color: Color, opacity: Double) {
    let reach = radius + 1
    for y in Int(center.y - reach)...Int(center.y + reach) {
      for x in Int(center.x - reach)...Int(center.x + reach) {
        let (dx, dy) = (Double(x) + 0.5 - center.x, Double(y) + 0.5 - center.y)
        let coverage = radius + 0.5 - (dx * dx + dy * dy).squareRoot()
        blend(x, y, color, coverage: min(max(coverage, 0), 1) * opacity)
      }
    }
  }

  /// Draws connected segments with round joints. Each pixel is mixed once, however many segments
  /// touch it, and only inside `clip`.
  mutating func drawLine(_ points: [Point], width lineWidth: Double, _ color: Color, clip: Box) {
    var mask = [Double](repeating: 0, count: clip.width * clip.height)
    for (a, b) in zip(points, points.count == 1 ? points[...] : points.dropFirst()) {
      Self.cover(a, b, radius: lineWidth / 2, clip: clip, mask: &mask)
    }
    for y in 0..<clip.height {
      for x in 0..<clip.width {
        blend(clip.left + x, clip.top + y, color, coverage: mask[y * clip.width + x])
      }
    }
  }

  private static func cover(
    _ a: Point, _ b: Point, radius: Double, clip: Box, mask: inout [Double]
  ) {
    let reach = radius + 1
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let squaredLength = dx * dx + dy * dy
    let left = max(clip.left, Int(min(a.x, b.x) - reach))
    let right = min(clip.right, Int(max(a.x, b.x) + reach) + 1)
    let top = max(clip.top, Int(min(a.y, b.y) - reach))
    let bottom = min(clip.bottom, Int(max(a.y, b.y) + reach) + 1)
    guard left < right, top < bottom else { return }
    for y in top..<bottom {
      for x in left..<right {
        let (px, py) = (Double(x) + 0.5 - a.x, Double(y) + 0.5 - a.y)
        let along = squaredLength > 0 ? min(max((px * dx + py * dy) / squaredLength, 0), 1) : 0
        let (ex, ey) = (px - along * dx, py - along * dy)
        let coverage = min(max(radius + 0.5 - (ex * ex + ey * ey).squareRoot(), 0), 1)
        let index = (y - clip.top) * clip.width + x - clip.left
        mask[index] = max(mask[index], coverage)
      }
    }
  }
}

// MARK: - Text

extension Canvas {
  /// Where a text lies with respect to its position.
  enum Alignment {
    case leading, center, trailing
  }

  /// The height of a capital letter in pixels.
  static let capitalHeight = 2 * Font.ascent

  /// The pixels that a text is wide.
  static func width(of text: String) -> Int {
    max(0, text.reduce(0) { $0 + 2 * (Font.glyph($1).width + 1) } - 2)
  }

  /// Draws a text whose capital letters begin at `y`. Glyphs are doubled in size with their
  /// diagonals smoothed.
  ///
  /// - Parameters:
  ///   - x: The text's left end, centre or right end, by its alignment.
  ///   - isVertical: Turns the text by a quarter, to be read from the bottom to the top; `x` and `y`
  ///     change their parts.
  mutating func draw(
    _ text: String, x: Int, y: Int, _ alignment: Alignment = .leading, color: Color,
    isBold: Bool = false, isVertical: Bool = false
  ) {
    let width = Self.width(of: text)
    let shift = alignment == .leading ? 0 : alignment == .center ? width / 2 : width
    var along = (isVertical ? -y : x) - shift
    let across = isVertical ? x : y
    for character in text {
      let glyph = Font.glyph(character)
      for row in 0..<2 * Font.height {
        for column in 0..<2 * glyph.width where Self.hasScaledInk(glyph, column, row) {
          for bold in 0...(isBold ? 1 : 0) {
            let (u, v) = (along + column + bold, across + row)
            if isVertical {
              blend(v, -u, color, coverage: 1)
            } else {
              blend(u, v, color, coverage: 1)
            }
          }
        }
      }
      along += 2 * (glyph.width + 1)
    }
  }

  /// Whether a pixel of the doubled glyph has ink: its own, or that of two neighbours which touch
  /// only at this corner.
  private static func hasScaledInk(_ glyph: Font.Glyph, _ column: Int, _ row: Int) -> Bool {
    let (x, y) = (column / 2, row / 2)
    if glyph.hasInk(x, y) { return true }
    let (dx, dy) = (column % 2 == 0 ? -1 : 1, row % 2 == 0 ? -1 : 1)
    return glyph.hasInk(x + dx, y) && glyph.hasInk(x, y + dy) && !glyph.hasInk(x + dx, y + dy)
  }
}
