import Arrays
import ONNX
import ONNXFiles
import TestSupport
import Tensors
import Testing

@testable import Exporting

/// Open axes: what depends on a size is an expression in the file, or refused.
struct DynamicAxisTests {
  /// A function that uses sizes, as users write such functions.
  struct SizedFunction: Sendable, CustomStringConvertible {
    let description: String
    let inputs: [InputSignature]
    let outputShape: [Dimension]
    var opsets = Array(Opset.supported)
    let body: @Sendable ([Tensor]) -> Tensor

    var function: ExportableFunction {
      ExportableFunction(
        name: "sized", inputs: inputs, outputs: ["y"], parameters: [], body: { [body($0)] })
    }
  }

  static let sequence = InputSignature("x", ["batch", "time", 4])

  static let functions: [SizedFunction] = [
    SizedFunction(
      description: "an axis kept in place by its extent", inputs: [.init("x", ["n", 4])],
      outputShape: [.named("n"), .fixed(2), .fixed(2)]
    ) { $0[0].reshaped(to: [$0[0].shape[0], 2, 2]) },
    SizedFunction(
      description: "all elements in one axis", inputs: [.init("x", ["n", 4])],
      outputShape: [.unknown]
    ) { $0[0].reshaped(to: [$0[0].count]) },
    SizedFunction(
      description: "two axes joined and parted again", inputs: [sequence],
      outputShape: [.named("batch"), .named("time"), .fixed(4)]
    ) { inputs in
      let x = inputs[0]
      let rows = x.reshaped(to: [x.shape[0] * x.shape[1], 4]).tanh()
      return rows.reshaped(to: x.shape)
    },
    SizedFunction(
      description: "axes exchanged, then joined", inputs: [sequence],
      outputShape: [.named("time"), .unknown]
    ) { inputs in
      let x = inputs[0]
      return x.permuted([1, 0, 2]).reshaped(to: [x.shape[1], x.shape[0] * 4])
    },
    SizedFunction(
      description: "a mean written as a sum and a count", inputs: [.init("x", ["n", 4])],
      outputShape: [.fixed(4)]
    ) { $0[0].sum(axes: [0]) / Double($0[0].shape[0]) },
    SizedFunction(
      description: "a product with a count of elements", inputs: [sequence],
      outputShape: [.named("batch"), .named("time"), .fixed(4)]
    ) { $0[0] * Double($0[0].shape[0] * $0[0].shape[1]) },
    SizedFunction(
      description: "ones of the input's size joined to it", inputs: [.init("x", ["n", 4])],
      outputShape: [.named("n"), .fixed(6)]
    ) { .concatenate([$0[0], .ones([$0[0].shape[0], 2])], axis: 1) },
    SizedFunction(
      description: "a row for each of another axis",
      inputs: [.init("x", [1, 4]), .init("like", ["n"])],
      outputShape: [.named("n"), .fixed(4)], opsets: Array(8...28)
    ) { $0[0].expanded(to: [$0[1].shape[0], 4]) },
    SizedFunction(
      description: "all but the first row", inputs: [.init("x", ["n", 4])],
      outputShape: [.unknown, .fixed(4)]
    ) { $0[0].sliced(axis: 0, 1..<$0[0].shape[0]) },
    SizedFunction(
      description: "all but the last row", inputs: [.init("x", [.dynamic("n", traced: 3), 4])],
      outputShape: [.unknown, .fixed(4)], opsets: Array(10...28)
    ) { $0[0].sliced(axis: 0, 0..<($0[0].shape[0] - 1)) },
  ]

  @Test("a size becomes an expression that holds at other sizes", arguments: functions)
  func expressions(_ sized: SizedFunction) throws {
    for opset in sized.opsets {
      let traced = try TracedModel(tracing: sized.function, opset: opset)
      #expect(traced.model.graph.outputs[0].shape == sized.outputShape)
      let report = try traced.verify(ModelFile.decode(ModelFile.encode(traced.model)))
      #expect(report.passed, "opset \(opset): \(String(describing: report.divergence))")
    }
  }

  @Test("the expressions hold in onnxruntime", .enabled(if: PythonScript.interpreter != nil))
  func expressionsInRuntime() throws {
    try withTemporaryFolder { folder in
      var checker = RuntimeChecker(folder: folder)
      var expected = 0
      for (index, sized) in Self.functions.enumerated() {
        let runs = [2, 5].map { size in
          var generator = RandomGenerator(seed: 3)
          return (
            size,
            sized.inputs.map { input in
              Tensor(generator.uniform(input.shape { $0 == "time" ? size + 1 : size }))
            }
          )
        }
        try checker.add(sized.function, name: "sized-\(index)", opsets: sized.opsets, runs: runs)
        expected += sized.opsets.count * runs.count
      }
      let summary = try checker.run()
      #expect(summary.failed.isEmpty)
      #expect(summary.agreed == expected)
    }
  }

  @Test("a branch taken on a size is refused, and the node named")
  func branchOnASize() {
    let function = ExportableFunction(
      name: "branch", inputs: [InputSignature("x", ["n", 4])], outputs: ["y"], parameters: [],
      body: { [$0[0].shape[0] % 2 == 0 ? $0[0].exp() : $0[0].tanh()] })
    let error = #expect(throws: ExportError.self) {
      try TracedModel(tracing: function, opset: 11)
    }
    #expect(
      [
        ExportError.dependsOnSize(node: "Exp", axes: ["n"]),
        .dependsOnSize(node: "Tanh", axes: ["n"]),
      ]
      .contains { $0 == error })
  }

  @Test("a table with a row for each size is refused, and the node named")
  func tableByASize() {
    let function = ExportableFunction(
      name: "positions", inputs: [InputSignature("x", ["n", 4])], outputs: ["y"], parameters: [],
      body: { inputs in
        let rows = (0..<inputs[0].shape[0]).map { Float($0 * $0) }
        return [inputs[0] + Tensor(rows, shape: [rows.count, 1])]
      })
    #expect(throws: ExportError.dependsOnSize(node: "Add", axes: ["n"])) {
      try TracedModel(tracing: function, opset: 11)
    }
  }
}
