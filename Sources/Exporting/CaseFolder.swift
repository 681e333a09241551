import ArrayFiles
import Arrays
import Layers
import ONNX
import ONNXFiles
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A model with inputs and the answers that are expected, in the layout of the ONNX project's test
/// cases: `model.onnx`, `test_data_set_0/input_0.pb`, `test_data_set_0/output_0.pb` and so on.
///
/// Any runtime's test runner reads such a folder, so that a difference can be shown to others.
extension TracedModel {
  /// Writes the model and, for each size that verification tries, random inputs and the function's
  /// own answers.
  ///
  /// - Throws: `ArrayFileError` where the folder holds something else already or cannot be written.
  public func writeCase(to folder: String) throws {
    let sizes = TraceSizes(function.inputs)
    try Self.makeFolder(folder, mustBeEmpty: true)
    try ModelFile.write(model, to: "\(folder)/model.onnx")
    for (index, size) in (sizes.verified.isEmpty ? [[]] : sizes.verified).enumerated() {
      let set = "\(folder)/test_data_set_\(index)"
      try Self.makeFolder(set, mustBeEmpty: false)
      let inputs = sampleInputs(sizes.axes, size, seed: 0)
      let outputs = withoutRecording { function.call(inputs) }
      let named =
        inputs.enumerated().map { ("input_\($0)", function.inputs[$0].name, $1) }
        + outputs.enumerated().map { ("output_\($0)", function.outputs[$0], $1) }
      for (file, name, tensor) in named {
        try TensorFile.write(TensorValue(name: name, tensor.array), to: "\(set)/\(file).pb")
      }
    }
  }

  private static func makeFolder(_ path: String, mustBeEmpty: Bool) throws {
    if mkdir(path, 0o777) == 0 { return }
    guard errno == EEXIST else {
      throw ArrayFileError.file(
        path,
        errno == ENOENT ? .folderMissing : .unwritable(reason: String(cString: strerror(errno))))
    }
    if mustBeEmpty && rmdir(path) == 0 && mkdir(path, 0o777) == 0 { return }
    if mustBeEmpty {
      throw ArrayFileError.file(path, .unwritable(reason: "it is there and not an empty folder"))
    }
  }
}
