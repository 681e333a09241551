import Arrays
import Executing
import Exporting
import Inference

/// Runs a plan from its bytes by the executor that the page has, and compares it with the file.
struct PlanCheck {
  private let plan: EncodedPlan
  private let classValues: [String: [[Float]]]

  init(_ plan: EncodedPlan, classValues: [String: [[Float]]]) {
    (self.plan, self.classValues) = (plan, classValues)
  }

  /// Compares answers for random inputs, and each class.
  ///
  /// - Throws: `SiteError.plansDisagree` beyond the tolerance for exported files.
  func compare(
    with session: InferenceSession, shapes: [String: [Int]], part: String, model: String
  ) throws {
    let (decoded, constants) = try plan.bytes.withUnsafeBufferPointer { try Plan.decode($0) }
    let executor = try Executor(plan: decoded, constants: constants, host: PortableHost())
    var generator = RandomGenerator(seed: 0)
    for label in 0..<max(1, classValues.values.map(\.count).max() ?? 1) {
      var arguments: [String: NDArray] = [:]
      for input in session.inputs {
        let shape = shapes[input.name] ?? []
        arguments[input.name] =
          input.elementType == .int64
          ? NDArray([Int64](repeating: Int64(label), count: shape.reduce(1, *)), shape: shape)
          : generator.uniform(shape, low: 0, high: 1)
      }
      let expected = try session.run(arguments)
      let found = run(executor, arguments, label)
      for (output, numbers) in zip(plan.outputs, found) {
        let wanted = expected[output.name]?.contiguous().scalars(Float.self) ?? []
        try check(numbers, wanted, part, model)
      }
    }
  }

  private func check(
    _ found: [Float], _ expected: [Float], _ part: String, _ model: String
  ) throws {
    for (number, wanted) in zip(found, expected)
    where !Tolerance.exported.allows(Double(number), for: Double(wanted)) {
      throw SiteError.plansDisagree(
        part: part, model: model, difference: Double(abs(number - wanted)))
    }
  }

  /// The outputs, in the plan's order.
  private func run(
    _ executor: Executor<PortableHost>, _ arguments: [String: NDArray], _ label: Int
  ) -> [[Float]] {
    let inputs = plan.inputs.map { input -> UnsafeMutableBufferPointer<Float> in
      let numbers =
        arguments[input.name]?.contiguous().scalars(Float.self)
        ?? classValues[input.name]?[label] ?? []
      let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(1, numbers.count))
      _ = memory.initialize(from: numbers)
      return memory
    }
    let outputs = plan.outputs.map { output -> UnsafeMutableBufferPointer<Float> in
      .allocate(capacity: max(1, output.shape.reduce(1, *)))
    }
    defer { for memory in inputs + outputs { memory.deallocate() } }
    let sources = inputs.compactMap { $0.baseAddress.map { UnsafePointer($0) } }
    let targets = outputs.compactMap(\.baseAddress)
    sources.withUnsafeBufferPointer { sources in
      targets.withUnsafeBufferPointer { executor.run(inputs: sources, outputs: $0) }
    }
    return outputs.map { Array($0) }
  }
}
