import Foundation

/// Scripts of Tests/Python, run by a Python that has the packages of other people's software.
public enum PythonScript {
  /// The interpreter, from the environment variable TESSERA_PYTHON, which `make test` sets where it
  /// can arrange one.
  public static let interpreter = ProcessInfo.processInfo.environment["TESSERA_PYTHON"]

  /// Why a test that needs the interpreter is skipped without it.
  public static let reason = "needs Python's onnx and onnxruntime: TESSERA_PYTHON is not set"

  /// Runs a script and returns what it printed.
  public static func run(_ name: String, _ arguments: [String]) throws -> String {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Python/\(name)").standardized.path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: interpreter ?? "python3")
    process.arguments = [script] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }
}
