import Arrays
import Exporting
import Tensors

/// One operator with inputs to try it on: a row in the tables that the gradient and export tests
/// share.
public struct OperatorCase: Sendable, CustomStringConvertible {
  /// What one input holds.
  public enum Input: Sendable {
    /// Floating-point numbers drawn uniformly from a range.
    case uniform(ClosedRange<Float>)
    /// Floating-point numbers of which no two are equal, evenly spaced over a range in random order:
    /// for operators that compare elements.
    case distinct(ClosedRange<Float>)
    /// int64 indices, drawn from a range.
    case indices(Range<Int>)
    /// Booleans.
    case mask
  }

  /// The operator's type name, so that the tests can see which operators have a case.
  public let name: String
  /// Shapes of the inputs, one list for each trial.
  public let shapes: [[[Int]]]
  /// What each input holds; the last one holds for the rest.
  public let kinds: [Input]
  /// Whether there is a gradient to check.
  public let isDifferentiable: Bool
  /// The first opset that can express the operator.
  public let lowestOpset: Int
  /// The operator as users call it.
  public let function: @Sendable ([Tensor]) -> Tensor

  init(
    _ name: String, _ shapes: [[[Int]]], in range: ClosedRange<Float> = -2...2,
    inputs kinds: [Input]? = nil, differentiable: Bool = true, from lowestOpset: Int = 7,
    _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.name = name
    self.shapes = shapes
    self.kinds = kinds ?? [.uniform(range)]
    self.isDifferentiable = differentiable
    self.lowestOpset = lowestOpset
    self.function = function
  }

  /// The operator's name.
  public var description: String { name }

  /// Inputs for one trial, the same for the same seed and shapes.
  ///
  /// - Parameters:
  ///   - shapes: The shape of each.
  ///   - dataType: The type of the floating-point ones.
  ///   - seed: What they are drawn from.
  public func inputs(_ shapes: [[Int]], _ dataType: DataType, seed: UInt64 = 0) -> [Tensor] {
    var generator = RandomGenerator(seed: seed, stream: 7)
    return zip(shapes, signatures(shapes)).enumerated().map { index, input in
      let (shape, signature) = input
      if case .distinct(let range) = kind(index) {
        return Tensor(Self.distinct(shape, range, &generator).cast(to: dataType))
      }
      let tensor = signature.sample(shape, &generator)
      return signature.dataType == .float32 ? tensor.cast(to: dataType) : tensor
    }
  }

  /// The signatures of the inputs, named `x0`, `x1` and so on, for shapes that are fixed.
  public func signatures(_ shapes: [[Int]]) -> [InputSignature] {
    shapes.enumerated().map { index, shape in
      let (dataType, distribution): (DataType, InputSignature.Distribution) =
        switch kind(index) {
        case .uniform(let range): (.float32, .between(range))
        case .distinct: (.float32, .uniform)
        case .indices(let range): (.int64, .integers(range))
        case .mask: (.bool, .booleans)
        }
      return InputSignature(
        "x\(index)", shape.map { .fixed($0) }, dataType: dataType, distribution: distribution)
    }
  }

  /// The operator as a function to export, for inputs of fixed shapes.
  public func exportable(_ shapes: [[Int]]) -> ExportableFunction {
    ExportableFunction(
      name: name, inputs: signatures(shapes), outputs: ["y"], parameters: [],
      body: { [function($0)] })
  }

  private func kind(_ index: Int) -> Input { kinds[min(index, kinds.count - 1)] }

  private static func distinct(
    _ shape: [Int], _ range: ClosedRange<Float>, _ generator: inout RandomGenerator
  ) -> NDArray {
    let count = shape.reduce(1, *)
    let keys = generator.uniform([count]).scalars(Float.self)
    let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    let step = (range.upperBound - range.lowerBound) / Float(max(1, count))
    return NDArray(
      order.map { range.lowerBound + (Float($0) + 0.5) * step }, shape: shape)
  }
}

/// Every operator, with at least three trials each.
public let operatorCases: [OperatorCase] =
  elementwiseCases + reductionCases + shapeCases + indexingCases + productCases
  + convolutionCases + normalizationCases + lossCases
