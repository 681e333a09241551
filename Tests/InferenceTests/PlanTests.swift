import Arrays
import Conformance
import Executing
import ONNX
import Testing

@testable import Inference

struct PlanTests {
  /// Two inputs, weights, and operations drawn at random from what plans have.
  private static func randomModel(_ generator: inout RandomGenerator) -> Model {
    var nodes: [Node] = []
    var full = ["a", "b", "square"]
    var others = ["row", "one"]
    for index in 0..<12 {
      let x = full[generator.integers(1, below: full.count)[0]]
      let all = full + others
      let y = all[generator.integers(1, below: all.count)[0]]
      let kind = generator.integers(1, below: 16)[0]
      nodes.append(randomNode(kind, x, y, "v\(index)", axis: generator.integers(1, below: 2)[0]))
      if kind == 11 { others.append("v\(index)") } else { full.append("v\(index)") }
    }
    let outputs = [nodes.count - 1, nodes.count - 3, nodes.count - 6].map { value("v\($0)", nil) }
    let numbers = generator.normal([25]).scalars(Float.self).map { $0 * 0.4 }
    return model(
      nodes, inputs: [value("a", [.fixed(5), .fixed(5)]), value("b", [.fixed(5), .fixed(5)])],
      outputs: outputs,
      initializers: [
        floats("square", numbers, [5, 5]), floats("row", Array(numbers[..<5]), [1, 5]),
        floats("one", [0.5], [1, 1]), TensorValue(name: "shape", int64s: [5, 5]),
      ])
  }

  /// An operation on a 5×5 matrix and a value that broadcasts to it.
  private static func randomNode(
    _ kind: Int, _ x: String, _ y: String, _ output: String, axis: Int
  ) -> Node {
    switch kind {
    case 0...3: unary(["Tanh", "Sigmoid", "Relu", "Softplus"][kind], x, output)
    case 4...7: binary(["Add", "Sub", "Mul", "Max"][kind - 4], x, y, output)
    case 8: binary("Add", y, x, output)
    case 9: binary("MatMul", x, "square", output)
    case 10: unary("Softmax", x, output)
    case 11: unary("ReduceMean", x, output, ["axes": .ints([axis])])
    case 12:
      Node(
        operatorType: "Gemm", inputs: [x, "square", y], outputs: [output],
        attributes: ["transB": .int(1), "alpha": .float(0.5)])
    case 13: unary("Identity", x, output)
    case 14: unary("Transpose", x, output)
    default: binary("Expand", x, "shape", output)
    }
  }

  private static func unary(
    _ type: String, _ x: String, _ y: String, _ attributes: [String: Attribute] = [:]
  ) -> Node {
    Node(operatorType: type, inputs: [x], outputs: [y], attributes: attributes)
  }

  private static func binary(_ type: String, _ a: String, _ b: String, _ y: String) -> Node {
    Node(operatorType: type, inputs: [a, b], outputs: [y])
  }

  @Test(arguments: 0..<200)
  func plansAgreeWithTheInterpreter(_ seed: UInt64) throws {
    var generator = RandomGenerator(seed: seed)
    let session = try InferenceSession(model: Self.randomModel(&generator))
    let arguments = ["a": generator.normal([5, 5]), "b": generator.normal([5, 5])]
    #expect(try session.isPlanned(for: arguments))
    let planned = try session.run(arguments)
    let again = try session.run(arguments)
    let kept = try session.runKeepingIntermediates(arguments)
    for info in session.outputs {
      let expected = try #require(kept[info.name])
      let tolerance = Tolerance(relative: 1e-5, absolute: 1e-6)
      #expect(tolerance.difference(planned[info.name], expected) == nil)
      #expect(tolerance.difference(again[info.name], expected) == nil)
    }
  }

  private static let layers = model(
    [
      Node(operatorType: "MatMul", inputs: ["x", "w"], outputs: ["m"]),
      Node(operatorType: "Add", inputs: ["b", "m"], outputs: ["s"]),
      Node(operatorType: "Relu", inputs: ["s"], outputs: ["h"]),
      Node(
        operatorType: "Gemm", inputs: ["h", "w", "b"], outputs: ["g"],
        attributes: ["transB": .int(1)]),
      Node(operatorType: "Sigmoid", inputs: ["g"], outputs: ["y"]),
    ], inputs: [value("x", [.named("n"), .fixed(4)])],
    outputs: [value("y", [.named("n"), .fixed(4)])],
    initializers: [
      floats("w", (0..<16).map { Float($0) / 16 }, [4, 4]), floats("b", [1, 2, 3, 4], [4]),
    ])

  private func compile(_ model: Model, _ shape: [Int]) throws -> CompiledPlan {
    let graph = try CheckedGraph(model, file: "model")
    let typed = try TypedGraph(graph, inputTypes: [ValueType(.float32, shape)], limit: 1 << 20)
    let plan = try CompiledPlan(
      graph, typed, constants: ConstantCache(typed), limit: 1 << 20)
    return try #require(plan)
  }

  @Test func biasAndActivationJoinTheProduct() throws {
    let plan = try compile(Self.layers, [3, 4]).plan
    #expect(plan.instructions.count == 2)
    for (instruction, activation) in zip(plan.instructions, [UnaryOperation.relu, .sigmoid]) {
      guard case .product(let product) = instruction else {
        Issue.record("\(instruction) is no product")
        continue
      }
      #expect(product.bias != nil)
      #expect(product.activation == activation)
    }
  }

  @Test func memoryIsUsedAgain() throws {
    let names = ["x"] + (0..<50).map { "v\($0)" }
    let chain = model(
      zip(names, names.dropFirst()).map { Self.unary("Tanh", $0, $1) },
      inputs: [value("x", [.fixed(64)])], outputs: [value("v49", nil)])
    #expect(try compile(chain, [64]).plan.arenaCount <= 64)
    let products = model(
      zip(names, names.dropFirst()).map { Self.binary("MatMul", $0, "w", $1) },
      inputs: [value("x", [.fixed(8), .fixed(8)])], outputs: [value("v49", nil)],
      initializers: [floats("w", Array(repeating: 0.1, count: 64), [8, 8])])
    #expect(try compile(products, [8, 8]).plan.arenaCount <= 128)
  }

  @Test func plansForManyShapesAreKept() throws {
    let session = try InferenceSession(model: Self.layers)
    for rows in Array(1...20) + [1, 20] {
      let result = try session.run(["x": .filled([rows, 4], with: Float(0.5))])
      let kept = try session.runKeepingIntermediates(["x": .filled([rows, 4], with: Float(0.5))])
      let expected = try #require(kept["y"])
      #expect(Tolerance(relative: 1e-6, absolute: 1e-7).difference(result["y"], expected) == nil)
    }
  }

  @Test func sessionsRunConcurrently() async throws {
    let session = try InferenceSession(model: Self.layers)
    let results = try await withThrowingTaskGroup(of: [Float].self) { group in
      for task in 0..<8 {
        group.addTask {
          let x = NDArray.filled([task % 3 + 1, 4], with: Float(task) / 8)
          var last: [Float] = []
          for _ in 0..<50 { last = try session.run(["x": x])["y"]?.scalars(Float.self) ?? [] }
          let kept = try session.runKeepingIntermediates(["x": x])
          return zip(last, kept["y"]?.scalars(Float.self) ?? []).map { abs($0 - $1) }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    let rows = [1, 2, 3, 1, 2, 3, 1, 2]
    #expect(results.count == 4 * rows.reduce(0, +))
    #expect(results.allSatisfy { $0 < 1e-6 })
  }

  @Test func integerGraphsRunNodeByNode() throws {
    let session = try InferenceSession(
      model: model(
        [
          Self.binary("Div", "x", "y", "q"), Self.binary("Mul", "q", "y", "z"),
        ], inputs: [value("x", [.fixed(3)], .int64), value("y", [.fixed(3)], .int64)],
        outputs: [value("q", nil, nil), value("z", nil, .int64)]))
    let arguments = [
      "x": NDArray([7, -7, Int64.min] as [Int64]), "y": NDArray([2, 2, -1] as [Int64]),
    ]
    #expect(try !session.isPlanned(for: arguments))
    let results = try session.run(arguments)
    #expect(results["q"]?.scalars(Int64.self) == [3, -3, .min])
    #expect(results["z"]?.scalars(Int64.self) == [6, -6, .min])
  }

  @Test func outputsMayBeInputsOrConstants() throws {
    let session = try InferenceSession(
      model: model(
        [Self.unary("Identity", "x", "same"), Self.unary("Neg", "w", "c")],
        inputs: [value("x", [.fixed(2)])],
        outputs: [value("x", nil), value("same", nil), value("c", nil), value("w", nil)],
        initializers: [floats("w", [1, 2], [2])]))
    let results = try session.run(["x": NDArray([3, 4] as [Float])])
    #expect(results["x"]?.scalars(Float.self) == [3, 4])
    #expect(results["same"]?.scalars(Float.self) == [3, 4])
    #expect(results["c"]?.scalars(Float.self) == [-1, -2])
    #expect(results["w"]?.scalars(Float.self) == [1, 2])
  }
}
