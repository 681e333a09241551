import Arrays
import Tensors
import Testing

/// Results and gradients of every operator against PyTorch's, in both precisions and for inputs that
/// lie in memory in different ways.
struct ParityTests {
  static let float64 = Tolerance(relative: 1e-10, absolute: 1e-12)
  static let float32 = Tolerance(relative: 1e-5, absolute: 1e-6)

  /// Operators whose float32 results may lie further off, and why.
  static let exceptions: [String: (tolerance: Tolerance, reason: String)] = [
    "logsumexp_extreme": (
      Tolerance(relative: 1e-4, absolute: 1e-6),
      """
      the result, near 1000, has steps of 6e-5 in float32, and the gradient is the exponential of \
      the inputs' distances from it, in PyTorch too
      """
    )
  ]

  static func tolerance(_ operatorName: String, _ dataType: DataType) -> Tolerance {
    dataType == .float64 ? float64 : exceptions[operatorName]?.tolerance ?? float32
  }

  static let cases: [ParityCase] = {
    if case .success(let cases) = ParityFixtures.loaded { return cases }
    return []
  }()

  @Test("the fixtures are there, and every operator of the table has a case")
  func fixtures() throws {
    let cases = try ParityFixtures.loaded.get()
    let names = Set(cases.map(\.operatorName))
    print("parity with PyTorch: \(cases.count) cases of \(names.count) operators")
    #expect(!cases.isEmpty)
    if ParityFixtures.folders.count > 1 {
      let unused = parityOperators.keys.filter { !names.contains($0) }
      #expect(unused.isEmpty, "no case for \(unused)")
      #expect(cases.count >= 414 && names.count >= 88)
    }
    for (name, exception) in Self.exceptions {
      #expect(names.contains(name) && !exception.reason.isEmpty)
      #expect(exception.tolerance.relative <= 1e-4 && exception.tolerance.absolute <= 1e-4)
    }
  }

  @Test("results and gradients are PyTorch's", arguments: cases)
  func values(_ parityCase: ParityCase) throws {
    for layout in ParityLayout.allCases {
      for dataType in [DataType.float32, .float64] {
        try expectParity(parityCase, layout, dataType)
      }
    }
  }

  @Test(
    "inputs that repeat elements without memory for them count as their copies", arguments: cases)
  func expandedInputs(_ parityCase: ParityCase) throws {
    let inputs = parityCase.inputs.map { ParityLayout.expanded($0) }
    guard inputs.contains(where: { $0 != nil }) else { return }
    let views = zip(inputs, parityCase.inputs).map { $0 ?? $1 }
    for dataType in [DataType.float32, .float64] {
      let converted = { (arrays: [NDArray]) in Self.converted(arrays, to: dataType) }
      // Casting copies, so that views are made anew of what has been cast.
      let repeated = zip(inputs, converted(views)).map { $0 == nil ? $1 : Self.expanded($1) }
      let upstream = Self.expanded(parityCase.upstream.cast(to: dataType))
      let found = try evaluate(parityCase, repeated, upstream)
      let expected = try evaluate(
        parityCase, repeated.map { $0.contiguous() }, upstream.contiguous())
      let tolerance = Self.tolerance(parityCase.operatorName, dataType)
      let place = "\(parityCase.name) expanded in \(dataType)"
      expectClose(found.output, expected.output, tolerance, "\(place): output")
      for (index, pair) in zip(found.gradients, expected.gradients).enumerated() {
        expectClose(pair.0, pair.1, tolerance, "\(place): gradient \(index)")
      }
    }
  }

  private static func expanded(_ array: NDArray) -> NDArray {
    ParityLayout.expanded(array) ?? array
  }

  /// Floating-point arrays in another precision, others as they are.
  private static func converted(_ arrays: [NDArray], to dataType: DataType) -> [NDArray] {
    arrays.map { $0.dataType.isFloatingPoint ? $0.cast(to: dataType) : $0 }
  }

  private func expectParity(
    _ parityCase: ParityCase, _ layout: ParityLayout, _ dataType: DataType
  ) throws {
    let inputs = Self.converted(parityCase.inputs, to: dataType).map(layout.arrange)
    let upstream = layout.arrange(parityCase.upstream.cast(to: dataType))
    let place = "\(parityCase.name) \(layout) in \(dataType)"
    let found = try evaluate(parityCase, inputs, upstream)
    let tolerance = Self.tolerance(parityCase.operatorName, dataType)
    if parityCase.output.dataType != .float64 {
      #expect(found.output.dataType == parityCase.output.dataType, "\(place)")
    } else if inputs.contains(where: \.dataType.isFloatingPoint) {
      #expect(found.output.dataType == dataType, "\(place)")
    }
    expectClose(found.output, parityCase.output, tolerance, "\(place): output")
    for (gradient, expected) in zip(found.gradients, parityCase.gradients) {
      let zeros = NDArray.zeros(parityCase.inputs[expected.input].shape, .float64)
      #expect(gradient.dataType == dataType, "\(place): gradient \(expected.input)")
      expectClose(
        gradient, expected.gradient ?? zeros, tolerance, "\(place): gradient \(expected.input)")
    }
  }

  /// The output, and the gradients of the inputs that the case differentiates.
  private func evaluate(
    _ parityCase: ParityCase, _ inputs: [NDArray], _ upstream: NDArray
  ) throws -> (output: NDArray, gradients: [NDArray]) {
    let function = try #require(
      parityOperators[parityCase.operatorName], "no row for \(parityCase.operatorName)")
    let tracked = inputs.enumerated().map { index, array in
      parityCase.gradients.contains { $0.input == index }
        ? Tensor(array).tracked() : Tensor(array)
    }
    let output = try function(tracked, parityCase.attributes)
    if parityCase.gradients.isEmpty { return (output.array, []) }
    try #require(output.shape == parityCase.output.shape, "\(parityCase.name): \(output.shape)")
    let found = gradients(
      of: output, with: parityCase.gradients.map { tracked[$0.input] }, upstream: Tensor(upstream))
    return (output.array, found.map(\.array))
  }

  private func expectClose(
    _ found: NDArray, _ expected: NDArray, _ tolerance: Tolerance, _ place: String
  ) {
    #expect(found.shape == expected.shape, "\(place)")
    guard found.shape == expected.shape else { return }
    let pairs = zip(
      found.cast(to: .float64).scalars(Double.self),
      expected.cast(to: .float64).scalars(Double.self))
    let wrong = pairs.enumerated().filter { !tolerance.allows($0.element.0, for: $0.element.1) }
    guard
      let worst = wrong.max(by: {
        abs($0.element.0 - $0.element.1) < abs($1.element.0 - $1.element.1)
      })
    else { return }
    Issue.record(
      """
      \(place): \(wrong.count) of \(found.count) elements are off; element \(worst.offset) is \
      \(worst.element.0) instead of \(worst.element.1)
      """)
  }
}
