import Arrays
import ONNX
import ONNXFiles
import Testing

@testable import Inference

/// a · alpha + b, with alpha 2 where a call does not give it.
private let scaledSum = Function(
  name: "ScaledSum", domain: "com.x", inputs: ["a", "b"], outputs: ["c", "unscaled"],
  attributes: ["alpha"], defaults: ["beta": .float(2)], opsets: ["": 17],
  nodes: [
    Node(
      operatorType: "Constant", inputs: [], outputs: ["factor"],
      attributes: ["value_float": .reference("beta")]),
    Node(operatorType: "Mul", inputs: ["a", "factor"], outputs: ["product"]),
    Node(operatorType: "Add", inputs: ["product", "b"], outputs: ["c"]),
    Node(operatorType: "Identity", inputs: ["a"], outputs: ["unscaled"]),
  ])

private func call(
  _ name: String, _ inputs: [String], _ outputs: [String], _ attributes: [String: Attribute] = [:]
) -> Node {
  Node(
    name: "it", operatorType: name, domain: "com.x", inputs: inputs, outputs: outputs,
    attributes: attributes)
}

private func calling(_ nodes: [Node], _ functions: [Function]) -> Model {
  var calling = model(nodes, inputs: [value("x", [.fixed(2)])], outputs: [value("y", nil)])
  calling.functions = functions
  calling.opsets["com.x"] = 1
  return calling
}

/// A function whose node calls another twice.
private func twice(_ name: String, _ inner: String) -> Function {
  Function(
    name: name, domain: "com.x", inputs: ["a"], outputs: ["b"],
    nodes: [call(inner, ["a"], ["m"]), call(inner, ["m"], ["b"])])
}

struct FunctionTests {
  private func run(_ model: Model) throws -> [Float]? {
    let x = NDArray([1, 10] as [Float])
    // By way of a file, which holds the functions too.
    let session = try InferenceSession(model: try ModelFile.decode(ModelFile.encode(model)))
    #expect(try session.isPlanned(for: ["x": x]))
    return try session.run(["x": x])["y"]?.scalars(Float.self)
  }

  @Test func callsBecomeNodes() throws {
    let two = calling(
      [
        call("ScaledSum", ["x", "x"], ["m"]),
        call("ScaledSum", ["m", "x"], ["y", ""], ["beta": .float(-1)]),
      ], [scaledSum])
    #expect(try run(two) == [-2, -20])
  }

  @Test func outputsMayBeInputs() throws {
    let same = Function(
      name: "Same", domain: "com.x", inputs: ["a"], outputs: ["a"], nodes: [])
    #expect(try run(calling([call("Same", ["x"], ["y"])], [same])) == [1, 10])
  }

  @Test func functionsCallFunctions() throws {
    let negate = Function(
      name: "F0", domain: "com.x", inputs: ["a"], outputs: ["b"],
      nodes: [Node(operatorType: "Neg", inputs: ["a"], outputs: ["b"])])
    let functions = [negate] + (1...5).map { twice("F\($0)", "F\($0 - 1)") }
    #expect(try run(calling([call("F5", ["x"], ["y"])], functions)) == [1, 10])
  }

  @Test func subgraphsInFunctionsSeeTheirValues() throws {
    func branch(_ type: String, _ output: String) -> Attribute {
      .graph(
        Graph(
          name: output, outputs: [value(output, nil, nil)],
          nodes: [Node(operatorType: type, inputs: ["a"], outputs: [output])]))
    }
    let choose = Function(
      name: "Choose", domain: "com.x", inputs: ["a"], outputs: ["b"],
      nodes: [
        Node(
          operatorType: "Constant", inputs: [], outputs: ["no"],
          attributes: [
            "value": .tensor(TensorValue(elementType: .bool, shape: [], bytes: [0]))
          ]),
        Node(
          operatorType: "If", inputs: ["no"], outputs: ["b"],
          attributes: ["then_branch": branch("Abs", "t"), "else_branch": branch("Neg", "e")]),
      ])
    let model = calling([call("Choose", ["x"], ["y"])], [choose])
    let session = try InferenceSession(model: model)
    let results = try session.run(["x": NDArray([1, 10] as [Float])])
    #expect(results["y"]?.scalars(Float.self) == [-1, -10])
  }

  private static let many = Function(
    name: "F0", domain: "com.x", inputs: ["a"], outputs: ["b"],
    nodes: [Node(operatorType: "Neg", inputs: ["a"], outputs: ["b"])])

  static let bad: [(String, Model, InferenceProblem)] = [
    (
      "recursion", calling([call("F", ["x"], ["y"])], [twice("F", "G"), twice("G", "F")]),
      .recursiveFunction("F")
    ),
    (
      "2⁴⁰ nodes",
      calling(
        [call("F30", ["x"], ["y"])], [many] + (1...30).map { twice("F\($0)", "F\($0 - 1)") }),
      .tooManyNodes(limit: 1 << 20)
    ),
    (
      "too deep",
      calling(
        [call("F40", ["x"], ["y"])],
        [many]
          + (1...40).map { depth in
            Function(
              name: "F\(depth)", domain: "com.x", inputs: ["a"], outputs: ["b"],
              nodes: [call("F\(depth - 1)", ["a"], ["b"])])
          }), .nestedTooDeeply(limit: 32)
    ),
    (
      "too many inputs", calling([call("F0", ["x", "x"], ["y"])], [many]),
      .wrongInputCount(expected: 0...1, found: 2)
    ),
    (
      "too many outputs", calling([call("F0", ["x"], ["y", "z"])], [many]),
      .wrongOutputCount(expected: 0...1, found: 2)
    ),
    (
      "an unknown attribute", calling([call("F0", ["x"], ["y"], ["k": .int(1)])], [many]),
      .unknownAttribute("k")
    ),
    (
      "another version",
      calling(
        [call("F", ["x"], ["y"])],
        [
          Function(
            name: "F", domain: "com.x", inputs: ["a"], outputs: ["b"], opsets: ["": 12], nodes: [])
        ]), .functionOpset("F", domain: "", own: 12, model: 17)
    ),
  ]

  @Test(arguments: bad)
  func badFunctionsAreRefused(_ name: String, _ model: Model, _ expected: InferenceProblem) throws {
    let error = try #require(throws: InferenceError.self) { try InferenceSession(model: model) }
    #expect(error.problem == expected)
    #expect(expected.description != "cannot be run")
  }
}
