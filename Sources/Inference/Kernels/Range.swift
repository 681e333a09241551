import Arrays

/// Numbers from one to another in equal steps: <https://onnx.ai/onnx/operators/onnx__Range.html>.
struct RangeKernel: Kernel {
  /// Whether there is `stash_type`, which concerns small floating-point numbers only.
  enum Form: Sendable {
    case plain, stashing
  }

  static let operatorType = "Range"
  static let versions: [Int: Form] = [11: .plain, 27: .stashing]

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...3)
    if form == .stashing { _ = try node.int("stash_type") }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let type = try inputs.required(0).dataType
    try type.requireNumber()
    for index in 0..<3 {
      let input = try inputs.required(index)
      try input.dataType.require(type)
      try input.requireScalar("an input")
    }
    let values = inputs.compactMap { $0?.value }
    guard values.count == 3 else { return [ValueType(type, [.unknown])] }
    return [ValueType(type, [try Self.count(values)])]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (start, step) = (try inputs.required(0), try inputs.required(2))
    let count = try Self.count(inputs.compactMap { $0 })
    func run<T: Number>(_ type: T.Type) -> NDArray {
      let (first, step) = (start.scalar(type), step.scalar(type))
      return NDArray(shape: [count], of: type) { target in
        for index in target.indices {
          target[index] = T.sum(first, T.product(T(count: index), step))
        }
      }
    }
    return [run(try start.dataType.number())]
  }

  /// The number of numbers from the first on, before the second.
  private static func count(_ values: [NDArray]) throws(InferenceProblem) -> Int {
    let problem = InferenceProblem.invalidValue("a range that has no end")
    if values[0].dataType.isFloatingPoint || values[0].dataType.isHalfPrecision {
      let numbers = values.map { $0.cast(to: .float64).scalar(Double.self) }
      let count = ((numbers[1] - numbers[0]) / numbers[2]).rounded(.up)
      guard count.magnitude < 0x1p56 else { throw problem }
      return max(0, Int(count))
    }
    let numbers = values.flatMap(integerElements)
    let (distance, overflow) = numbers[1].subtractingReportingOverflow(numbers[0])
    let step = numbers[2]
    guard step != 0, !overflow, distance > Int.min, step > Int.min else { throw problem }
    if (distance < 0) != (step < 0) { return 0 }
    return distance / step + (distance % step == 0 ? 0 : 1)
  }
}
