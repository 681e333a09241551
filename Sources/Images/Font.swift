/// A bitmap font for the printable ASCII characters, drawn for this module.
///
/// A glyph has 5 columns and 7 rows; letters with a descender hang two rows lower.
enum Font {
  /// Rows in a line of text, descenders included.
  static let height = 9
  /// Rows from the top of a capital letter to its foot.
  static let ascent = 7

  /// One glyph: the rows from top to bottom, each with its leftmost pixel in the highest bit.
  struct Glyph {
    let rows: [UInt16]
    let width: Int

    /// Whether a pixel has ink; outside the glyph none has.
    func hasInk(_ column: Int, _ row: Int) -> Bool {
      guard (0..<width).contains(column), rows.indices.contains(row) else { return false }
      return rows[row] >> UInt16(width - 1 - column) & 1 == 1
    }
  }

  /// A character's glyph, trimmed to its ink; digits keep one width so that numbers line up.
  static func glyph(_ character: Character) -> Glyph {
    if character == " " { return Glyph(rows: [], width: 3) }
    let packed = glyphs[character] ?? box
    var rows = (0..<7).map { UInt16(truncatingIfNeeded: packed >> UInt64(8 * (6 - $0))) & 0x1f }
    let ink = rows.reduce(0, |)
    let right = character.isNumber ? 0 : ink.trailingZeroBitCount
    let left = character.isNumber ? 0 : ink.leadingZeroBitCount - 11
    rows = rows.map { $0 >> UInt16(right) }
    if descending.contains(character) { rows = [0, 0] + rows }
    return Glyph(rows: rows, width: 5 - left - right)
  }

  private static let descending: Set<Character> = ["g", "p", "q", "y"]
  /// What stands for a character that the font does not have.
  private static let box: UInt64 = 0x1f11_1111_1111_1f

  /// Seven bytes a glyph, the first row in the highest byte.
  private static let glyphs: [Character: UInt64] = [
    "!": 0x04040404040004, "\"": 0x0a0a0a00000000, "#": 0x0a0a1f0a1f0a0a, "$": 0x040f140e051e04,
    "%": 0x18190204081303, "&": 0x0c12140815120d, "'": 0x04040800000000, "(": 0x02040808080402,
    ")": 0x08040202020408, "*": 0x0004150e150400, "+": 0x0004041f040400, ",": 0x000000000c0408,
    "-": 0x0000001f000000, ".": 0x00000000000c0c, "/": 0x00010204081000, "0": 0x0e11111111110e,
    "1": 0x040c040404040e, "2": 0x0e11010204081f, "3": 0x1f02040201110e, "4": 0x02060a121f0202,
    "5": 0x1f101e0101110e, "6": 0x0608101e11110e, "7": 0x1f010204080808, "8": 0x0e11110e11110e,
    "9": 0x0e11110f01020c, ":": 0x000c0c000c0c00, ";": 0x000c0c000c0408, "<": 0x02040810080402,
    "=": 0x00001f001f0000, ">": 0x08040201020408, "?": 0x0e110102040004, "@": 0x0e11171517100e,
    "A": 0x0e1111111f1111, "B": 0x1e11111e11111e, "C": 0x0e11101010110e, "D": 0x1c12111111121c,
    "E": 0x1f10101e10101f, "F": 0x1f10101e101010, "G": 0x0e11101711110f, "H": 0x1111111f111111,
    "I": 0x0e04040404040e, "J": 0x0702020202120c, "K": 0x11121418141211, "L": 0x1010101010101f,
    "M": 0x111b1515111111, "N": 0x11111915131111, "O": 0x0e11111111110e, "P": 0x1e11111e101010,
    "Q": 0x0e11111115120d, "R": 0x1e11111e141211, "S": 0x0f10100e01011e, "T": 0x1f040404040404,
    "U": 0x1111111111110e, "V": 0x111111110a0a04, "W": 0x1111111515150a, "X": 0x11110a040a1111,
    "Y": 0x1111110a040404, "Z": 0x1f01020408101f, "[": 0x0e08080808080e, "\\": 0x00100804020100,
    "]": 0x0e02020202020e, "^": 0x040a1100000000, "_": 0x0000000000001f, "`": 0x08040200000000,
    "a": 0x00000e010f110f, "b": 0x1010161911111e, "c": 0x00000e1010110e, "d": 0x01010d1311110f,
    "e": 0x00000e111f100e, "f": 0x0609081c080808, "g": 0x0f1111110f010e, "h": 0x10101619111111,
    "i": 0x04000c0404040e, "j": 0x0200060202120c, "k": 0x10101214181412, "l": 0x0c04040404040e,
    "m": 0x00001a15151111, "n": 0x00001619111111, "o": 0x00000e1111110e, "p": 0x1e1111111e1010,
    "q": 0x0f1111110f0101, "r": 0x00001619101010, "s": 0x00000f100e011e, "t": 0x08081c08080906,
    "u": 0x0000111111130d, "v": 0x000011110a0a04, "w": 0x0000111115150a, "x": 0x0000110a040a11,
    "y": 0x111111110f010e, "z": 0x00001f0204081f, "{": 0x02040408040402, "|": 0x04040404040404,
    "}": 0x08040402040408, "~": 0x00000815020000,
  ]
}
