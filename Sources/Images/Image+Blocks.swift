/// How a terminal shows the pixels of a picture.
public enum BlockColours: Sendable, CaseIterable {
  /// Characters without colour: what is bright enough is there, the rest is blank.
  case none
  /// The 26 greys of terminals with 256 colours.
  case greys
  /// The pixels' own colours, in 24 bits.
  case all
}

extension Image {
  /// The picture as lines of characters, each of which holds two pixels, one above the other.
  ///
  /// The characters are ▀ with the colours of both pixels or, without colour, █, ▀, ▄ and the space for
  /// pixels brighter than 40 %. No line has a line feed at its end.
  ///
  /// - Parameters:
  ///   - columns: The characters of a line: the picture is made so wide by averaging over areas, and
  ///     keeps its proportions.
  ///   - colours: What the terminal can show.
  public func blocks(columns: Int, colours: BlockColours) -> [String] {
    precondition(columns >= 1, "a picture has at least one column, not \(columns)")
    let rows = max(1, Int((Double(height) * Double(columns) / Double(width)).rounded()))
    let pixels = averaged(rows: rows, columns: columns)
    return stride(from: 0, to: rows, by: 2).map { row in
      let bottom = row + 1 < rows ? pixels[row + 1] : Array(repeating: .black, count: columns)
      return Self.line(pixels[row], bottom, colours)
    }
  }

  /// A pixel of a terminal.
  private struct Dot: Equatable {
    var red: UInt8, green: UInt8, blue: UInt8

    static let black = Dot(red: 0, green: 0, blue: 0)

    var brightness: Int { (Int(red) + Int(green) + Int(blue)) / 3 }

    /// The parameters of the control code that chooses the colour: black, one of 24 greys from 8 to 238,
    /// or white; or the colour itself.
    func code(_ colours: BlockColours) -> String {
      if colours == .all { return "2;\(red);\(green);\(blue)" }
      let step = (brightness - 8 + 5) / 10
      return "5;\(brightness < 4 ? 16 : step > 23 ? 231 : 232 + max(0, step))"
    }
  }

  private static func line(_ top: [Dot], _ bottom: [Dot], _ colours: BlockColours) -> String {
    if colours == .none {
      let characters = zip(top, bottom).map { top, bottom in
        switch (top.brightness > 102, bottom.brightness > 102) {
        case (true, true): "█"
        case (true, false): "▀"
        case (false, true): "▄"
        case (false, false): " "
        }
      }
      return characters.joined()
    }
    var text = ""
    var last = ""
    for (top, bottom) in zip(top, bottom) {
      let code = "\u{1b}[38;\(top.code(colours));48;\(bottom.code(colours))m"
      text += (code == last ? "" : code) + "▀"
      last = code
    }
    return text + "\u{1b}[0m"
  }

  /// The picture at another size; each pixel is the mean of the area that it covers.
  private func averaged(rows: Int, columns: Int) -> [[Dot]] {
    let (across, down) = (Self.shares(width, columns), Self.shares(height, rows))
    let (width, channels) = (width, channels)
    return pixels.withScalars(of: UInt8.self) { source in
      down.map { lines in
        across.map { places in
          func mean(_ channel: Int) -> UInt8 {
            var (sum, area) = (0.0, 0.0)
            for (row, weight) in lines {
              for (column, share) in places {
                sum += weight * share * Double(source[(row * width + column) * channels + channel])
                area += weight * share
              }
            }
            return UInt8(min(255, (sum / area).rounded()))
          }
          if channels == 1 {
            let grey = mean(0)
            return Dot(red: grey, green: grey, blue: grey)
          }
          return Dot(red: mean(0), green: mean(1), blue: mean(2))
        }
      }
    }
  }

  /// Which of `count` pixels, and how much of each, every one of `parts` equal parts covers.
  private static func shares(_ count: Int, _ parts: Int) -> [[(index: Int, weight: Double)]] {
    let width = Double(count) / Double(parts)
    return (0..<parts).map { part in
      let (start, end) = (Double(part) * width, Double(part + 1) * width)
      let last = min(count - 1, Int(end.rounded(.up)) - 1)
      return (min(Int(start), last)...last).map { index in
        (index, max(1e-9, min(end, Double(index + 1)) - max(start, Double(index))))
      }
    }
  }
}
