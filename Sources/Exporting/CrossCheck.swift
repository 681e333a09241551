import ArrayFiles
import ONNXFiles
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#endif
import Foundation

/// What onnxruntime answered to the inputs of the verification.
public struct CrossCheck: Sendable, Codable {
  /// The errors of one output.
  public struct OutputError: Sendable, Codable {
    /// The output's name.
    public let name: String
    /// The largest |runtime − function|.
    public let maximumAbsolute: Double
    /// The largest |runtime − function| / max(1, |function|).
    public let maximumRelative: Double
  }

  /// The runtime and its version.
  public let runtime: String
  /// The errors of each output.
  public let outputs: [OutputError]

  /// Whether each output lies within 1e-5 of the function's, in proportion where it is large.
  public var passed: Bool { outputs.allSatisfy { $0.maximumRelative <= 1e-5 } }

  /// The errors as a Markdown table.
  var table: [String] {
    ["| output | largest absolute error | largest relative error |", "| --- | --- | --- |"]
      + outputs.map {
        "| \($0.name) | \(VerificationReport.format($0.maximumAbsolute)) "
          + "| \(VerificationReport.format($0.maximumRelative)) |"
      }
  }
}

/// Why onnxruntime could not be asked.
public enum CrossCheckError: Error, CustomStringConvertible {
  /// No Python with onnxruntime was found.
  case noRuntime
  /// onnxruntime refused the file or the inputs.
  case refused(reason: String)

  /// One line for people.
  public var description: String {
    switch self {
    case .noRuntime:
      "no Python with onnxruntime and onnx was found; name one in the variable TESSERA_PYTHON"
    case .refused(let reason): "onnxruntime: \(reason)"
    }
  }
}

extension TracedModel {
  /// Asks onnxruntime, in Python, for its answers to a case folder.
  ///
  /// The interpreter is the environment variable TESSERA_PYTHON's, or `python3`.
  ///
  /// - Parameter folder: A folder that `writeCase(to:)` has written.
  /// - Throws: `CrossCheckError`.
  public static func crossCheck(caseFolder folder: String) throws -> CrossCheck {
    let process = Process()
    let environment = ProcessInfo.processInfo.environment
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [environment["TESSERA_PYTHON"] ?? "python3", "-c", script, folder]
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    do { try process.run() } catch { throw CrossCheckError.noRuntime }
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    switch process.terminationStatus {
    case 0:
      do {
        return try JSONDecoder().decode(CrossCheck.self, from: text)
      } catch {
        throw CrossCheckError.refused(reason: "its answer could not be read")
      }
    case 3, 127: throw CrossCheckError.noRuntime
    default:
      let line = complaint.split(separator: "\n").last.map(String.init) ?? "it failed"
      throw CrossCheckError.refused(reason: line)
    }
  }

  /// Prints the largest errors over all data sets of a case folder as JSON.
  private static let script = """
    import glob, json, os, sys
    os.environ.setdefault("ALLOW_RELEASED_ONNX_OPSET_ONLY", "0")
    try:
        import numpy, onnx, onnxruntime
        from onnx import numpy_helper
    except ImportError:
        sys.exit(3)

    def read(path):
        with open(path, "rb") as file:
            return numpy_helper.to_array(onnx.load_tensor_from_string(file.read()))

    folder = sys.argv[1]
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(
        os.path.join(folder, "model.onnx"), options, providers=["CPUExecutionProvider"])
    names = [value.name for value in session.get_outputs()]
    errors = {name: [0.0, 0.0] for name in names}
    for data in sorted(glob.glob(os.path.join(folder, "test_data_set_*"))):
        inputs = {
            value.name: read(os.path.join(data, f"input_{index}.pb"))
            for index, value in enumerate(session.get_inputs())}
        for index, (name, found) in enumerate(zip(names, session.run(names, inputs))):
            wanted = read(os.path.join(data, f"output_{index}.pb")).astype("f8")
            if found.shape != wanted.shape:
                sys.exit(f"output {name} has shape {found.shape} instead of {wanted.shape}")
            distance = numpy.abs(found.astype("f8") - wanted)
            distance[found == wanted] = 0
            relative = distance / numpy.maximum(1, numpy.abs(wanted))
            largest = [float(distance.max(initial=0)), float(relative.max(initial=0))]
            errors[name] = [max(pair) for pair in zip(errors[name], largest)]
    print(json.dumps({
        "runtime": "onnxruntime " + onnxruntime.__version__,
        "outputs": [
            {"name": name, "maximumAbsolute": pair[0], "maximumRelative": pair[1]}
            for name, pair in errors.items()]}))
    """
}
