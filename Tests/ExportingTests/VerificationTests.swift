import ArrayFiles
import Arrays
import Layers
import ONNX
import ONNXFiles
import TestSupport
import Tensors
import Testing

@testable import Exporting

struct VerificationTests {
  @Test("a written file passes at every opset", arguments: Opset.supported)
  func everyOpset(_ opset: Int) throws {
    try withTemporaryFolder { folder in
      let traced = try TracedModel(tracing: SkipNet().function, opset: opset)
      let written = try traced.write(to: "\(folder)/skip.onnx")
      let report = try #require(written.report)
      #expect(report.passed)
      #expect(report.axes == ["batch"])
      #expect(report.sizes == [[1], [7]])
      #expect(report.outputs.map(\.name) == ["y"])
      #expect(report.outputs[0].maximumAbsolute < 1e-6)
      #expect(try readFile("\(folder)/skip.onnx").count == written.byteCount)
    }
  }

  @Test(
    "every operator's file passes at the oldest and newest opset", arguments: operatorCases)
  func everyOperator(_ operatorCase: OperatorCase) throws {
    let opsets = Set([operatorCase.lowestOpset, 11, 13, 18, Opset.supported.upperBound])
    for opset in opsets where opset >= operatorCase.lowestOpset {
      for shapes in operatorCase.shapes where !shapes.joined().contains(0) {
        let traced = try TracedModel(tracing: operatorCase.exportable(shapes), opset: opset)
        let bytes = try ModelFile.encode(traced.model)
        let report = try traced.verify(ModelFile.decode(bytes))
        #expect(
          report.passed,
          "\(operatorCase) of \(shapes) at \(opset): \(String(describing: report.divergence))")
      }
    }
  }

  @Test("an opset that lacks an operator is refused, and the lowest that has it named")
  func inexpressible() throws {
    for operatorCase in operatorCases {
      for opset in Opset.supported where opset < operatorCase.lowestOpset {
        let function = operatorCase.exportable(operatorCase.shapes[0])
        let error = #expect(throws: ExportError.self, "\(operatorCase) at \(opset)") {
          try TracedModel(tracing: function, opset: opset)
        }
        #expect(
          error?.description.contains("opset \(operatorCase.lowestOpset) ") == true,
          "\(operatorCase) at \(opset): \(String(describing: error))")
      }
    }
  }

  @Test("a file with one weight altered fails, and the node that reads it is named")
  func alteredWeight() throws {
    let traced = try TracedModel(tracing: SkipNet().function, opset: 11)
    var model = try ModelFile.decode(ModelFile.encode(traced.model))
    let index = try #require(
      model.graph.initializers.firstIndex { $0.name == "out.weight" })
    // One weight on an input, its most significant byte: the sign and half of the exponent.
    model.graph.initializers[index].bytes[4 * 10 + 3] ^= 0x81
    let report = try traced.verify(model)
    #expect(!report.passed)
    #expect(report.divergence?.node == "out.Gemm")
  }

  @Test("a file with one attribute altered fails, and the node is named")
  func alteredAttribute() throws {
    let traced = try TracedModel(tracing: SkipNet().function, opset: 11)
    var model = try ModelFile.decode(ModelFile.encode(traced.model))
    let index = try #require(model.graph.nodes.firstIndex { $0.name == "second.Gemm" })
    // The weights of this layer are square, so that the shapes still fit.
    model.graph.nodes[index].attributes["transB"] = .int(0)
    let report = try traced.verify(model)
    #expect(report.divergence?.node == "second.Gemm")
  }

  @Test("a file whose shapes no longer fit names the node too")
  func alteredShape() throws {
    let traced = try TracedModel(tracing: SkipNet().function, opset: 11)
    var model = try ModelFile.decode(ModelFile.encode(traced.model))
    let index = try #require(model.graph.nodes.firstIndex { $0.name == "out.Gemm" })
    model.graph.nodes[index].attributes["transB"] = .int(0)
    let report = try? traced.verify(model)
    #expect(report.map { $0.divergence?.node == "out.Gemm" } ?? true)
  }

  @Test("a file that fails does not take the place of the one before, and its report is written")
  func failureKeepsTheOldFile() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/net.onnx"
      try AtomicFile.write(to: path, "the file before")
      // A function that answers differently once it is traced.
      let net = SkipNet()
      var drifts = false
      let function = ExportableFunction(
        name: "drift", inputs: [InputSignature("x", [.dynamic("n"), .fixed(6)])], outputs: ["y"],
        parameters: net.parameters,
        body: { [drifts ? net($0[0] * 1.01) : net($0[0])] })
      let traced = try TracedModel(tracing: function, opset: 11)
      drifts = true
      #expect(throws: VerificationFailure.self) {
        try traced.write(to: path, options: .init(reportPaths: ["\(folder)/report.md"]))
      }
      #expect(String(decoding: try readFile(path), as: UTF8.self) == "the file before")
      let report = String(decoding: try readFile("\(folder)/report.md"), as: UTF8.self)
      #expect(report.contains("| result | FAILED |"))
      #expect(report.contains("First diverging node"))
    }
  }

  @Test("a network whose answers are not finite does not pass")
  func notFinite() throws {
    let net = SkipNet()
    net.out.bias.array = NDArray([.nan, 0, 0] as [Float])
    let traced = try TracedModel(tracing: net.function, opset: 11)
    let report = try traced.verify(traced.model)
    #expect(report.divergence?.node == "out.Gemm")
    #expect(report.divergence?.detail == "gives numbers that are not finite")
  }

  @Test func theSameFunctionGivesTheSameBytes() throws {
    let first = try ModelFile.encode(TracedModel(tracing: SkipNet().function, opset: 17).model)
    let second = try ModelFile.encode(TracedModel(tracing: SkipNet().function, opset: 17).model)
    #expect(first == second)
  }

  @Test(arguments: [
    (0.0, "0"), (1.19e-7, "1.19e-7"), (9.999e-6, "1.00e-5"), (0.5, "5.00e-1"), (123.0, "1.23e+2"),
  ])
  func smallNumbersInReports(_ value: Double, _ expected: String) {
    #expect(VerificationReport.format(value) == expected)
  }
}
