import Arrays
import Images
import Testing

struct BlocksTests {
  private func image(_ rows: [[UInt8]]) -> Image {
    Image(NDArray(rows.flatMap { $0 }, shape: [rows.count, rows[0].count]))
  }

  @Test(
    arguments: [
      ([[255, 0, 255, 0], [255, 255, 0, 0]], 4, ["█▄▀ "]),
      // 40 % of 255 is 102.
      ([[102, 103], [103, 102]], 2, ["▄▀"]),
      // The row that is missing is black.
      ([[255], [255], [255]], 1, ["█", "▀"]),
      // Means over areas: 127, and 64 under it; larger pictures; parts of pixels.
      ([[0, 254], [254, 0], [128, 0], [0, 128]], 1, ["▀"]),
      ([[255, 0]], 4, ["██  "]), ([[255, 0, 0]], 2, ["▀ "]),
    ] as [([[UInt8]], Int, [String])])
  func blocksWithoutColour(rows: [[UInt8]], columns: Int, expected: [String]) {
    #expect(image(rows).blocks(columns: columns, colours: .none) == expected)
  }

  @Test(
    arguments: [
      (0, "5;16"), (3, "5;16"), (4, "5;232"), (8, "5;232"), (12, "5;232"), (13, "5;233"),
      (128, "5;244"), (238, "5;255"), (242, "5;255"), (243, "5;231"), (255, "5;231"),
    ] as [(UInt8, String)])
  func greys(grey: UInt8, code: String) {
    let line = image([[grey], [0]]).blocks(columns: 1, colours: .greys)
    #expect(line == ["\u{1b}[38;\(code);48;5;16m▀\u{1b}[0m"])
    let exact = image([[grey], [0]]).blocks(columns: 1, colours: .all)
    #expect(exact == ["\u{1b}[38;2;\(grey);\(grey);\(grey);48;2;0;0;0m▀\u{1b}[0m"])
  }

  @Test("colours stay, and a code that holds is not repeated")
  func colours() {
    let pixels: [UInt8] = [9, 8, 7, 9, 8, 7, 1, 2, 3, 1, 2, 3]
    let picture = Image(NDArray(pixels, shape: [2, 2, 3]))
    #expect(
      picture.blocks(columns: 2, colours: .all) == ["\u{1b}[38;2;9;8;7;48;2;1;2;3m▀▀\u{1b}[0m"])
  }
}
