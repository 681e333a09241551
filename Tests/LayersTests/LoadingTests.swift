import ArrayFiles
import Arrays
import Foundation
import Layers
import Tensors
import Testing

/// Weights of PyTorch models (Tests/Python/make_torch_models.py) in modules with other names.
struct LoadingTests {
  struct Network: Module {
    let encoder: Sequential
    let head: Linear

    init() {
      var generator = RandomGenerator(seed: 5)
      encoder = Sequential(
        Linear(6, 8, generator: &generator), ReLU(), Linear(8, 5, generator: &generator), Tanh())
      head = Linear(5, 3, generator: &generator)
    }
  }

  static let names: TensorNames = [
    .rename("net.*.*", to: "encoder.layers.*.*"),
    .rename("head", to: "head.weight", permuting: [1, 0]),
    .rename("head_bias", to: "head.bias"),
  ]

  /// The model's tensors, and what it makes of its input.
  static func model(
    _ name: String
  ) throws -> (tensors: [String: NDArray], input: Tensor, output: [Float]) {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/\(name).safetensors").path
    let file = try SafetensorsFile(contentsOf: path)
    var tensors = file.tensors.reduce(into: [String: NDArray]()) { $0[$1.name] = $1.array }
    let (input, output) = (try #require(file["input"]), try #require(file["output"]))
    for name in ["input", "output"] { tensors[name] = nil }
    return (tensors, Tensor(input), output.scalars(Float.self))
  }

  static func expectClose(_ found: Tensor, _ expected: [Float]) {
    #expect(found.count == expected.count)
    for (x, y) in zip(found.scalars(Float.self), expected) {
      #expect(abs(x - y) <= 1e-5 * abs(y) + 1e-6, "\(x) instead of \(y)")
    }
  }

  @Test func aPerceptronAnswersAsInPyTorch() throws {
    let (tensors, input, output) = try Self.model("mlp")
    let network = Network()
    try network.load(tensors, through: Self.names)
    Self.expectClose(network.head(network.encoder(input)), output)
  }

  /// The convolutional model, with PyTorch's names but for the classifier's.
  struct ConvolutionalNetwork: Module {
    let features: Sequential
    let head: Linear

    init() {
      var generator = RandomGenerator(seed: 6)
      features = Sequential(
        Conv2d(2, 4, kernel: 3, stride: 2, padding: 1, generator: &generator), BatchNorm(4), ReLU(),
        Conv2d(4, 6, kernel: 3, padding: 1, groups: 2, generator: &generator), BatchNorm(6), ReLU(),
        Flatten())
      head = Linear(6 * 4 * 4, 5, generator: &generator)
    }
  }

  @Test("a convolutional network with running statistics answers as in PyTorch")
  func convolutionalNetwork() throws {
    let (tensors, input, output) = try Self.model("convnet")
    let network = ConvolutionalNetwork()
    try network.load(
      tensors,
      through: [
        .rename("features.**", to: "features.layers.**"), .rename("classifier.*", to: "head.*"),
      ])
    Self.expectClose(network.head(network.features(input)), output)
  }

  @Test func aClosureTranslatesToo() throws {
    let (tensors, input, output) = try Self.model("mlp")
    let network = Network()
    try network.load(tensors) { name, array in
      switch name {
      case "head": ("head.weight", array.transposed())
      case "head_bias": ("head.bias", array)
      default: ("encoder.layers." + name.dropFirst("net.".count), array)
      }
    }
    Self.expectClose(network.head(network.encoder(input)), output)
  }

  @Test("everything that does not fit is listed, and nothing is changed")
  func mismatch() throws {
    var (tensors, _, _) = try Self.model("mlp")
    tensors["net.0.weight"] = nil
    tensors["net.2.weight"] = tensors["net.2.weight"]?.cast(to: .float64)
    tensors["extra.bias"] = .zeros([2])
    tensors["head_bias_copy"] = .zeros([3])
    tensors["head"] = .zeros([5, 3, 1])
    let network = Network()
    let before = network.parameters.map { $0.parameter.array.scalars(Float.self) }
    let names = TensorNames(
      Self.names.rules + [
        .rename("head_bias_copy", to: "head.bias"), .ignore("**.num_batches_tracked"),
      ])
    tensors["deep.inside.num_batches_tracked"] = .zeros([], .int64)
    let error = #expect(throws: ParameterMismatch.self) {
      try network.load(tensors, through: names)
    }
    #expect(error?.missing == ["encoder.layers.0.weight"])
    #expect(error?.leftOver == ["extra.bias"])
    #expect(error?.repeated == ["head.bias (head_bias and head_bias_copy)"])
    let expected: [ParameterMismatch.Conflict] = [
      .init(
        name: "encoder.layers.2.weight", expected: "[5, 8] of float32", found: "[5, 8] of float64"
      ),
      .init(name: "head.weight", expected: "[3, 5] of float32", found: "[5, 3, 1] of float32"),
    ]
    #expect(error?.conflicts == expected)
    let after = network.parameters.map { $0.parameter.array.scalars(Float.self) }
    #expect(before == after)
  }

  @Test(
    "patterns of names",
    arguments: [
      ("a.*.c", "x.*", "a.b.c", "x.b"), ("a.*.c", "x.*", "a.b.d", "a.b.d"),
      ("**.weight", "m.**.w", "a.b.weight", "m.a.b.w"), ("**.weight", "m.**.w", "weight", "m.w"),
      ("a", "b", "a.c", "a.c"), ("*.*", "*.x.*", "a.b", "a.x.b"),
    ])
  func patterns(_ pattern: String, _ name: String, _ source: String, _ target: String) throws {
    let holder = Named(name: target)
    try holder.load(
      [source: .zeros([1])], through: [.rename(pattern, to: name)])
  }

  /// A module with one parameter under any dotted name.
  struct Named: Module, CustomReflectable {
    let name: String
    let parameter = Parameter(.zeros([1]))
    var customMirror: Mirror {
      Mirror(self, children: [name: parameter], displayStyle: .struct)
    }
  }
}
