import Arrays
import Testing

@testable import Tensors

/// Values and gradients at kinks, ties and extremes; the numbers are PyTorch's.
struct ElementwiseTests {
  struct Row: Sendable, CustomStringConvertible {
    let description: String
    let values: [Double]
    let gradients: [Double]
    let function: @Sendable (Tensor) -> Tensor

    init(
      _ description: String, _ values: [Double], _ gradients: [Double],
      _ function: @escaping @Sendable (Tensor) -> Tensor
    ) {
      self.description = description
      self.values = values
      self.gradients = gradients
      self.function = function
    }
  }

  static let points: [Float] = [-1000, -3, 0, 3, 1000]

  static let rows: [Row] = [
    Row("hardSigmoid", [0, 0, 0.5, 1, 1], [0, 0, 1.0 / 6, 0, 0]) { $0.hardSigmoid() },
    Row("hardSwish", [0, 0, 0, 3, 1000], [0, 0, 0.5, 1, 1]) { $0.hardSwish() },
    Row("clamp", [-3, -3, 0, 3, 3], [0, 0, 1, 0, 0]) { $0.clamp(min: -3, max: 3) },
    Row("elu", [-1, -0.9502129554748535, 0, 3, 1000], [0, 0.049787066876888275, 1, 1, 1]) {
      $0.elu()
    },
    Row("leakyRelu", [-10, -0.03, 0, 3, 1000], [0.01, 0.01, 0.01, 1, 1]) { $0.leakyRelu() },
    Row("relu", [0, 0, 0, 3, 1000], [0, 0, 0, 1, 1]) { $0.relu() },
    Row(
      "mish", [0, -0.14564746618270874, 0, 2.98653507232666, 1000],
      [0, -0.09339312463998795, 0.6000000238418579, 1.0211069583892822, 1]
    ) { $0.mish() },
    Row("huber", [2995.5, 4.5, 0, 4.5, 2995.5], [-3, -3, 0, 3, 3]) {
      $0.huberLoss(targets: .zeros([5], $0.dataType), delta: 3, reduction: .none)
    },
    Row(
      "logSigmoid",
      [-1000, -3.0485873222351074, -0.6931471824645996, -0.04858735203742981, 0],
      [1, 0.9525741338729858, 0.5, 0.04742587357759476, 0]
    ) { $0.logSigmoid() },
    Row(
      "silu", [0, -0.14227761328220367, 0, 2.857722520828247, 1000],
      [0, -0.08810410648584366, 0.5, 1.0881041288375854, 1]
    ) { $0.silu() },
    Row(
      "softplus", [0, 0.04858735203742981, 0.6931471824645996, 3.0485873222351074, 1000],
      [0, 0.04742587357759476, 0.5, 0.9525741338729858, 1]
    ) { $0.softplus() },
    Row(
      "gelu by tanh", [0, -0.0036374330520629883, 0, 2.9963626861572266, 1000],
      [0, -0.011584296822547913, 0.5, 1.0115842819213867, 1]
    ) { $0.gelu(.tanh) },
    Row("maximum", [3, 3, 3, 3, 1000], [0, 0, 0, 0.5, 1]) { .maximum($0, 3) },
    Row("minimum", [-1000, -3, 0, 3, 3], [1, 1, 1, 0.5, 0]) { .minimum($0, 3) },
    Row("abs", [1000, 3, 0, 3, 1000], [-1, -1, 0, 1, 1]) { $0.abs() },
    Row("square", [1e6, 9, 0, 9, 1e6], [-2000, -6, 0, 6, 2000]) { $0.pow(2) },
    Row("power 0", [1, 1, 1, 1, 1], [0, 0, 0, 0, 0]) { $0.pow(0) },
    Row("remainder", [1, 4, 0, 3, 6], [1, 1, 1, 1, 1]) { $0.remainder(7) },
    Row("softmax", [0, 0, 0, 0, 1], [0, 0, 0, 0, 0]) { $0.softmax() },
    Row("logSoftmax", [-2000, -1003, -1000, -997, 0], [1, 1, 1, 1, -4]) { $0.logSoftmax() },
  ]

  @Test(arguments: rows)
  func kinksAndExtremes(_ row: Row) {
    for dataType in [DataType.float32, .float64] {
      let x = Tensor(NDArray(Self.points).cast(to: dataType)).tracked()
      let y = row.function(x)
      let gradient = gradients(of: y, with: [x])[0]
      for (found, expected) in [(y, row.values), (gradient, row.gradients)] {
        let found = found.array.cast(to: .float64).scalars(Double.self)
        for (a, b) in zip(found, expected) {
          #expect(abs(a - b) <= 1e-6 + 1e-5 * abs(b), "\(dataType): \(found)")
        }
      }
    }
  }

  @Test func powersOfZeroAndOfNegativeNumbers() {
    let a = Tensor([0, 0, -2, 2, 0]).tracked()
    let b = Tensor([0, 2, 2, -1, -1]).tracked()
    let y = a.pow(b)
    #expect(y.scalars(Float.self) == [1, 0, 4, 0.5, .infinity])
    let found = gradients(of: y, with: [a, b]).map { $0.scalars(Float.self) }
    #expect(found[0] == [0, 0, -4, -0.25, -.infinity])
    #expect(found[1][0] == 0 && found[1][1] == 0 && found[1][2].isNaN)
    #expect(abs(found[1][3] - 0.34657359) < 1e-6 && found[1][4] == -.infinity)
  }

  @Test func remaindersHaveTheDivisorsSign() {
    let a = Tensor([5, -5, 5, -5, -1e-10]).tracked()
    let b = Tensor([3, 3, -3, -3, 3]).tracked()
    let y = a.remainder(b)
    #expect(y.scalars(Float.self) == [2, 1, -1, -2, 3])
    let found = gradients(of: y, with: [a, b]).map { $0.scalars(Float.self) }
    #expect(found == [[1, 1, 1, 1, 1], [-1, 2, 2, -1, 1]])
    let integers = Tensor([5, -5, 5, -5] as [Int64], shape: [4])
    let divisors = Tensor([3, 3, -3, -3] as [Int64], shape: [4])
    #expect(integers.remainder(divisors).scalars(Int64.self) == [2, 1, -1, -2])
    #expect((integers / divisors).scalars(Int64.self) == [1, -1, -1, 1])
  }

  @Test func crossEntropyOfCertainProbabilities() {
    let p = Tensor([0, 1, 0.5]).tracked()
    let t = Tensor([1, 0, 0.5])
    let loss = Tensor.binaryCrossEntropy(probabilities: p, targets: t, reduction: .none)
    #expect(loss.scalars(Float.self).prefix(2) == [100, 100])
    #expect(abs(loss.scalars(Float.self)[2] - 0.6931472) < 1e-6)
    #expect(gradients(of: loss, with: [p])[0].scalars(Float.self) == [-1e12, 1e12, 0])
  }

  @Test("NaN is unequal to everything, and stays where elements are compared")
  func notANumber() {
    let x = Tensor([.nan, 1])
    #expect((x .== x).scalars(Bool.self) == [false, true])
    #expect((x .!= x).scalars(Bool.self) == [true, false])
    #expect((x .<= x).scalars(Bool.self) == [false, true])
    #expect(x.sign().scalars(Float.self) == [0, 1])
    #expect(x.clamp(min: 0, max: 1).scalars(Float.self)[0].isNaN)
    #expect(Tensor.maximum(x, 0).scalars(Float.self)[0].isNaN)
    #expect(Tensor.minimum(0 * x, x).scalars(Float.self)[0].isNaN)
  }

  @Test("the choice not taken leaves no trace, in gradients neither")
  func infinitiesNotChosen() {
    let x = Tensor([-1, 4]).tracked()
    let y = Tensor.where(x .> 0, x * 2, Tensor([.infinity, .nan]) * 1)
    #expect(y.scalars(Float.self) == [.infinity, 8])
    #expect(gradients(of: y, with: [x])[0].scalars(Float.self) == [0, 2])
  }

  @Test("views give what their copies give")
  func views() {
    var generator = RandomGenerator(seed: 5)
    let base = generator.normal([4, 6])
    let views = [
      base.transposed(), base.sliced(axis: 1, start: 5, count: 3, step: -2),
      base.sliced(axis: 0, start: 1, count: 1).expanded(to: [3, 6]),
    ]
    let functions: [(Tensor) -> Tensor] = [
      { $0.softmax(axis: 0) }, { $0.logSoftmax(axis: 1) }, { $0.clamp(min: 0) }, { $0.erf() },
      { $0.leakyRelu() }, { .where($0 .> 0, $0, $0.square()) }, { $0.abs().pow(1.5) },
      { .maximum($0, $0.sin()) }, { $0.remainder(0.3) }, { $0.log1p() }, { $0.round() },
    ]
    for view in views {
      for function in functions {
        let expected = function(Tensor(view.contiguous())).scalars(Float.self)
        let found = function(Tensor(view)).scalars(Float.self)
        #expect(zip(expected, found).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
      }
    }
  }

  @Test func dropoutKeepsTheExpectation() {
    var generator = RandomGenerator(seed: 1)
    let x = Tensor.ones([100, 100]).tracked()
    let y = x.dropout(0.25, generator: &generator)
    let values = y.scalars(Float.self)
    #expect(Set(values) == [0, Float(1 / 0.75)])
    #expect(abs(values.reduce(0, +) / 10_000 - 1) < 0.03)
    #expect(gradients(of: y, with: [x])[0].scalars(Float.self) == values)
    #expect(generator.position == 2500)
    #expect(x.dropout(0, generator: &generator).scalars(Float.self).allSatisfy { $0 == 1 })
    #expect(x.dropout(1, generator: &generator).scalars(Float.self).allSatisfy { $0 == 0 })
  }

  @Test func classesThatDoNotExist() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 3]).crossEntropy(targets: Tensor([0, 3] as [Int64], shape: [2]))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("class 3 where there are 3"))
  }

  @Test func shapesThatDoNotFit() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Tensor.where(Tensor.zeros([2]) .> 0, Tensor.zeros([3]), Tensor.zeros([1]))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("[2]") && message.contains("[3]"))
  }
}
