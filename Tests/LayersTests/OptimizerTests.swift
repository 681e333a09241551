import ArrayFiles
import Arrays
import Foundation
import Layers
import TestSupport
import Tensors
import Testing

/// Optimisers, clipping and schedules against PyTorch's (Tests/Python/make_optimizer_fixtures.py).
struct OptimizerTests {
  /// A logistic regression with a quadratic penalty.
  struct Problem: Module {
    let w: Parameter
    let b: Parameter
    let x: Tensor
    let y: Tensor

    init(_ file: SafetensorsFile) throws {
      x = Tensor(try #require(file["x"]))
      y = Tensor(try #require(file["y"]))
      w = Parameter(try #require(file["start/w"]))
      b = Parameter(try #require(file["start/b"]))
    }

    func gradients() -> [Tensor] {
      let (w, b) = (w.value, b.value)
      let fit = (x.matmul(w) + b).binaryCrossEntropy(targets: y)
      let loss = fit + (w * w).sum() * 0.05 + (b * b).sum() * 0.05
      return Layers.gradients(of: loss, with: parameters)
    }
  }

  /// One optimiser of the fixtures.
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let optimizer: any Optimizer
    let clip: @Sendable (inout [Tensor]) -> Void
    var testDescription: String { name }

    init(
      _ name: String, _ optimizer: any Optimizer, groups: [ParameterGroup] = [],
      clip: @escaping @Sendable (inout [Tensor]) -> Void = { _ in }
    ) {
      var optimizer = optimizer
      optimizer.groups = groups
      (self.name, self.optimizer, self.clip) = (name, optimizer, clip)
    }
  }

  static let rows: [Row] = [
    Row("adam", Adam(learningRate: 0.05)),
    Row(
      "adam_decay",
      Adam(learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.3)),
    Row("adamw", AdamW(learningRate: 0.05)),
    Row("adamw_decay", AdamW(learningRate: 0.1, beta1: 0.7, beta2: 0.9, weightDecay: 0.5)),
    Row("sgd", SGD(learningRate: 0.3)),
    Row("sgd_decay", SGD(learningRate: 0.3, weightDecay: 0.2)),
    Row("sgd_momentum", SGD(learningRate: 0.1, momentum: 0.9)),
    Row(
      "sgd_dampening", SGD(learningRate: 0.2, momentum: 0.8, dampening: 0.3, weightDecay: 0.1)),
    Row(
      "sgd_nesterov",
      SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.05, isNesterov: true)),
    Row("rmsprop", RMSProp(learningRate: 0.01)),
    Row("rmsprop_momentum", RMSProp(learningRate: 0.01, alpha: 0.9, momentum: 0.7)),
    Row(
      "rmsprop_centered",
      RMSProp(learningRate: 0.02, alpha: 0.8, weightDecay: 0.1, isCentered: true)),
    Row(
      "rmsprop_all",
      RMSProp(
        learningRate: 0.02, alpha: 0.9, epsilon: 1e-5, weightDecay: 0.1, momentum: 0.5,
        isCentered: true)),
    Row(
      "adamw_groups", AdamW(learningRate: 0.05, weightDecay: 0.5),
      groups: [ParameterGroup({ $0 == "b" }, learningRate: 0.2, weightDecay: 0)]),
    Row(
      "sgd_groups", SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.2),
      groups: [ParameterGroup({ $0 == "b" }, learningRate: 0.3)]),
    Row("clip_norm", SGD(learningRate: 0.3), clip: { clip(&$0, toNorm: 0.25) }),
    Row("clip_value", SGD(learningRate: 0.3), clip: { clip(&$0, toValue: 0.1) }),
  ]

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures")

  static func fixtures() throws -> SafetensorsFile {
    try SafetensorsFile(contentsOf: folder.appending(path: "optimizers.safetensors").path)
  }

  @Test("parameters after each of ten steps are PyTorch's", arguments: rows)
  func steps(_ row: Row) throws {
    let file = try Self.fixtures()
    try expectSteps(row, row.optimizer, from: Problem(file), file)
  }

  @Test("an optimiser restored from its named arrays goes on with the same bits", arguments: rows)
  func restoring(_ row: Row) throws {
    let file = try Self.fixtures()
    try expectRestoring(row, row.optimizer, Problem(file), Problem(file))
  }

  @Test func everyFixtureHasARow() throws {
    let names = Set(try Self.fixtures().tensors.map(\.name).filter { $0.hasSuffix("/w") })
    let expected = Self.rows.map { "\($0.name)/w" } + ["start/w"]
    #expect(names == Set(expected))
  }

  private func expectSteps<O: Optimizer>(
    _ row: Row, _ optimizer: O, from problem: Problem, _ file: SafetensorsFile
  ) throws {
    var optimizer = optimizer
    for step in 0..<10 {
      var gradients = problem.gradients()
      row.clip(&gradients)
      optimizer.update(problem.parameters, gradients: gradients)
      for named in problem.parameters {
        let expected = try #require(file["\(row.name)/\(named.name)"])
          .sliced(axis: 0, start: step, count: 1).scalars(Double.self)
        for (found, expected) in zip(named.parameter.array.scalars(Double.self), expected) {
          #expect(
            abs(found - expected) <= 1e-10 * abs(expected),
            "\(named.name) after step \(step + 1): \(found) instead of \(expected)")
        }
      }
    }
  }

  private func expectRestoring<O: Optimizer>(
    _ row: Row, _ optimizer: O, _ problem: Problem, _ copy: Problem
  ) throws {
    var (optimizer, restored) = (optimizer, optimizer)
    for _ in 0..<4 {
      optimizer.update(problem.parameters, gradients: problem.gradients())
    }
    try copy.load(["w": problem.w.array, "b": problem.b.array])
    try restored.load(optimizer.state, step: optimizer.step, for: copy.parameters)
    for _ in 0..<3 {
      optimizer.update(problem.parameters, gradients: problem.gradients())
      restored.update(copy.parameters, gradients: copy.gradients())
    }
    for (a, b) in zip(problem.parameters, copy.parameters) {
      let (found, expected) = (b.parameter.array, a.parameter.array)
      #expect(found.scalars(Double.self) == expected.scalars(Double.self))
    }
    let names = (restored.state.keys.sorted(), optimizer.state.keys.sorted())
    #expect(restored.step == 7)
    #expect(names.0 == names.1)
    #expect(names.0.count == 2 * optimizer.memoryNames.count)
  }

  @Test("a state of another optimiser is refused with a list of what differs")
  func otherState() throws {
    let problem = try Problem(Self.fixtures())
    var adam = Adam()
    let state = ["velocity.w": problem.w.array, "first_moment.w": problem.b.array]
    let error = #expect(throws: ParameterMismatch.self) {
      try adam.load(state, step: 3, for: problem.parameters)
    }
    #expect(error?.leftOver == ["velocity.w"])
    #expect(error?.missing == ["first_moment.b", "second_moment.w", "second_moment.b"])
    #expect(error?.conflicts.map(\.name) == ["first_moment.w"])
    #expect(adam.step == 0 && adam.memories.isEmpty)
    try adam.load([:], step: 0, for: problem.parameters)
  }

  @Test("float32 steps are float64's up to rounding, for shapes that end within a vector")
  func float32() {
    for row in Self.rows { expectFloat32(row.optimizer, row.name) }
  }

  private func expectFloat32<O: Optimizer>(_ optimizer: O, _ name: String) {
    var generator = RandomGenerator(seed: 3)
    let start = generator.normal([37])
    let parameters = [start, start.cast(to: .float64)].map { Vector(w: Parameter($0)).parameters }
    var optimizers = [optimizer, optimizer]
    for _ in 0..<5 {
      let gradient = generator.normal([37])
      for (index, type) in [DataType.float32, .float64].enumerated() {
        optimizers[index].update(
          parameters[index], gradients: [Tensor(gradient.cast(to: type))])
      }
    }
    let found = parameters[0][0].parameter.array.scalars(Float.self)
    let expected = parameters[1][0].parameter.array.scalars(Double.self)
    for (x, y) in zip(found, expected) {
      #expect(abs(Double(x) - y) <= 2e-5 * max(1, abs(y)), "\(name): \(x) instead of \(y)")
    }
  }

  struct Vector: Module { let w: Parameter }

  @Test("clipping gives the norm, leaves small gradients and those that are held elsewhere alone")
  func clipping() {
    let held = Tensor([3, 0])
    var gradients = [held, Tensor([-4])]
    var norms = [clip(&gradients, toNorm: 10)]
    let untouched: [[Float]] = gradients.map { $0.scalars(Float.self) }
    #expect(untouched == [[3, 0], [-4]])
    norms.append(clip(&gradients, toNorm: 0.5))
    let scaledOne: Float = gradients[1].scalar()
    #expect(abs(scaledOne + 0.4) < 1e-6)
    #expect(norms == [5, 5])
    let kept: [Float] = held.scalars()
    #expect(kept == [3, 0])
    var large = [Tensor([2e30, .nan, -1])]
    clip(&large, toValue: 0.5)
    let clamped = large[0].scalars(Float.self)
    #expect(clamped[0] == 0.5)
    #expect(clamped[1].isNaN)
    #expect(clamped[2] == -0.5)
    let norm = clip(&large, toNorm: 1)
    #expect(norm.isNaN)
    let scaled = large[0].scalars(Float.self)
    #expect(scaled.allSatisfy { $0.isNaN })
  }

  @Test("schedules are PyTorch's")
  func schedules() throws {
    struct File: Decodable { let rates: [String: [Double]] }
    let data = try Data(contentsOf: Self.folder.appending(path: "schedules.json"))
    let rates = try JSONDecoder().decode(File.self, from: data).rates
    let schedules: [String: any LearningRateSchedule] = [
      "constant": ConstantSchedule(0.3),
      "step": StepSchedule(from: 0.3, every: 4, factor: 0.5),
      "cosine": CosineSchedule(from: 0.3, to: 0.01, steps: 10),
      "warm_up_cosine": WarmUp(steps: 5, from: 0.1, then: CosineSchedule(from: 0.3, steps: 12)),
      "warm_up_step": WarmUp(
        steps: 3, from: 0.25, then: StepSchedule(from: 0.3, every: 2, factor: 0.1)),
      "one_cycle": OneCycleSchedule(maximum: 0.5, steps: 21),
      "one_cycle_linear": OneCycleSchedule(
        maximum: 0.5, steps: 20, risingShare: 0.4, initialDivisor: 10, finalDivisor: 100,
        curve: .linear),
      "one_cycle_three_phases": OneCycleSchedule(maximum: 0.5, steps: 20, hasThreePhases: true),
    ]
    let names = (rates.keys.sorted(), schedules.keys.sorted())
    #expect(names.0 == names.1)
    for (name, schedule) in schedules {
      for (step, expected) in (rates[name] ?? []).enumerated() {
        let found = schedule.learningRate(at: step)
        #expect(
          abs(found - expected) <= 1e-10 * abs(expected) + 1e-15,
          "\(name) at step \(step): \(found) instead of \(expected)")
      }
    }
  }
}
