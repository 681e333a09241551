import Foundation
import TestSupport
import Testing

/// Checkpoints, read by the Python safetensors library.
struct CheckpointFileTests {
  private struct Contents: Decodable {
    struct Entry: Decodable {
      let dtype: String
      let shape: [Int]
      let finite: Bool
    }
    let metadata: [String: String]
    let tensors: [String: Entry]
  }

  @Test(
    "a checkpoint's weights and moments are there for Python",
    .enabled(if: PythonScript.interpreter != nil, "\(PythonScript.reason)"))
  func pythonReadsCheckpoints() throws {
    try withSmallDataset { root in
      let flags = smallNetwork + ["--epochs", "1", "--output", "run"]
      #expect(try BuiltCommand("vae-train").run(flags, in: root).exitCode == 0)
      let text = try PythonScript.run(
        "check_safetensors.py", ["\(root)/run/checkpoint-001.safetensors"])
      let contents = try JSONDecoder().decode(Contents.self, from: Data(text.utf8))
      let weight = try #require(contents.tensors["encoder.hidden.weight"])
      #expect(weight.shape == [8, 36] && weight.dtype == "float32")
      let areFinite = contents.tensors.values.allSatisfy { $0.finite }
      #expect(areFinite)
      #expect(contents.tensors.count == 3 * 10)
      #expect(contents.tensors["optimizer.first_moment.encoder.hidden.weight"]?.shape == [8, 36])
      #expect(contents.metadata["seed"] == "0" && contents.metadata["epoch"] == "1")
    }
  }
}
