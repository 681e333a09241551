import ArrayFiles
import Foundation
import Images
import TestSupport
import Testing

/// Event files of `vae-train --tensorboard`, read by TensorBoard's EventAccumulator.
struct TensorBoardCommandTests {
  private struct Events: Decodable {
    struct Scalar: Decodable {
      let step: Int
      let value: Double
    }
    struct Picture: Decodable {
      let step: Int
      let width: Int
      let height: Int
      let bytes: [UInt8]
    }
    struct Counts: Decodable {
      let step: Int
      let min: Double
      let max: Double
      let num: Double
      let sum: Double
      let limits: [Double]
      let counts: [Double]
    }
    let scalars: [String: [Scalar]]
    let images: [String: [Picture]]
    let histograms: [String: [Counts]]
  }

  /// The columns of metrics.csv by tag.
  private static let columns = [
    "loss/train": 1, "reconstruction/train": 2, "divergence/train": 3, "loss/test": 4,
    "reconstruction/test": 5, "divergence/test": 6,
  ]

  /// The elements of each weight of the small network.
  private static let weights = [
    "encoder.hidden.weight": 288, "encoder.hidden.bias": 8, "encoder.mean.weight": 16,
    "encoder.mean.bias": 2, "encoder.logVariance.weight": 16, "encoder.logVariance.bias": 2,
    "decoder.hidden.weight": 16, "decoder.hidden.bias": 8, "decoder.output.weight": 288,
    "decoder.output.bias": 36,
  ]

  /// Calls `body` with a folder that holds `run`, trained for two epochs and then to the third.
  ///
  /// - Parameter isCrashed: Whether the second epoch's checkpoint is lost, so that the epoch comes again.
  private func withRun(isCrashed: Bool = false, _ body: (String) throws -> Void) throws {
    try withSmallDataset { root in
      let command = try BuiltCommand("vae-train")
      let flags = smallNetwork + ["--epochs", "2", "--output", "run", "--tensorboard"]
      let first = try command.run(flags, in: root)
      #expect(first.exitCode == 0 && first.errors.isEmpty, "\(first.errors)")
      if isCrashed {
        try FileManager.default.removeItem(atPath: "\(root)/run/checkpoint-002.safetensors")
      }
      let more = ["--resume", "--output", "run", "--epochs", "3", "--tensorboard"]
      #expect(try command.run(more, in: root).exitCode == 0)
      try body(root)
    }
  }

  @Test(
    "TensorBoard reads what metrics.csv and the pictures say",
    .enabled(if: PythonScript.interpreter != nil, "\(PythonScript.reason)"),
    arguments: [false, true])
  func accumulator(isCrashed: Bool) throws {
    try withRun(isCrashed: isCrashed) { root in
      let text = try PythonScript.run("read_events.py", ["\(root)/run/tensorboard"])
      if text.hasPrefix("skipped:") { return print(text, terminator: "") }
      let events = try JSONDecoder().decode(Events.self, from: Data(text.utf8))
      try check(events.scalars, in: root)
      #expect(Set(events.images.keys) == ["samples", "reconstructions"])
      for (tag, pictures) in events.images {
        #expect(pictures.map(\.step) == [1, 2, 3])
        for picture in pictures {
          let path = "\(root)/run/\(tag)-00\(picture.step).png"
          #expect(try readFile(path) == picture.bytes)
          let image = try Image(contentsOf: path)
          #expect(image.width == picture.width && image.height == picture.height)
        }
      }
      check(events.histograms)
    }
  }

  private func check(_ scalars: [String: [Events.Scalar]], in root: String) throws {
    #expect(Set(scalars.keys) == Set(Self.columns.keys))
    let table = String(decoding: try readFile("\(root)/run/metrics.csv"), as: UTF8.self)
    let rows = table.split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",").compactMap { Double($0) } }
    for (tag, values) in scalars {
      let column = try #require(Self.columns[tag])
      #expect(values.map(\.step) == [1, 2, 3])
      for (value, row) in zip(values, rows) {
        #expect(abs(value.value - row[column]) <= 1e-6 * abs(row[column]) + 1e-6, "\(tag)")
      }
    }
  }

  private func check(_ histograms: [String: [Events.Counts]]) {
    let names = ["weights", "gradients"].flatMap { kind in
      Self.weights.keys.map { "\(kind)/\($0)" }
    }
    #expect(Set(histograms.keys) == Set(names))
    for (tag, entries) in histograms {
      let name = tag.split(separator: "/").last.map(String.init) ?? ""
      #expect(entries.map(\.step) == [1, 2, 3])
      for entry in entries {
        #expect(Int(entry.num) == Self.weights[name] && entry.counts.reduce(0, +) == entry.num)
        #expect(entry.limits.last == entry.max && entry.min <= entry.max)
        #expect(entry.limits == entry.limits.sorted())
        #expect(entry.sum >= entry.min * entry.num - 1e-6)
        #expect(entry.sum <= entry.max * entry.num + 1e-6)
      }
    }
  }

  @Test("resuming leaves the older event file as it was")
  func filesOnlyGrow() throws {
    try withRun { root in
      let folder = "\(root)/run/tensorboard"
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(names.count == 2 && names.allSatisfy { $0.hasPrefix("events.out.tfevents.") })
      let before = try names.map { try readFile("\(folder)/\($0)") }
      let again = try BuiltCommand("vae-train").run(
        ["--resume", "--output", "run", "--epochs", "4"], in: root)
      #expect(again.exitCode == 0)
      #expect(try names.map { try readFile("\(folder)/\($0)") } == before)
    }
  }
}
