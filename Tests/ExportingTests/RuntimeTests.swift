import Arrays
import Exporting
import Layers
import ONNX
import TestSupport
import Tensors
import Testing

/// Exported files, checked by Python's onnx and run by onnxruntime.
@Suite(
  .enabled(if: PythonScript.interpreter != nil, "\(PythonScript.reason)"))
struct RuntimeTests {
  @Test("every operator at every opset, in two sizes")
  func operators() throws {
    try withTemporaryFolder { folder in
      var checker = RuntimeChecker(folder: folder)
      var expected = 0
      for (index, operatorCase) in operatorCases.enumerated() {
        let opsets = operatorCase.lowestOpset...Opset.supported.upperBound
        for (size, shapes) in operatorCase.shapes.prefix(2).enumerated() {
          try checker.add(
            operatorCase.exportable(shapes), name: "\(operatorCase.name)-\(index)-\(size)",
            opsets: opsets, runs: [(size, operatorCase.inputs(shapes, .float32, seed: 9))])
          expected += opsets.count
        }
      }
      try expectAgreement(checker, runs: expected)
    }
  }

  @Test("a module with a skip connection and a concatenation at every opset")
  func userDefinedModule() throws {
    try withTemporaryFolder { folder in
      var checker = RuntimeChecker(folder: folder)
      var generator = RandomGenerator(seed: 2)
      let runs = [1, 3, 64].map { ($0, [Tensor(generator.normal([$0, 6]))]) }
      try checker.add(
        SkipNet().function, name: "skip", opsets: Opset.supported, runs: runs)
      try expectAgreement(checker, runs: 3 * Opset.supported.count)
    }
  }

  private func expectAgreement(_ checker: RuntimeChecker, runs: Int) throws {
    let summary = try checker.run()
    print("onnxruntime agreed with \(summary.agreed) of \(runs) runs")
    #expect(summary.failed.isEmpty)
    #expect(summary.unsupported.isEmpty)
    #expect(summary.agreed == runs)
  }
}
