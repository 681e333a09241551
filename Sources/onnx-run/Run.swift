import ArgumentParser
import ArrayFiles
import Arrays
import Commands
import Inference

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `onnx-run run`: runs a model once on arrays from files.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a model on NumPy files.",
    discussion: """
      Example:
        onnx-run decoder.onnx --input latent=z.npy --output-dir results

      Every output is written to a .npy file of its name, in which '/' and ':' become '_'.
      """)

  @Argument(help: "The model, an ONNX file.")
  var model: String

  @Option(
    name: .long, help: "An input's name and a .npy file with its elements; once for each input.")
  var input: [String] = []

  @Option(name: .long, help: "The folder for the outputs; made where it is missing.")
  var outputDir = "."

  @Option(
    name: .long,
    help: "The most bytes of memory for a run; half of the machine's by default.")
  var maxMemory: Int?

  @Option(
    name: .long,
    help: "The most nodes that a run may take, those in loops as often as they run.")
  var maxSteps: Int?

  @OptionGroup var format: JSONOption

  func validate() throws {
    if let maxMemory, maxMemory < 1 {
      throw ValidationError("--max-memory must be at least 1")
    }
    if let maxSteps, maxSteps < 1 {
      throw ValidationError("--max-steps must be at least 1")
    }
  }

  func run() throws {
    try reportingErrors {
      var options = InferenceSession.Options()
      if let maxMemory { options.maximumMemory = maxMemory }
      if let maxSteps { options.maximumSteps = maxSteps }
      let session = try InferenceSession(path: model, options: options)
      let files = try outputFiles(session)
      let results = try session.run(try arguments(session))
      try makeOutputFolder()
      for (name, file) in files {
        guard let array = results[name] else { continue }
        try NumpyFile.write(array, to: file)
        if format.json {
          try printJSON(
            WrittenOutput(
              output: name, type: "\(array.dataType)", shape: array.shape, file: file))
        } else {
          print("\(printable(name)): \(array.dataType) \(array.shape) → \(printable(file))")
        }
      }
    }
  }

  private func arguments(_ session: InferenceSession) throws -> [String: NDArray] {
    var arguments: [String: NDArray] = [:]
    for text in input {
      // A name may hold '=': names that the model has come first.
      let known = session.inputs.map(\.name).filter { text.hasPrefix($0 + "=") }
      let split = known.max { $0.count < $1.count } ?? String(text.prefix { $0 != "=" })
      guard !split.isEmpty, text.count > split.count + 1 else {
        throw RunError.malformedInput(text)
      }
      let array = try NumpyFile.read(String(text.dropFirst(split.count + 1)))
      if arguments.updateValue(array, forKey: split) != nil {
        throw RunError.inputGivenTwice(split)
      }
    }
    return arguments
  }

  private func outputFiles(
    _ session: InferenceSession
  ) throws -> [(name: String, file: String)] {
    var files: [(name: String, file: String)] = []
    var names: [String: String] = [:]
    for output in session.outputs {
      let unsafe: Set<Character> = ["/", ":", "\0"]
      let file = String(output.name.map { unsafe.contains($0) ? "_" : $0 }) + ".npy"
      if let other = names.updateValue(output.name, forKey: file) {
        throw RunError.sameFile(other, output.name, file)
      }
      files.append(
        (output.name, outputDir.hasSuffix("/") ? outputDir + file : outputDir + "/" + file))
    }
    return files
  }

  private func makeOutputFolder() throws {
    var path = outputDir.hasPrefix("/") ? "/" : ""
    for part in outputDir.split(separator: "/") {
      path += (path.isEmpty || path.hasSuffix("/") ? "" : "/") + part
      if mkdir(path, 0o777) != 0 && errno != EEXIST {
        throw RunError.noFolder(path, String(cString: strerror(errno)))
      }
    }
    var status = stat()
    if stat(outputDir, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR {
      throw RunError.noFolder(outputDir, "it is a file")
    }
  }
}

/// An output of a run, for programs: one object a line.
private struct WrittenOutput: Encodable {
  let output: String
  let type: String
  let shape: [Int]
  let file: String
}

/// What can be wrong with the flags of a run.
enum RunError: Error, CustomStringConvertible {
  case malformedInput(String)
  case inputGivenTwice(String)
  case sameFile(String, String, String)
  case noFolder(String, String)

  var description: String {
    switch self {
    case .malformedInput(let text): "--input \(text): write it as name=file.npy"
    case .inputGivenTwice(let name): "--input gives '\(name)' twice"
    case .sameFile(let first, let second, let file):
      "the outputs '\(first)' and '\(second)' would both be written to \(file)"
    case .noFolder(let path, let reason): "\(path) cannot be made: \(reason)"
    }
  }
}
