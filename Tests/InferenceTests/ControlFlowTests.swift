import Arrays
import ONNX
import Testing

@testable import Inference

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

private func node(
  _ type: String, _ inputs: [String], _ outputs: [String], _ attributes: [String: Attribute] = [:]
) -> Node {
  Node(
    name: "it", operatorType: type, inputs: inputs, outputs: outputs, attributes: attributes)
}

private func graph(_ nodes: [Node], _ inputs: [String] = [], _ outputs: [String]) -> Attribute {
  .graph(
    Graph(
      name: "body", inputs: inputs.map { value($0, nil, nil) },
      outputs: outputs.map { value($0, nil, nil) }, nodes: nodes))
}

private func integer(_ name: String, _ number: Int64) -> TensorValue {
  TensorValue(
    name: name, elementType: .int64, shape: [],
    bytes: withUnsafeBytes(of: number.littleEndian) { Array($0) })
}

private let truth = TensorValue(name: "true", elementType: .bool, shape: [], bytes: [1])
private let one = floats("one", [1], [])

/// `count` times y = y + x, where x comes from around the loop; the sums on the way are stacked.
private func loop(
  _ count: Int64, body: [Node]? = nil, condition: String = "c", outputs: [String]? = nil
) -> Model {
  let usual = [
    node("Identity", ["c"], ["going"]), node("Add", ["s", "x"], ["sum"]),
    node("Identity", ["sum"], ["part"]),
  ]
  return model(
    [
      node(
        "Loop", ["count", "true", "x"], ["y", "parts"],
        ["body": graph(body ?? usual, ["i", "c", "s"], outputs ?? ["going", "sum", "part"])])
    ], inputs: [value("x", [.fixed(2)])],
    outputs: [value("y", nil, nil), value("parts", nil, nil)],
    initializers: [integer("count", count), truth])
}

private let x = NDArray([1, 10] as [Float])

struct ControlFlowTests {
  @Test func loopsCarryAndStack() throws {
    let results = try InferenceSession(model: loop(3)).run(["x": x])
    #expect(results["y"]?.scalars(Float.self) == [4, 40])
    #expect(results["parts"]?.shape == [3, 2])
    #expect(results["parts"]?.scalars(Float.self) == [2, 20, 3, 30, 4, 40])
    let none = try InferenceSession(model: loop(0)).run(["x": x])
    #expect(none["y"]?.scalars(Float.self) == [1, 10])
    #expect(none["parts"]?.count == 0)
  }

  @Test func loopsEndWhereTheirConditionDoes() throws {
    let body = [
      node("ReduceMax", ["sum"], ["largest"], ["keepdims": .int(0)]),
      node("Add", ["s", "x"], ["sum"]), node("Less", ["largest", "limit"], ["going"]),
    ]
    var stopping = loop(
      100, body: [body[1], body[0], body[2]], outputs: ["going", "sum", "largest"])
    stopping.graph.initializers.append(floats("limit", [45], []))
    let results = try InferenceSession(model: stopping).run(["x": x])
    #expect(results["parts"]?.scalars(Float.self) == [20, 30, 40, 50])
  }

  @Test(arguments: [(true, [2, 11] as [Float]), (false, [-1, -10])])
  func branchesSeeWhatIsAround(_ condition: Bool, _ expected: [Float]) throws {
    let inner = node(
      "If", ["c"], ["inner"],
      [
        "then_branch": graph([node("Add", ["x", "one"], ["a"])], [], ["a"]),
        "else_branch": graph([], [], ["negative"]),
      ])
    let session = try InferenceSession(
      model: model(
        [
          node(
            "If", ["true"], ["y"],
            [
              "then_branch": graph([node("Neg", ["x"], ["negative"]), inner], [], ["inner"]),
              "else_branch": graph([node("Neg", ["one"], ["b"])], [], ["b"]),
            ])
        ], inputs: [value("x", [.fixed(2)]), value("c", [], .bool)],
        outputs: [value("y", nil)], initializers: [one, truth]))
    let results = try session.run(["x": x, "c": NDArray(scalar: condition)])
    #expect(results["y"]?.scalars(Float.self) == expected)
    // The outer condition is constant: the type of the branch that it chooses is known.
    #expect(session.valueTypes.contains { $0.name == "y" && $0.type == "float32 [2]" })
  }

  @Test func constantBranchesAreConstants() throws {
    let session = try InferenceSession(
      model: model(
        [
          node(
            "If", ["true"], ["shape"],
            [
              "then_branch": graph([node("Identity", ["s"], ["t"])], [], ["t"]),
              "else_branch": graph([node("Neg", ["s"], ["u"])], [], ["u"]),
            ]), node("Reshape", ["x", "shape"], ["y"]),
        ], inputs: [value("x", [.fixed(2)])], outputs: [value("y", nil)],
        initializers: [TensorValue(name: "s", int64s: [2, 1]), truth]))
    #expect(try session.isPlanned(for: ["x": x]))
    #expect(try session.run(["x": x])["y"]?.shape == [2, 1])
  }
}

/// What a model with subgraphs must not do, and what the engine says of it.
struct HostileControlFlowTests {
  private func problem(
    _ model: Model, _ options: InferenceSession.Options = .init(), x array: NDArray = x
  ) -> InferenceProblem? {
    do throws(InferenceError) {
      let session = try InferenceSession(model: model, options: options)
      _ = try session.run(values: ["x": .tensor(array)])
      return nil
    } catch {
      #expect(!error.description.contains("\n"))
      return error.problem
    }
  }

  @Test func endlessLoopsEnd() {
    let options = InferenceSession.Options(maximumSteps: 1000)
    #expect(
      problem(loop(.max), options) == .inside(node: "it", .tooManySteps(limit: 1000)))
    // A body without nodes takes steps too.
    let empty = loop(.max, body: [], outputs: ["c", "s", "s"])
    #expect(problem(empty, options) == .tooManySteps(limit: 1000))
  }

  @Test func whatLoopsGatherIsCounted() {
    let options = InferenceSession.Options(maximumMemory: 1 << 16)
    #expect(problem(loop(1 << 40), options)?.description.contains("bytes of memory") == true)
    // State that doubles each time.
    let growing = loop(
      1 << 40,
      body: [
        node("Identity", ["c"], ["going"]),
        node("Concat", ["s", "s"], ["sum"], ["axis": .int(0)]),
        node("Shape", ["x"], ["part"]),
      ])
    let grown = problem(growing, options)
    guard case .inside(node: "it", .overBudget(_, limit: 1 << 16)) = grown else {
      Issue.record("\(String(describing: grown))")
      return
    }
    // A sequence that grows.
    let sequence = loop(
      1 << 40,
      body: [
        node("SequenceConstruct", ["x"], ["q"]), node("Identity", ["c"], ["going"]),
        node("SequenceInsert", ["q", "s"], ["r"]),
        node("ConcatFromSequence", ["r"], ["sum"], ["axis": .int(0)]),
        node("SequenceLength", ["r"], ["part"]),
      ])
    let gathered = problem(sequence, options)
    #expect(gathered?.description.contains("bytes of memory") == true)
  }

  @Test func memoryIsGivenBack() throws {
    // Thousands of turns within a budget of a few arrays.
    let body = [
      node("Identity", ["c"], ["going"]), node("Add", ["s", "x"], ["sum"]),
      node("ReduceMax", ["sum"], ["part"], ["keepdims": .int(0)]),
    ]
    let session = try InferenceSession(
      model: loop(5000, body: body), options: .init(maximumMemory: 5000 * 4 * 2 + 1000))
    #expect(try session.run(["x": x])["y"]?.scalars(Float.self) == [5001, 50010])
  }

  /// Scan 8: one result for each element of the batch, all of which are there when they are joined.
  @Test func whatBatchesGatherIsCounted() {
    let body = graph([node("Expand", ["a", "wide"], ["b"])], ["a"], ["b"])
    let batches = model(
      [node("Scan", ["", "x"], ["y"], ["num_scan_inputs": .int(1), "body": body])],
      inputs: [value("x", [.fixed(64), .fixed(1), .fixed(1)])], outputs: [value("y", nil)],
      initializers: [TensorValue(name: "wide", int64s: [1000])], opset: 8)
    let array = NDArray.zeros([64, 1, 1])
    // The result has 256,000 bytes.
    #expect(problem(batches, .init(maximumMemory: 600_000), x: array) == nil)
    let short = problem(batches, .init(maximumMemory: 400_000), x: array)
    guard case .overBudget(_, limit: 400_000) = short else {
      Issue.record("\(String(describing: short))")
      return
    }
  }

  /// What subgraphs see is not kept with each of them.
  @Test func manyBranchesTakeLittleMemory() throws {
    let branch = graph([], [], ["x"])
    let nodes = (0..<12_000).map { index in
      node("If", ["c"], ["y\(index)"], ["then_branch": branch, "else_branch": branch])
    }
    let before = largestResidentSize()
    let session = try InferenceSession(
      model: model(
        nodes, inputs: [value("x", [.fixed(2)]), value("c", [], .bool)],
        outputs: [value("y11999", nil)]))
    #expect(largestResidentSize() - before < 1 << 30)
    #expect(session.outputs.count == 1)
  }

  private func largestResidentSize() -> Int {
    var usage = rusage()
    getrusage(0, &usage)  // RUSAGE_SELF, whose type differs between platforms.
    return usage.ru_maxrss * 1024
  }

  static let badLoops: [(String, Model, InferenceProblem)] = [
    (
      "shapes that do not stack",
      loop(
        3,
        body: [
          node("Identity", ["c"], ["going"]),
          node("Concat", ["s", "x"], ["sum"], ["axis": .int(0)]),
          node("Identity", ["sum"], ["part"]),
        ]), .shapeMismatch("[4] and [6] do not stack")
    ),
    (
      "no condition", loop(3, body: [], outputs: ["s", "s", "s"]),
      .dataTypeMismatch(expected: .bool, found: .float32)
    ),
    (
      "too few outputs", loop(3, body: [], outputs: ["c", "s"]),
      .invalidAttribute("body", reason: "it has 3 inputs and 2 outputs, not 3 and 3")
    ),
    (
      "an undefined value",
      loop(3, body: [node("Neg", ["z"], ["sum"])], outputs: ["c", "s", "sum"]),
      .inside(node: "it", .undefinedValue("z"))
    ),
    (
      "a bad node inside",
      loop(3, body: [node("Frobnicate", ["s"], ["sum"])], outputs: ["c", "sum", "s"]),
      .inside(node: "it", .unknownOperator("Frobnicate"))
    ),
    (
      "a body that is no graph",
      model(
        [node("Loop", ["", ""], [], ["body": .int(1)])], inputs: [value("x", nil)],
        outputs: [value("x", nil)]), .invalidAttribute("body", reason: "it is no graph")
    ),
    (
      "axes to scan that differ",
      model(
        [
          node(
            "Scan", ["x", "w"], ["y"],
            [
              "num_scan_inputs": .int(2),
              "body": graph([node("Add", ["a", "b"], ["c"])], ["a", "b"], ["c"]),
            ])
        ], inputs: [value("x", [.fixed(2)])], outputs: [value("y", nil)],
        initializers: [floats("w", [1, 2, 3], [3])]),
      .shapeMismatch("the axes to scan have the extents [2, 3]")
    ),
    (
      "a position outside",
      model(
        [
          node("SequenceConstruct", ["x"], ["q"]), node("SequenceAt", ["q", "two"], ["y"]),
        ], inputs: [value("x", nil)], outputs: [value("y", nil)],
        initializers: [integer("two", 2)]),
      .invalidValue("the position 2 in a sequence of length 1")
    ),
    (
      "a sequence where a tensor belongs",
      model(
        [node("SequenceConstruct", ["x"], ["q"]), node("Neg", ["q"], ["y"])],
        inputs: [value("x", nil)], outputs: [value("y", nil)]),
      .wrongKind(expected: "a tensor", found: "a sequence of length 1")
    ),
    (
      "an empty optional",
      model(
        [
          node("Optional", [], ["o"], ["type": .type(value("", nil))]),
          node("OptionalGetElement", ["o"], ["y"]),
        ], inputs: [value("x", nil)], outputs: [value("y", nil)], opset: 18),
      .invalidValue("an empty optional has no element")
    ),
  ]

  @Test(arguments: badLoops)
  func badSubgraphsAreRefused(_ name: String, _ model: Model, _ expected: InferenceProblem) {
    #expect(problem(model) == expected)
    #expect(expected.description != "cannot be run")
  }

  @Test func subgraphsNestSoDeep() {
    var nested = graph([node("Neg", ["x"], ["a"])], ["i", "c"], ["c", "a"])
    for _ in 0..<20 {
      nested = graph(
        [node("Loop", ["", "true"], ["a"], ["body": nested])], ["i", "c"], ["c", "a"])
    }
    let deep = problem(
      model(
        [node("Loop", ["", "true"], ["y"], ["body": nested])], inputs: [value("x", nil)],
        outputs: [value("y", nil)], initializers: [truth]))
    var innermost = deep
    while case .inside(_, let problem)? = innermost { innermost = problem }
    #expect(innermost == .nestedTooDeeply(limit: 16))
  }
}
