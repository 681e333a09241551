import Arrays
import Inference
import Layers
import ONNX
import Tensors

/// How far a written file's answers lie from those of the function that it was traced from.
public struct VerificationReport: Sendable {
  /// The errors of one output over all trials.
  public struct OutputError: Sendable {
    /// The output's name.
    public let name: String
    /// The largest |file − function|.
    public internal(set) var maximumAbsolute = 0.0
    /// The largest |file − function| / |function|, over elements of at least the absolute tolerance.
    public internal(set) var maximumRelative = 0.0
  }

  /// Where the file first leaves the function.
  public struct Divergence: Sendable {
    /// The node that makes the first value beyond tolerance.
    public let node: String
    /// What is wrong there.
    public let detail: String
  }

  /// The errors of each output.
  public internal(set) var outputs: [OutputError]
  /// The names of the open axes.
  public let axes: [String]
  /// The sizes of the open axes that were tried, in the order of `axes`; empty when none is open.
  public let sizes: [[Int]]
  /// Random inputs tried for each size.
  public let seedsPerSize: Int
  /// The first divergence, or nil when all trials agree.
  public internal(set) var divergence: Divergence?

  /// Whether every output of every trial is within tolerance.
  public var passed: Bool { divergence == nil }
}

/// How far two numbers may lie apart: |a − b| ≤ absolute + relative |b|.
public struct Tolerance: Sendable {
  /// The absolute part.
  public var absolute: Double
  /// The part in proportion to the expected number.
  public var relative: Double

  /// Creates a tolerance; rtol 1e-4 and atol 1e-5 by default.
  public init(relative: Double = 1e-4, absolute: Double = 1e-5) {
    self.relative = relative
    self.absolute = absolute
  }
}

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
    _ model: Model, tolerance: Tolerance = Tolerance(), seedsPerSize: Int = 3
  ) throws -> VerificationReport {
    let session = try InferenceSession(model: model)
    let (axes, sizes) = verifiedSizes
    var report = VerificationReport(
      outputs: function.outputs.map { .init(name: $0) }, axes: axes, sizes: sizes,
      seedsPerSize: seedsPerSize)
    for trial in sizes.isEmpty ? [[]] : sizes {
      let extents = Dictionary(zip(axes, trial), uniquingKeysWith: { first, _ in first })
      for seed in 0..<seedsPerSize {
        var generator = RandomGenerator(seed: UInt64(seed), stream: 0x7665_7269)
        let inputs = function.inputs.map { input in
          input.sample(input.shape { extents[$0] ?? 0 }, &generator)
        }
        try compare(session, on: inputs, tolerance, &report)
        if report.divergence != nil { return report }
      }
    }
    return report
  }

  /// Sizes of open axes that files are tried at: one, where broadcasting hides mistakes, and one that
  /// no trace has seen. An axis whose traced size was given is tried at that size and at twice it.
  private var verifiedSizes: (axes: [String], sizes: [[Int]]) {
    var axes: [String] = []
    var sizes: [[Int]] = [[], []]
    for input in function.inputs {
      for case .dynamic(let name, let traced) in input.extents where !axes.contains(name) {
        sizes[0].append(traced ?? 1)
        sizes[1].append(traced.map { 2 * $0 } ?? 7 + axes.count)
        axes.append(name)
      }
    }
    return (axes, axes.isEmpty ? [] : sizes)
  }

  private func compare(
    _ session: InferenceSession, on inputs: [Tensor], _ tolerance: Tolerance,
    _ report: inout VerificationReport
  ) throws {
    let expected = withoutRecording { function.body(inputs) }
    let named = Dictionary(
      uniqueKeysWithValues: zip(function.inputs.map(\.name), inputs.map(\.array)))
    let found: [String: NDArray]
    do {
      found = try session.run(named)
    } catch {
      report.divergence = .init(node: error.nodeName ?? function.name, detail: "\(error)")
      return
    }
    var agrees = true
    for (index, name) in function.outputs.enumerated() {
      let difference = found[name].map { Difference($0, expected[index].array, tolerance) }
      agrees = agrees && difference?.isWithinTolerance == true
      guard let difference else { continue }
      report.outputs[index].maximumAbsolute = max(
        report.outputs[index].maximumAbsolute, difference.absolute)
      report.outputs[index].maximumRelative = max(
        report.outputs[index].maximumRelative, difference.relative)
    }
    if !agrees { report.divergence = try locate(session, inputs, named, tolerance) }
  }

  /// Finds the first node whose value differs, by running the model node by node.
  private func locate(
    _ session: InferenceSession, _ inputs: [Tensor], _ named: [String: NDArray],
    _ tolerance: Tolerance
  ) throws -> VerificationReport.Divergence {
    let trace = try Trace(function, on: inputs, opset: model.opset ?? 0)
    let found = try session.runKeepingIntermediates(named)
    for (name, expected) in trace.values {
      guard let value = found[name] else {
        return .init(node: trace.nodeNames[name] ?? name, detail: "the file has no value '\(name)'")
      }
      let difference = Difference(value, expected, tolerance)
      if !difference.isWithinTolerance {
        return .init(node: trace.nodeNames[name] ?? name, detail: difference.description)
      }
    }
    return .init(
      node: model.graph.nodes.last?.name ?? function.name,
      detail: "every node agrees by itself, but the outputs of the planned run differ")
  }
}

/// The largest differences between two arrays.
struct Difference: CustomStringConvertible {
  private(set) var absolute = 0.0
  private(set) var relative = 0.0
  private(set) var isWithinTolerance = true
  private let shapes: ([Int], [Int])

  init(_ found: NDArray, _ expected: NDArray, _ tolerance: Tolerance) {
    shapes = (found.shape, expected.shape)
    guard found.shape == expected.shape, found.dataType == expected.dataType else {
      isWithinTolerance = false
      return
    }
    let pairs = zip(
      found.cast(to: .float64).scalars(Double.self),
      expected.cast(to: .float64).scalars(Double.self))
    for (a, b) in pairs where a != b {
      let distance = (a - b).magnitude
      if !(distance <= tolerance.absolute + tolerance.relative * b.magnitude) {
        isWithinTolerance = false
      }
      absolute = distance.isNaN ? .infinity : max(absolute, distance)
      if b.magnitude >= tolerance.absolute { relative = max(relative, distance / b.magnitude) }
    }
  }

  var description: String {
    if absolute == .infinity { return "gives numbers that are not finite" }
    return shapes.0 == shapes.1
      ? "differs by up to \(absolute) (relative \(relative))"
      : "has shape \(shapes.0) instead of \(shapes.1)"
  }
}
