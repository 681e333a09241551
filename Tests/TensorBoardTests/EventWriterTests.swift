import ArrayFiles
import Arrays
import Foundation
import Images
import SwiftProtobuf
import TestSupport
import Testing

@testable import TensorBoard

struct EventWriterTests {
  /// The events of a file whose frames are right; `isWhole` tells whether nothing follows them.
  private func read(_ bytes: [UInt8]) throws -> (events: [Tensorboard_Event], isWhole: Bool) {
    var events: [Tensorboard_Event] = []
    var position = 0
    while bytes.count - position >= 16 {
      let length = bytes[position..<position + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      let end = position + 12 + length + 4
      guard end <= bytes.count else { break }
      let payload = Array(bytes[position + 12..<end - 4])
      try #require(Array(bytes[position..<end]) == Record.framed(payload))
      events.append(try Tensorboard_Event(serializedBytes: payload))
      position = end
    }
    return (events, position == bytes.count)
  }

  @Test func whatIsAddedIsInTheFileAfterItIsFlushed() throws {
    try withTemporaryFolder { folder in
      let writer = try EventWriter(folder: folder)
      let picture = Image(NDArray([0, 255, 7, 9, 1, 2] as [UInt8], shape: [2, 3]))
      try writer.add(scalar: 105.5, tag: "loss/test", step: 4)
      try writer.add(image: picture, tag: "samples", step: 4)
      try writer.add(
        histogram: Histogram(NDArray([1, 2, 3] as [Float]), buckets: 2), tag: "w", step: 5)
      #expect(try read(readFile(writer.path)).events.count == 1)
      try writer.flush()
      let (events, isWhole) = try read(readFile(writer.path))
      #expect(isWhole && events.count == 4 && events[0].fileVersion == "brain.Event:2")
      #expect(events.map(\.step) == [0, 4, 4, 5] && events.allSatisfy { $0.wallTime > 1e9 })
      let values = events.dropFirst().map { $0.summary.value[0] }
      #expect(values.map(\.tag) == ["loss/test", "samples", "w"])
      #expect(values[0].simpleValue == 105.5)
      #expect(values[1].image.width == 3 && values[1].image.height == 2)
      let read = try Image(png: [UInt8](values[1].image.encodedImageString), file: "the event")
      #expect(read.pixels.scalars(UInt8.self) == picture.pixels.scalars(UInt8.self))
      #expect(values[2].histo.bucketLimit == [2, 3] && values[2].histo.bucket == [2, 1])
      #expect(values[2].histo.num == 3 && values[2].histo.sumSquares == 14)
    }
  }

  @Test("files only grow, and their beginnings can be read")
  func prefixes() throws {
    try withTemporaryFolder { folder in
      let writer = try EventWriter(folder: folder)
      var before = try readFile(writer.path)
      for step in 1...3 {
        try writer.add(scalar: Double(step), tag: "x", step: step)
        try writer.flush()
        let bytes = try readFile(writer.path)
        #expect(bytes.count > before.count && bytes.starts(with: before))
        #expect(try read(Array(bytes.dropLast())).events.count == step)
        before = bytes
      }
    }
  }

  @Test("each writer has a file, whose name sorts after those before it")
  func names() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write(to: "\(folder)/events.out.tfevents.99999999999999999999.x.1", [])
      let paths = try (1...12).map { try EventWriter(folder: folder, resumingAt: $0).path }
      #expect(paths == paths.sorted() && Set(paths).count == 12)
      #expect(paths.allSatisfy { $0.contains("/events.out.tfevents.") })
      let events = try read(readFile(paths[2])).events
      #expect(events.count == 2 && events[1].step == 3 && events[1].sessionLog.status == .start)
    }
  }

  @Test func aFolderThatIsNotThereIsRefused() {
    #expect(throws: ArrayFileError.self) { try EventWriter(folder: "/nowhere/at/all") }
    #expect(throws: ArrayFileError.self) { try EventWriter(folder: "/proc") }
  }
}
