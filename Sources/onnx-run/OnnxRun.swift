import ArgumentParser
import Foundation

/// The engine's command.
@main
struct OnnxRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "onnx-run",
    abstract: "Runs ONNX models, and shows what is in them.",
    discussion: """
      Examples:
        onnx-run decoder.onnx --input latent=z.npy --output-dir results
        onnx-run inspect decoder.onnx
      """,
    subcommands: [Run.self, Inspect.self], defaultSubcommand: Run.self)
}

/// Runs `body`; a failure becomes one line, `error: …`, and exit code 1.
func reportingErrors(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let code as ExitCode {
    throw code
  } catch {
    FileHandle.standardError.write(Data("error: \(printable("\(error)"))\n".utf8))
    throw ExitCode.failure
  }
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
