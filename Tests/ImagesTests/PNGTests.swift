import ArrayFiles
import Arrays
import Images
import TestSupport
import Testing

/// Three grey pixels beside each other, 0, 128 and 255, written by hand with zlib.
private let grey: [UInt8] = [
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
  0x44, 0x52, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00,
  0x00, 0x3e, 0x8b, 0x4b, 0x68, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78,
  0x9c, 0x63, 0x60, 0x68, 0xf8, 0x0f, 0x00, 0x02, 0x03, 0x01, 0x80, 0x24, 0x61, 0xf5,
  0x97, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
]
/// One RGB pixel, 10, 20, 30, written by hand with zlib.
private let colour: [UInt8] = [
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
  0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00,
  0x00, 0x90, 0x77, 0x53, 0xde, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78,
  0x9c, 0x63, 0xe0, 0x12, 0x91, 0x03, 0x00, 0x00, 0x68, 0x00, 0x3d, 0x54, 0x08, 0xa3,
  0xf7, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
]
/// A palette of one colour, 10, 20, 30, written by hand with zlib.
private let palette: [UInt8] = [
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
  0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x03, 0x00, 0x00,
  0x00, 0x28, 0xcb, 0x34, 0xbb, 0x00, 0x00, 0x00, 0x03, 0x50, 0x4c, 0x54, 0x45, 0x0a,
  0x14, 0x1e, 0x7e, 0x4c, 0x52, 0x3a, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54,
  0x78, 0x9c, 0x63, 0x60, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01, 0x48, 0xaf, 0xa4, 0x71,
  0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
]
/// One pixel of half transparent black, written by hand with zlib.
private let transparent: [UInt8] = [
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
  0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00,
  0x00, 0x1f, 0x15, 0xc4, 0x89, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78,
  0x9c, 0x63, 0x60, 0x60, 0x60, 0x68, 0x00, 0x00, 0x00, 0x85, 0x00, 0x81, 0x9a, 0x94,
  0x93, 0x87, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
]

private func picture(_ shape: [Int]) -> Image {
  Image(
    NDArray((0..<shape.reduce(1, *)).map { UInt8(truncatingIfNeeded: 37 * $0) }, shape: shape))
}

@Suite struct PNGTests {
  @Test(arguments: [[1, 1], [5, 7], [1, 300], [1, 1, 3], [6, 4, 3]])
  func comesBack(shape: [Int]) throws {
    let image = picture(shape)
    try withTemporaryFolder { folder in
      try image.write(to: "\(folder)/a.png")
      let read = try Image(contentsOf: "\(folder)/a.png")
      #expect(read.pixels.shape == shape)
      #expect(read.pixels.scalars(UInt8.self) == image.pixels.scalars(UInt8.self))
      #expect(try readFile("\(folder)/a.png") == image.pngBytes())
    }
  }

  @Test(arguments: [
    ("grey", grey, [1, 3], [0, 128, 255]),
    ("colour", colour, [1, 1, 3], [10, 20, 30]),
    ("palette", palette, [1, 1, 3], [10, 20, 30]),
  ])
  func readsOtherWritersFiles(name: String, bytes: [UInt8], shape: [Int], pixels: [UInt8]) throws {
    let image = try Image(png: bytes, file: name)
    #expect(image.pixels.shape == shape && image.pixels.scalars(UInt8.self) == pixels)
  }

  @Test func theTransparentBecomesWhite() throws {
    let pixels = try Image(png: transparent, file: "a").pixels.scalars(UInt8.self)
    #expect(pixels.allSatisfy { $0 > 100 && $0 < 255 })
  }

  @Test(arguments: [
    ("empty", [], ImageError.notPNG("empty")),
    ("text", Array("hello".utf8), .notPNG("text")),
    ("signature only", Array(grey[..<8]), .truncated("signature only")),
    ("within the header", Array(grey[..<32]), .truncated("within the header")),
    (
      "header's checksum", changed(16 + 15),
      .corrupt("header's checksum", reason: "IHDR: CRC error")
    ),
    (
      "too large", enlarged(), .tooLarge("too large", width: 0x00ff_ffff, height: 0x00ff_ffff)
    ),
  ])
  func badFilesThrow(name: String, bytes: [UInt8], error: ImageError) {
    #expect(throws: error) { try Image(png: bytes, file: name) }
  }

  @Test(arguments: Array(33..<grey.count))
  func everyTruncationThrows(count: Int) {
    // The end chunk alone may be missing.
    guard count < grey.count - 12 else { return }
    let error = #expect(throws: ImageError.self) {
      try Image(png: Array(grey[..<count]), file: "a")
    }
    #expect(error?.description.hasPrefix("a: PNG data is corrupt: ") == true)
  }

  private static func changed(_ index: Int) -> [UInt8] {
    var bytes = grey
    bytes[index] ^= 1
    return bytes
  }

  private static func enlarged() -> [UInt8] {
    var bytes = grey
    bytes.replaceSubrange(16..<24, with: [0, 255, 255, 255, 0, 255, 255, 255])
    return bytes
  }
}

@Suite struct ImageTests {
  @Test func upscalingRepeatsPixels() {
    let grey = Image(NDArray([UInt8(1), 2, 3, 4], shape: [2, 2])).upscaled(by: 2)
    #expect(
      grey.pixels.scalars(UInt8.self) == [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
    let colour = Image(NDArray([UInt8(1), 2, 3], shape: [1, 1, 3])).upscaled(by: 3)
    #expect(colour.pixels.shape == [3, 3, 3])
    #expect(colour.pixels.scalars(UInt8.self) == (0..<9).flatMap { _ in [1, 2, 3] })
  }

  @Test func aGridHasItsImagesInRows() {
    let images = NDArray([Float(0), 1, 0.5, -3, 7, .nan], shape: [3, 2])
    let grid = Image.grid(images, rows: 1, columns: 2, across: 2, padding: 1, background: 9)
    #expect(grid.pixels.shape == [5, 7])
    #expect(
      grid.pixels.scalars(UInt8.self) == [
        9, 9, 9, 9, 9, 9, 9,
        9, 0, 255, 9, 128, 0, 9,
        9, 9, 9, 9, 9, 9, 9,
        9, 255, 0, 9, 9, 9, 9,
        9, 9, 9, 9, 9, 9, 9,
      ])
  }

  @Test(arguments: [(1, 1, 1), (2, 2, 1), (5, 3, 2), (16, 4, 4), (17, 5, 4)])
  func aGridIsAboutSquare(count: Int, across: Int, down: Int) {
    let grid = Image.grid(.zeros([count, 12]), rows: 3, columns: 4, padding: 0)
    #expect(grid.width == 4 * across && grid.height == 3 * down)
  }
}
