import ArrayFiles
import Arrays
import Exporting
import Foundation
import Layers
import ONNX
import ONNXFiles
import Tensors
import TestSupport
import Testing

struct OnnxRunCommandTests {
  /// Calls `body` with a folder that holds `double.onnx`, y/z:0 = x + x, and `x.npy`.
  private func withModel(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { root in
      let function = ExportableFunction(
        name: "double", inputs: [InputSignature("x", [.dynamic("batch"), .fixed(3)])],
        outputs: ["y/z:0"], parameters: [], body: { [$0[0] + $0[0]] })
      let model = try TracedModel(tracing: function, opset: 11).model
      try ModelFile.write(model, to: "\(root)/double.onnx")
      let x = NDArray([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
      try NumpyFile.write(x, to: "\(root)/x.npy")
      try NumpyFile.write(x.transposed(), to: "\(root)/wide.npy")
      try NumpyFile.write(x.cast(to: .int64), to: "\(root)/whole.npy")
      try body(root)
    }
  }

  @Test("runs by default, and gives files names that a file system takes")
  func runs() throws {
    try withModel { root in
      for subcommand in [[], ["run"]] {
        let result = try BuiltCommand("onnx-run").run(
          subcommand + ["double.onnx", "--input", "x=x.npy", "--output-dir", "out"], in: root)
        #expect(result.exitCode == 0, "\(result.errors)")
        let y = try NumpyFile.read("\(root)/out/y_z_0.npy")
        #expect(y.shape == [2, 3] && y.scalars(Float.self) == [2, 4, 6, 8, 10, 12])
      }
    }
  }

  @Test func inspects() throws {
    try withModel { root in
      let result = try BuiltCommand("onnx-run").run(["inspect", "double.onnx"], in: root)
      #expect(result.exitCode == 0)
      for expected in ["opset", "11", "Tessera", "x", "float32 [batch, 3]", "Add", "y/z:0"] {
        #expect(result.output.contains(expected))
      }
      let json = try BuiltCommand("onnx-run").run(["inspect", "--json", "double.onnx"], in: root)
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
      #expect((object as? [String: Any])?["irVersion"] as? Int == 6)
    }
  }

  /// Writes the model with a data set whose output is `expected` as a case below `root`/cases.
  private func writeCase(_ name: String, in root: String, expected: [Float]) throws {
    let folder = "\(root)/cases/\(name)"
    try FileManager.default.createDirectory(
      atPath: "\(folder)/test_data_set_0", withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: "\(root)/double.onnx", toPath: "\(folder)/model.onnx")
    for (file, numbers) in [("input_0", [1, 2, 3] as [Float]), ("output_0", expected)] {
      let tensor = TensorValue(
        elementType: .float, shape: [1, 3], bytes: numbers.withUnsafeBytes { Array($0) })
      try TensorFile.write(tensor, to: "\(folder)/test_data_set_0/\(file).pb")
    }
  }

  @Test func tests() throws {
    try withModel { root in
      try writeCase("test_right", in: root, expected: [2, 4, 6])
      let right = try BuiltCommand("onnx-run").run(["test", "cases"], in: root)
      #expect(right.exitCode == 0 && right.errors.isEmpty)
      #expect(right.output.hasSuffix("\n1 passed, 0 failed, 0 skipped\n"), "\(right.output)")
      try writeCase("test_wrong", in: root, expected: [2, 4, 7])
      let wrong = try BuiltCommand("onnx-run").run(["test", "cases"], in: root)
      #expect(wrong.exitCode == 1 && wrong.errors.isEmpty)
      #expect(wrong.output.hasPrefix("failed: test_wrong: output 'y/z:0' has 6.0, not 7.0"))
      #expect(wrong.output.hasSuffix("\n1 passed, 1 failed, 0 skipped\n"), "\(wrong.output)")
      let names = try BuiltCommand("onnx-run").run(["test", "--passed", "cases"], in: root)
      #expect(names.exitCode == 0 && names.output == "test_right\n")
      let json = try BuiltCommand("onnx-run").run(["test", "--json", "cases"], in: root)
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
      #expect((object as? [String: Any])?["failed"] as? Int == 1)
    }
  }

  @Test(
    "what is wrong is one line",
    arguments: [
      (["double.onnx", "--output-dir", "out"], "'x'"),
      (["double.onnx", "--input", "x=wide.npy", "--output-dir", "out"], "'x'"),
      (["double.onnx", "--input", "x=whole.npy", "--output-dir", "out"], "int64"),
      (["double.onnx", "--input", "w=x.npy", "--input", "x=x.npy", "--output-dir", "out"], "'w'"),
      (["double.onnx", "--input", "x=none.npy", "--output-dir", "out"], "none.npy: no such file"),
      (["double.onnx", "--input", "x=double.onnx", "--output-dir", "out"], "double.onnx"),
      (["double.onnx", "--input", "x=x.npy", "--output-dir", "x.npy"], "x.npy"),
      (["none.onnx", "--input", "x=x.npy", "--output-dir", "out"], "none.onnx: no such file"),
      (["x.npy", "--input", "x=x.npy", "--output-dir", "out"], "x.npy"),
      (["inspect", "."], "a folder, not a file"), (["inspect", "x.npy"], "x.npy"),
      (["test", "."], ".: no test cases there"), (["test", "none"], "none: no such folder"),
      (["bench", "double.onnx", "--shape", "x=0x4611686018427387904x4"], "is too large"),
      (["double.onnx", "--bogus"], "Unknown option '--bogus'"),
    ])
  func badFlags(flags: [String], expected: String) throws {
    try withModel { root in
      let result = try BuiltCommand("onnx-run").run(flags, in: root)
      expectRefusal(result, expected)
    }
  }
}
