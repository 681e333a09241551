import Arrays
import Conformance
import ONNX
import Testing

@testable import Inference

/// Convolutions, pools, normalizations and recurrent layers as plans beside the same graphs run node by
/// node.
struct PlannedLayerTests {
  /// A graph on the input x.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var input: [Int]
    var nodes: [Node]
    var weights: [(name: String, shape: [Int])] = []
    var testDescription: String { name }
  }

  private static func node(
    _ type: String, _ inputs: [String], _ output: String, _ attributes: [String: Attribute] = [:]
  ) -> Node {
    Node(operatorType: type, inputs: inputs, outputs: [output], attributes: attributes)
  }

  private static let padded: [String: Attribute] = ["pads": .ints([1, 1, 1, 1])]
  private static let halving: [String: Attribute] = [
    "pads": .ints([1, 1, 1, 1]), "strides": .ints([2, 2]),
  ]
  private static let pooling: [String: Attribute] = [
    "kernel_shape": .ints([3, 2]), "strides": .ints([2, 2]), "pads": .ints([1, 0, 1, 1]),
  ]
  private static let statistics = ["scale", "shift", "mean", "variance"]

  static let cases: [Case] = [
    Case(
      name: "convolution, activation, flattened", input: [3, 2, 7, 9],
      nodes: [
        node("Conv", ["x", "w", "b"], "c", halving), node("Relu", ["c"], "r"),
        node("Flatten", ["r"], "y"),
      ], weights: [("w", [20, 2, 3, 3]), ("b", [20])]),
    Case(
      name: "one spatial axis", input: [2, 5, 11],
      nodes: [node("Conv", ["x", "w"], "y", ["dilations": .ints([2])])],
      weights: [("w", [33, 5, 3])]),
    Case(
      name: "three spatial axes", input: [1, 2, 4, 5, 6],
      nodes: [node("Conv", ["x", "w"], "y", ["auto_pad": .string("SAME_UPPER")])],
      weights: [("w", [6, 2, 2, 3, 2])]),
    Case(
      name: "a transposed convolution and back", input: [2, 6, 5, 4],
      nodes: [
        node(
          "ConvTranspose", ["x", "w", "b"], "t",
          halving.merging(["output_padding": .ints([1, 1])]) { $1 }),
        node("Sigmoid", ["t"], "s"), node("Conv", ["s", "v"], "y", halving),
      ], weights: [("w", [6, 18, 3, 3]), ("b", [18]), ("v", [2, 18, 3, 3])]),
    Case(
      name: "a transposed convolution to one channel", input: [2, 6, 5, 4],
      nodes: [node("ConvTranspose", ["x", "w"], "y", ["strides": .ints([3, 2])])],
      weights: [("w", [6, 1, 2, 3])]),
    Case(
      name: "normalized and added to what went in", input: [2, 4, 6, 6],
      nodes: [
        node("Conv", ["x", "w", "b"], "c", padded),
        node("BatchNormalization", ["c"] + statistics, "n"), node("Relu", ["n"], "r"),
        node("BatchNormalization", ["r"] + statistics, "m"), node("Add", ["m", "x"], "a"),
        node("GlobalAveragePool", ["a"], "y"),
      ],
      weights: [("w", [4, 4, 3, 3]), ("b", [4])] + statistics.map { ($0, [4]) }),
    Case(
      name: "largest and mean elements", input: [2, 19, 9, 8],
      nodes: [
        node("MaxPool", ["x"], "p", pooling),
        node("AveragePool", ["p"], "q", pooling.merging(["ceil_mode": .int(1)]) { $1 }),
        node(
          "AveragePool", ["q"], "y",
          [
            "kernel_shape": .ints([2, 2]), "pads": .ints([1, 1, 1, 1]),
            "count_include_pad": .int(1),
          ]
        ),
      ]),
    Case(
      name: "LSTM both ways", input: [5, 3, 7],
      nodes: [
        Node(
          operatorType: "LSTM", inputs: ["x", "w", "r", "b"], outputs: ["y", "h", "c"],
          attributes: ["hidden_size": .int(6), "direction": .string("bidirectional")])
      ], weights: [("w", [2, 24, 7]), ("r", [2, 24, 6]), ("b", [2, 48])]),
    Case(
      name: "LSTM with states", input: [4, 2, 3],
      nodes: [
        Node(
          operatorType: "LSTM", inputs: ["x", "w", "r", "", "", "h0", "c0"],
          outputs: ["y", "", "c"],
          attributes: ["hidden_size": .int(5), "direction": .string("reverse")])
      ], weights: [("w", [1, 20, 3]), ("r", [1, 20, 5]), ("h0", [1, 2, 5]), ("c0", [1, 2, 5])]),
  ]

  @Test(arguments: cases, [1, 2])
  func plansAgreeWithTheInterpreter(_ test: Case, _ threads: Int) throws {
    var generator = RandomGenerator(seed: 7)
    let initializers = test.weights.map { weight in
      let count = weight.shape.reduce(1, *)
      let numbers = generator.normal([count]).scalars(Float.self)
      return floats(
        weight.name, numbers.map { weight.name == "variance" ? $0 * $0 + 0.5 : $0 * 0.4 },
        weight.shape)
    }
    let last = try #require(test.nodes.last)
    let session = try InferenceSession(
      model: model(
        test.nodes, inputs: [value("x", test.input.map { .fixed($0) })],
        outputs: last.outputs.filter { !$0.isEmpty }.map { value($0, nil) },
        initializers: initializers),
      options: InferenceSession.Options(threadCount: threads))
    let arguments = ["x": generator.normal(test.input)]
    #expect(try session.isPlanned(for: arguments))
    let kept = try session.runKeepingIntermediates(arguments)
    for _ in 0..<2 {
      let planned = try session.run(arguments)
      for info in session.outputs {
        let expected = try #require(kept[info.name])
        let tolerance = Tolerance(relative: 1e-4, absolute: 1e-5)
        #expect(tolerance.difference(planned[info.name], expected) == nil)
      }
    }
  }
}
