import Arrays
import ONNX
import Testing

@testable import Inference

/// One bad model, and what the engine must say of it.
struct BadModel: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let model: Model
  let node: String?
  let problem: InferenceProblem

  init(_ name: String, _ model: Model, node: String? = nil, _ problem: InferenceProblem) {
    testDescription = name
    self.model = model
    self.node = node
    self.problem = problem
  }
}

private let x = value("x", [.named("n"), .fixed(3)])
private let y = value("y", nil)

private func node(
  _ type: String, _ inputs: [String], _ outputs: [String] = ["y"], name: String = "it",
  domain: String = "", _ attributes: [String: Attribute] = [:]
) -> Node {
  Node(
    name: name, operatorType: type, domain: domain, inputs: inputs, outputs: outputs,
    attributes: attributes)
}

private func bad(
  _ name: String, _ nodes: [Node], initializers: [TensorValue] = [], opset: Int = 17,
  node: String? = "it", _ problem: InferenceProblem
) -> BadModel {
  BadModel(
    name,
    model(nodes, inputs: [x], outputs: [y], initializers: initializers, opset: opset),
    node: node, problem)
}

private let formProblems: [BadModel] = [
  bad(
    "cycle", [node("Add", ["x", "b"], ["a"]), node("Add", ["x", "a"], ["b"], name: "other")],
    .cycle(nodes: ["it", "other"])),
  bad(
    "cycle of one", [node("Add", ["x", "y"])], .cycle(nodes: ["it"])),
  bad(
    "use before definition", [node("Neg", ["a"]), node("Abs", ["x"], ["a"], name: "later")],
    .useBeforeDefinition(value: "a", definedBy: "later")),
  bad("undefined value", [node("Neg", ["z"])], .undefinedValue("z")),
  bad("undefined output", [], node: nil, .undefinedValue("y")),
  bad(
    "defined twice", [node("Neg", ["x"], name: "first"), node("Abs", ["x"])],
    .duplicateValue("y")),
  bad("input defined again", [node("Neg", ["x"], ["x"])], .duplicateValue("x")),
  bad(
    "initializer twice", [node("Neg", ["x"])],
    initializers: [floats("w", [1], [1]), floats("w", [1], [1])], node: nil, .duplicateValue("w")),
  bad("unknown operator", [node("Frobnicate", ["x"])], .unknownOperator("Frobnicate")),
  bad(
    "operator of a later opset", [node("Where", ["x", "x", "x"])], opset: 8,
    .operatorNotInOpset("Where", opset: 8, since: 9)),
  bad("unknown domain", [node("Neg", ["x"], domain: "com.x")], .unknownDomain("com.x")),
  bad(
    "unknown attribute", [node("Neg", ["x"], ["y"], ["alpha": .int(1)])],
    .unknownAttribute("alpha")),
  bad(
    "attribute of an earlier version", [node("Add", ["x", "x"], ["y"], ["axis": .int(1)])],
    .unknownAttribute("axis")),
  bad("missing attribute", [node("Concat", ["x", "x"])], .missingAttribute("axis")),
  bad(
    "attribute of the wrong kind", [node("Softmax", ["x"], ["y"], ["axis": .float(1)])],
    .invalidAttribute("axis", reason: "it is no integer")),
  bad(
    "too few inputs", [node("Add", ["x"])], .wrongInputCount(expected: 2...2, found: 1)),
  bad("missing input", [node("Add", ["x", ""])], .missingInput(index: 1)),
  bad(
    "too many outputs", [node("Neg", ["x"], ["y", "z"])],
    .wrongOutputCount(expected: 1...1, found: 2)),
  BadModel("no outputs", model([], inputs: [x], outputs: []), .noOutputs),
  bad(
    "opset 0", [node("Neg", ["x"])], opset: 0, node: nil,
    .unsupportedOpset(0, supported: 1...28)),
  bad(
    "opset 29", [node("Neg", ["x"])], opset: 29, node: nil,
    .unsupportedOpset(29, supported: 1...28)),
]

private func shape(_ extents: [Int]) -> TensorValue { TensorValue(name: "s", int64s: extents) }

private let sizeProblems: [BadModel] = [
  bad(
    "shapes do not broadcast", [node("Add", ["x", "w"])], initializers: [floats("w", [1, 2], [2])],
    .shapeMismatch("[n, 3] and [2] do not broadcast")),
  bad(
    "no matrix product", [node("MatMul", ["x", "w"])],
    initializers: [floats("w", [1, 2], [2, 1])],
    .shapeMismatch("[n, 3] and [2, 1] have no matrix product")),
  bad(
    "bytes do not fill the shape", [node("Neg", ["x"])], initializers: [floats("w", [1], [2])],
    node: nil, .wrongDataLength(tensor: "w", expected: 8, found: 4)),
  bad(
    "mixed types", [node("Add", ["x", "s"])], initializers: [shape([1])],
    .dataTypeMismatch(expected: .float32, found: .int64)),
  bad(
    "axis outside", [node("Concat", ["x", "x"], ["y"], ["axis": .int(2)])],
    .invalidAxis(2, rank: 2)),
  bad(
    "reshape to another count", [node("Reshape", ["w", "s"])],
    initializers: [floats("w", [1, 2], [2]), shape([3])],
    .shapeMismatch("[2] cannot take on the shape [3]")),
  bad(
    "reshape with two open extents", [node("Reshape", ["x", "s"])],
    initializers: [shape([-1, -1])],
    .invalidValue("the shape [-1, -1]")),
  bad(
    "reshape beyond counting", [node("Reshape", ["w", "s"])],
    initializers: [floats("w", [1], [1]), shape([1 << 62, 1 << 62])],
    .tooLarge(shape: "[4611686018427387904, 4611686018427387904]")),
  bad(
    "expand beyond counting", [node("Expand", ["x", "s"])],
    initializers: [shape([1 << 62, 1, 3])], .tooLarge(shape: "[4611686018427387904, 1, 3]")),
  bad(
    "constant of a negative shape", [node("ConstantOfShape", ["s"])], initializers: [shape([-1])],
    .tooLarge(shape: "[-1]")),
  bad(
    "zero hides an overflow", [node("ConstantOfShape", ["s"])],
    initializers: [shape([0, 1 << 62, 1 << 62])],
    .tooLarge(shape: "[0, 4611686018427387904, 4611686018427387904]")),
  bad(
    "index outside", [node("Gather", ["w", "s"])],
    initializers: [floats("w", [1, 2], [2]), shape([2])],
    .invalidValue("the index 2 into an axis of extent 2")),
  BadModel(
    "an open axis hides an overflow",
    model(
      [Node(operatorType: "Split", inputs: ["x"], outputs: ["y", "z"])],
      inputs: [value("x", [.fixed(.max), .named("n")])], outputs: [y]),
    .tooLarge(shape: "[9223372036854775807]")),
  BadModel(
    "a window beyond counting",
    model(
      [node("Conv", ["x", "w"], ["y"], ["dilations": .ints([Int64(Int32.max)])])],
      inputs: [
        value("x", [.fixed(1), .fixed(1), .fixed(5)]),
        value("w", [.fixed(1), .fixed(1), .fixed(1 << 50)]),
      ], outputs: [y]),
    node: "it", .tooLarge(shape: "[1125899906842624]")),
  BadModel(
    "declared otherwise",
    model([node("Neg", ["x"])], inputs: [x], outputs: [value("y", [.named("n"), .fixed(4)])]),
    .outputMismatch(value: "y", declared: "float [n, 4]", computed: "float32 [n, 3]")),
  BadModel(
    "a type that arrays lack",
    model([node("Neg", ["x"])], inputs: [value("x", [], .complex64)], outputs: [y]),
    .unsupportedElementType(value: "x", type: "complex64")),
]

struct ModelCheckTests {
  @Test(arguments: formProblems + sizeProblems)
  func badModelsAreRefused(_ bad: BadModel) throws {
    let error = try #require(throws: InferenceError.self) {
      try InferenceSession(model: bad.model, name: "bad.onnx")
    }
    #expect(error.problem == bad.problem)
    #expect(error.nodeName == bad.node)
    #expect(error.description.hasPrefix("bad.onnx: "))
    #expect(!error.description.contains("\n"))
  }

  @Test func missingOpsetIsRefused() throws {
    var bad = model([], inputs: [x], outputs: [value("x", nil)])
    bad.opsets = [:]
    let error = try #require(throws: InferenceError.self) { try InferenceSession(model: bad) }
    #expect(error.problem == .missingOpset)
  }

  @Test func memoryIsCheckedBeforeItIsTaken() throws {
    let huge = model(
      [node("ConstantOfShape", ["s"])], inputs: [value("s", [.fixed(2)], .int64)], outputs: [y])
    let session = try InferenceSession(
      model: huge, options: .init(maximumMemory: 1 << 20))
    let small = try session.run(["s": NDArray([3, 4] as [Int64])])
    #expect(small["y"]?.shape == [3, 4])
    let error = try #require(throws: InferenceError.self) {
      try session.run(["s": NDArray([1 << 20, 1 << 20] as [Int64])])
    }
    guard case .overBudget(_, limit: 1 << 20) = error.problem else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func plansKeepToTheBudget() throws {
    let session = try InferenceSession(
      model: model([node("Exp", ["x"])], inputs: [x], outputs: [y]),
      options: .init(maximumMemory: 1000))
    let error = try #require(throws: InferenceError.self) {
      try session.run(["x": NDArray.zeros([100, 3])])
    }
    #expect(error.problem == .overBudget(needed: 1200, limit: 1000))
  }

  /// Each value can be counted, but not their sum.
  @Test func arenasBeyondCountingAreRefused() throws {
    let names = (0..<200).map { "large\($0)" }
    let large = names.map { node("Expand", ["x", "s"], [$0], name: $0) }
    let session = try InferenceSession(
      model: model(
        large + [node("Sum", names)], inputs: [value("x", [.fixed(1)])], outputs: [y],
        initializers: [shape([1 << 56])]))
    let error = try #require(throws: InferenceError.self) {
      try session.run(["x": NDArray.zeros([1])])
    }
    #expect(error.problem == .overBudget(needed: .max, limit: session.options.maximumMemory))
  }

  @Test func everyProblemHasWords() {
    for bad in formProblems + sizeProblems {
      #expect(bad.problem.description != "cannot be run")
    }
  }
}
