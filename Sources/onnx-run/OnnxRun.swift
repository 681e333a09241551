import ArgumentParser
import Commands

/// The engine's command.
@main
struct OnnxRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "onnx-run",
    abstract: "Runs ONNX models, shows what is in them, times them, and runs ONNX's tests.",
    discussion: """
      Examples:
        onnx-run decoder.onnx --input latent=z.npy --output-dir results
        onnx-run inspect decoder.onnx
        onnx-run bench decoder.onnx --shape latent=64x20
        onnx-run test onnx/backend/test/data/node
      """,
    subcommands: [Run.self, Inspect.self, Test.self, Bench.self], defaultSubcommand: Run.self)

  static func main() { runCommand() }
}

/// Runs `body`; what it throws names things from files, and comes out as a text that is safe to print.
func reportingErrors(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch {
    throw Failure(description: printable("\(error)"))
  }
}

/// Why a command failed, in one line.
private struct Failure: Error, CustomStringConvertible {
  let description: String
}

/// A text from a file, in which nothing moves the cursor or starts another line.
func printable(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    if scalar.properties.generalCategory == .control {
      result += scalar.escaped(asASCII: true)
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}
