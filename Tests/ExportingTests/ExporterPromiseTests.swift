import ArrayFiles
import Arrays
import Foundation
import Importing
import Inference
import Layers
import ONNX
import ONNXFiles
import TestSupport
import Tensors
import Testing

@testable import Exporting

/// What users of exporters complain about, one test for each complaint.
@Suite("What an exporter must not do to its users")
struct ExporterPromiseTests {
  /// Two layers with activations that old opsets lack between them.
  private struct GatedNet: Module {
    let first: Linear
    let second: Linear

    init() {
      var generator = RandomGenerator(seed: 1)
      first = Linear(4, 4, generator: &generator)
      second = Linear(4, 4, generator: &generator)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      second(first(x).erf()).remainder(2)
    }
  }

  @Test("1. any function of named tensors is exported, with several inputs and outputs")
  func anyFunction() throws {
    let traced = try trace(
      inputs: [
        InputSignature("values", ["rows", 3]),
        InputSignature("row", ["picked"], dataType: .int64, distribution: .integers(0..<1)),
        InputSignature("mask", ["rows", 1], dataType: .bool, distribution: .booleans),
      ], outputs: ["picked rows", "largest", "kept"], opset: 13
    ) { inputs in
      let (values, row, mask) = (inputs[0], inputs[1], inputs[2])
      return [
        values.indexSelected(axis: 0, at: row), values.argMax(axis: 1),
        .where(mask, values, values * 0),
      ]
    }
    #expect(traced.model.graph.outputs.map(\.name) == ["picked rows", "largest", "kept"])
    #expect(traced.model.graph.outputs.map(\.elementType) == [.float, .int64, .float])
    let report = try traced.verify(ModelFile.decode(ModelFile.encode(traced.model)))
    #expect(report.passed, "\(String(describing: report.divergence))")
  }

  @Test("2. all operators that an opset lacks are named at once, with their places")
  func allMissingOperators() throws {
    let net = GatedNet()
    try withTemporaryFolder { folder in
      let error = #expect(throws: ExportError.self) {
        try net.trace(inputs: [InputSignature("x", ["n", 4])], outputs: ["y"], opset: 7) {
          [$0($1[0])]
        }.write(to: "\(folder)/net.onnx")
      }
      let text = error?.description ?? ""
      #expect(text.contains("Erf after first needs opset 9"), "\(text)")
      #expect(text.contains("Remainder after second needs opset 10"), "\(text)")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files.isEmpty)
    }
  }

  @Test("3. an open axis holds at every size, also where a size is computed with")
  func openAxes() throws {
    let traced = try trace(
      inputs: [InputSignature("x", ["batch", "time", 2])], outputs: ["y"], opset: 17
    ) { inputs in
      let x = inputs[0]
      let (batch, time) = (x.shape[0], x.shape[1])
      return [x.permuted([1, 0, 2]).reshaped(to: [time, batch * 2]) / Double(batch)]
    }
    let session = try InferenceSession(model: traced.model)
    for (batch, time) in [(1, 1), (1, 9), (6, 1), (5, 8)] {
      let x = NDArray(
        (0..<batch * time * 2).map { Float($0) }, shape: [batch, time, 2])
      let found = try session.run(["x": x])["y"]
      let expected = x.permuted([1, 0, 2]).reshaped([time, batch * 2])
        .map(Float.self) { $0 / Float(batch) }
      #expect(found?.shape == expected.shape)
      #expect(found?.scalars(Float.self) == expected.scalars(Float.self))
    }
  }

  @Test("4. names are as given, unused inputs stay, shared weights are stored once")
  func signature() throws {
    var generator = RandomGenerator(seed: 0)
    let layer = Linear(4, 4, generator: &generator)
    let traced = try layer.trace(
      inputs: [InputSignature("in put", ["n", 4]), InputSignature("unused", [3])],
      outputs: ["out/put"], opset: 17
    ) { [$0($0($1[0]))] }
    #expect(traced.model.graph.inputs.map(\.name) == ["in put", "unused"])
    #expect(traced.model.graph.outputs.map(\.name) == ["out/put"])
    #expect(traced.model.graph.initializers.map(\.name) == ["weight", "bias"])
    #expect(traced.warnings.count == 1)
  }

  @Test("5. the report tells where a file goes wrong, not only that it does")
  func report() throws {
    let traced = try TracedModel(tracing: SkipNet().function, opset: 17)
    var model = traced.model
    let index = try #require(model.graph.initializers.firstIndex { $0.name == "second.bias" })
    model.graph.initializers[index].bytes[3] ^= 0x40
    let report = try traced.verify(model)
    #expect(report.divergence?.node == "second.Gemm")
    let json = try report.json(for: traced, file: "net.onnx", byteCount: 1)
    #expect(json.contains("\"passed\" : false") && json.contains("second.Gemm"))
  }

  @Test("6. large weights are written as a stream, never twice in memory")
  func largeModels() async {
    await #expect(processExitsWith: .success) {
      let count = 48 << 20
      let weight = Parameter(NDArray.zeros([count]))
      let traced = try trace(
        inputs: [InputSignature("x", [1])], outputs: ["y"], opset: 17,
        parameters: [NamedParameter(name: "w", parameter: weight)]
      ) { [$0[0] + weight.value.sliced(axis: 0, 0..<1)] }
      let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("tessera-large-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let before = peakMemory()
      let written = try traced.write(
        to: "\(folder)/large.onnx",
        options: .init(isVerified: false, weightStorage: .beside))
      precondition(written.byteCount > count * 4, "\(written.byteCount) bytes")
      let growth = peakMemory() - before
      precondition(growth < count, "writing \(count * 4) bytes took \(growth) more")
    }
  }

  @Test("a file is the same on every machine")
  func sameBytesEverywhere() throws {
    let traced = try TracedModel(tracing: SkipNet().function, opset: 17)
    let bytes = try ModelFile.encode(traced.model)
    var checksum = Checksum()
    bytes.withUnsafeBytes { checksum.add($0) }
    #expect("\(bytes.count) bytes, \(checksum)" == "1319 bytes, 1a8dc316")
  }
}

/// The most memory that this process has had, in bytes.
private func peakMemory() -> Int {
  var usage = rusage()
  getrusage(0, &usage)  // RUSAGE_SELF, whose type differs between platforms.
  return usage.ru_maxrss * 1024
}
