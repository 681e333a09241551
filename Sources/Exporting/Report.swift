import ONNX

/// What a report says about a file besides the errors.
struct ModelFacts: Encodable {
  let file: String
  let graph: String
  let opset: Int
  let irVersion: Int
  let byteCount: Int
  /// Numbers in initializers that are parameters.
  let parameterCount: Int
  let nodeCount: Int
  /// How often each operator is used.
  let operators: [String: Int]
  let producer: String
  let metadata: [String: String]
  let warnings: [String]

  init(_ traced: TracedModel, file: String, byteCount: Int) {
    let model = traced.model
    self.file = file
    self.byteCount = byteCount
    graph = model.graph.name
    opset = model.opset ?? 0
    irVersion = model.irVersion
    let parameters = Set(traced.function.parameters.map(\.name))
    parameterCount = model.graph.initializers.filter { parameters.contains($0.name) }
      .reduce(0) { $0 + $1.shape.reduce(1, *) }
    nodeCount = model.graph.nodes.count
    operators = Dictionary(model.graph.nodes.map { ($0.operatorType, 1) }, uniquingKeysWith: +)
    producer = "\(model.producerName) \(model.producerVersion)"
    metadata = Dictionary(model.metadata.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    warnings = traced.warnings
  }
}

extension VerificationReport {
  /// The report as Markdown.
  ///
  /// - Parameters:
  ///   - traced: The model that was verified.
  ///   - file: The file's name.
  ///   - byteCount: The file's size.
  public func markdown(for traced: TracedModel, file: String, byteCount: Int) -> String {
    let facts = ModelFacts(traced, file: file, byteCount: byteCount)
    let operators = facts.operators.sorted { $0.key < $1.key }.map { "\($0.key) × \($0.value)" }
    var lines = [
      "# Verification of \(file)", "",
      "The file was read back and run by Tessera's inference engine, and its answers compared with "
        + "those of the trained network.", "",
      "| fact | value |", "| --- | --- |",
      "| result | \(passed ? "passed" : "FAILED") |",
      "| graph | \(facts.graph) |",
      "| opset | \(facts.opset) |",
      "| IR version | \(facts.irVersion) |",
      "| file size | \(facts.byteCount) bytes |",
      "| parameters | \(facts.parameterCount) |",
      "| operators | \(operators.joined(separator: ", ")) |",
      "| producer | \(facts.producer) |",
      "| trials | \(trials) |",
    ]
    lines += traced.model.metadata.map { "| \($0.key) | \($0.value) |" }
    if let divergence {
      lines += ["", "First diverging node: `\(divergence.node)`: \(divergence.detail)"]
    }
    lines += facts.warnings.map { "\nWarning: \($0)" }
    lines += ["", "## Outputs", ""] + Self.table(outputs, "output")
    if let crossCheck {
      lines += ["", "## Outputs in \(crossCheck.runtime)", ""] + crossCheck.table
    }
    if !intermediates.isEmpty {
      lines += ["", "## Values inside, in the order of the graph", ""]
      lines += Self.table(intermediates, "value")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Errors as a Markdown table, with the number of elements in each bin of the histogram.
  private static func table(_ errors: [ValueError], _ title: String) -> [String] {
    let bins = ErrorHistogram.bins
    return [
      "| \(title) | largest absolute error | largest relative error | elements | "
        + bins.joined(separator: " | ") + " |",
      "| --- | --- | --- | --- |" + String(repeating: " --- |", count: bins.count),
    ]
      + errors.map { error in
        let columns =
          [format(error.maximumAbsolute), format(error.maximumRelative), "\(error.count)"]
          + error.histogram.map(String.init)
        return "| \(error.name) | \(columns.joined(separator: " | ")) |"
      }
  }

  /// What was tried, in words.
  public var trials: String {
    if sizes.isEmpty { return "\(seedsPerSize) random inputs" }
    let texts = sizes.map { trial in
      zip(axes, trial).map { "\($0) \($1)" }.joined(separator: ", ")
    }
    return "\(seedsPerSize) random inputs at each size: " + texts.joined(separator: "; ")
  }

  /// A small number with three digits, such as `1.19e-07`.
  public static func format(_ value: Double) -> String {
    guard value > 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
    var exponent = 0
    var mantissa = value
    while mantissa >= 10 {
      mantissa /= 10
      exponent += 1
    }
    while mantissa < 1 {
      mantissa *= 10
      exponent -= 1
    }
    var hundredths = Int((mantissa * 100).rounded())
    if hundredths == 1000 {
      hundredths = 100
      exponent += 1
    }
    let digits = "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    return "\(digits)e\(exponent < 0 ? "-" : "+")\(abs(exponent))"
  }
}
