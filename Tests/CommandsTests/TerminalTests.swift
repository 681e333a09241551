import Foundation
import TestSupport
import Testing

/// What commands show on terminals.
struct TerminalTests {
  private static let escape = "\u{1b}["

  @Test(
    "each command's help has an example, and flags of one name have one meaning",
    arguments: [
      ["vae-train"], ["vae-export"], ["vae-sample"], ["vae-evaluate"], ["onnx-run"],
      ["onnx-run", "run"], ["onnx-run", "inspect"], ["onnx-run", "bench"], ["onnx-run", "test"],
    ])
  func help(words: [String]) throws {
    try withTemporaryFolder { root in
      let result = try BuiltCommand(words[0]).run(words.dropFirst() + ["--help"], in: root)
      #expect(result.exitCode == 0 && result.errors.isEmpty && !result.output.contains(Self.escape))
      let text = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let isExample = ["Example: \(words[0]) ", "Examples: \(words[0]) "].contains(
        where: text.contains)
      #expect(isExample, "\(text)")
      guard words != ["onnx-run"] else { return }
      #expect(text.contains("--json Print JSON for programs instead of text."))
      for (flag, meaning) in [
        ("--checkpoint <path>", "A run folder or one safetensors file"),
        ("--data <data>", ": mnist, fashion-mnist or a folder"),
      ] where text.contains(" \(flag) ") {
        #expect(text.contains(meaning), "\(text)")
      }
    }
  }

  @Test(
    "errors are coloured on terminals that show colour, unless NO_COLOR is set",
    arguments: [
      ([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": "0"], false), (["NO_COLOR": ""], true),
      (["TERM": "dumb"], false),
    ] as [([String: String], Bool)])
  func colour(environment: [String: String], isColoured: Bool) throws {
    try withTrainedRun { root in
      for (command, arguments, label) in [
        ("vae-sample", ["--checkpoint", "nowhere", "x.png"], "error:"),
        ("vae-export", ["--checkpoint", "runs/one", "out.onnx"], "verified"),
        ("vae-export", ["--no-verify", "out.onnx"], "not verified"),
        ("onnx-run", ["inspect", "nowhere.onnx"], "error:"),
      ] {
        let (text, code) = try BuiltCommand(command).runInTerminal(
          arguments, in: root, environment: environment)
        #expect((code == 0) == (label != "error:"), "\(text)")
        #expect(text.contains(label) && text.contains(Self.escape) == isColoured, "\(text)")
        if isColoured { #expect(text.contains("m\(label)\(Self.escape)0m"), "\(text)") }
      }
    }
  }

  @Test("training shows a bar with the time left on terminals that are wide enough")
  func bar() throws {
    try withSmallDataset { root in
      let flags = smallNetwork + ["--epochs", "2", "--output"]
      for (run, columns, environment, hasBar) in [
        ("a", 100, [:], true), ("b", 100, ["NO_COLOR": "1"], true), ("c", 60, [:], false),
        ("d", 100, ["TERM": "dumb"], false),
      ] as [(String, Int, [String: String], Bool)] {
        let (text, code) = try BuiltCommand("vae-train").runInTerminal(
          flags + [run], in: root, columns: columns, environment: environment)
        #expect(code == 0 && text.contains(" images/s loss ") == hasBar, "\(text)")
        #expect(text.contains(" left") == hasBar && text.hasSuffix("\(run)\n"))
        let isBold = environment.isEmpty
        #expect(text.contains("\(Self.escape)1mepoch 1:\(Self.escape)0m train ") == isBold)
      }
    }
  }

  @Test("measuring shows a bar, which is gone at the end")
  func evaluationBar() throws {
    try withTrainedRun { root in
      let (text, code) = try BuiltCommand("vae-evaluate").runInTerminal(
        ["--samples", "500"], in: root)
      #expect(code == 0 && text.contains("images [####################] 25/25 0:00 left"))
      #expect(text.contains("left\r\(Self.escape)Kruns/one/"), "\(text)")
      let (json, _) = try BuiltCommand("vae-evaluate").runInTerminal(
        ["--samples", "5", "--json"], in: root, environment: ["TERM": "dumb"])
      #expect(json.hasPrefix("{") && json.hasSuffix("}\n"))
    }
  }

  @Test(
    "digits are drawn in the terminal, as wide as it is, with the colours that it has",
    arguments: [
      (40, [:], "38;5;"), (40, ["COLORTERM": "truecolor"], "38;2;"), (20, ["NO_COLOR": "1"], nil),
      (200, ["TERM": "dumb"], nil),
    ] as [(Int, [String: String], String?)])
  func showing(columns: Int, environment: [String: String], code: String?) throws {
    try withTrainedRun { root in
      let (text, exitCode) = try BuiltCommand("vae-sample").runInTerminal(
        ["-n", "64", "--show"], in: root, columns: columns, environment: environment)
      let lines = text.split(separator: "\n")
      // 8 by 8 images of 6 pixels, with 2 pixels around each.
      let width = min(columns, 66)
      #expect(exitCode == 0 && lines.count == (width + 1) / 2, "\(text)")
      for line in lines {
        let codes = line.matches(of: /\u{1b}\[[0-9;]*m/).count
        #expect((codes > 0) == (code != nil))
        let plain = line.replacing(/\u{1b}\[[0-9;]*m/, with: "")
        #expect(plain.count == width && plain.allSatisfy { "█▀▄ ".contains($0) })
        if let code { #expect(line.contains(code) && plain.allSatisfy { $0 == "▀" }) }
      }
      #expect(!FileManager.default.fileExists(atPath: "\(root)/x.png"))
    }
  }

  @Test func showingOnAPipeIsPlainAnd80ColumnsWide() throws {
    try withTrainedRun { root in
      let result = try BuiltCommand("vae-sample").run(
        ["-n", "400", "--reconstruct", "--show", "x.png"], in: root)
      let lines = result.output.split(separator: "\n")
      #expect(result.exitCode == 0 && lines.last == "x.png" && !result.output.contains(Self.escape))
      #expect(lines.dropLast().allSatisfy { $0.count == 80 } && lines.count > 20)
      #expect(FileManager.default.fileExists(atPath: "\(root)/x.png"))
    }
  }
}
