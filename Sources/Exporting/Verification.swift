import Arrays
import Inference
import Layers
import ONNX
import Tensors

extension TracedModel {
  /// Runs a file's model in the inference engine and compares it with the traced function, on
  /// random inputs and at sizes of the open axes other than the traced ones.
  ///
  /// - Parameters:
  ///   - model: The model as it was read back from the file.
  ///   - tolerance: How far answers may lie apart.
  ///   - seedsPerSize: Random inputs for each size.
  /// - Throws: `InferenceError` when the engine rejects the model.
  public func verify(
    _ model: Model, tolerance: Tolerance = .exported, seedsPerSize: Int = 3
  ) throws -> VerificationReport {
    let session = try InferenceSession(model: model)
    let sizes = TraceSizes(function.inputs)
    var report = VerificationReport(
      outputs: function.outputs.map { .init($0) }, axes: sizes.axes, sizes: sizes.verified,
      seedsPerSize: seedsPerSize)
    for size in sizes.verified.isEmpty ? [[]] : sizes.verified {
      for seed in 0..<seedsPerSize {
        let inputs = sampleInputs(sizes.axes, size, seed: seed)
        try compare(session, on: inputs, tolerance, &report)
        if report.divergence == nil && seed == 0 {
          try compareIntermediates(session, on: inputs, tolerance, &report)
        }
        if report.divergence != nil { return report }
      }
    }
    return report
  }

  /// Random inputs of a size.
  func sampleInputs(_ axes: [String], _ size: [Int], seed: Int) -> [Tensor] {
    let extents = Dictionary(zip(axes, size), uniquingKeysWith: { first, _ in first })
    var generator = RandomGenerator(seed: UInt64(seed), stream: 0x7665_7269)
    return function.inputs.map { input in
      input.sample(input.shape { extents[$0] ?? 0 }, &generator)
    }
  }

  private func compare(
    _ session: InferenceSession, on inputs: [Tensor], _ tolerance: Tolerance,
    _ report: inout VerificationReport
  ) throws {
    let expected = withoutRecording { function.call(inputs) }
    let found: [String: NDArray]
    do {
      found = try session.run(named(inputs))
    } catch {
      report.divergence = .init(node: error.nodeName ?? function.name, detail: "\(error)")
      return
    }
    var agrees = true
    for (index, name) in function.outputs.enumerated() {
      let difference = found[name].map { Difference($0, expected[index].array, tolerance) }
      agrees = agrees && difference?.isWithinTolerance == true
      if let difference { report.outputs[index].add(difference) }
    }
    if agrees { return }
    try compareIntermediates(session, on: inputs, tolerance, &report)
    report.divergence =
      report.divergence
      ?? .init(
        node: model.graph.nodes.last?.name ?? function.name,
        detail: "every node agrees by itself, but the outputs of the planned run differ")
  }

  private func named(_ inputs: [Tensor]) -> [String: NDArray] {
    Dictionary(uniqueKeysWithValues: zip(function.inputs.map(\.name), inputs.map(\.array)))
  }

  /// Runs model and function node by node, and notes the first node whose value differs.
  private func compareIntermediates(
    _ session: InferenceSession, on inputs: [Tensor], _ tolerance: Tolerance,
    _ report: inout VerificationReport
  ) throws {
    let trace = try Trace(function, on: inputs, opset: model.opset ?? 0)
    let found = try session.runKeepingIntermediates(named(inputs))
    let isFirst = report.intermediates.isEmpty
    // What was folded is not in the file.
    let written = Set(model.graph.nodes.flatMap(\.outputs))
    let values = trace.values.filter { written.contains($0.name) }
    for (index, (name, expected)) in values.enumerated() {
      guard let value = found[name] else {
        report.divergence = .init(
          node: trace.nodeNames[name] ?? name, detail: "the file has no value '\(name)'")
        return
      }
      let difference = Difference(value, expected, tolerance)
      if isFirst { report.intermediates.append(.init(name)) }
      report.intermediates[index].add(difference)
      if !difference.isWithinTolerance {
        report.divergence = .init(
          node: trace.nodeNames[name] ?? name, detail: difference.description)
        return
      }
    }
  }
}
