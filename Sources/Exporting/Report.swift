import Layers
import ONNX

extension VerificationReport {
  /// The report as Markdown.
  ///
  /// - Parameters:
  ///   - traced: The model that was verified.
  ///   - file: The file's name.
  ///   - byteCount: The file's size.
  public func markdown(for traced: TracedModel, file: String, byteCount: Int) -> String {
    let model = traced.model
    var counts: [String: Int] = [:]
    for node in model.graph.nodes { counts[node.operatorType, default: 0] += 1 }
    let operators = counts.sorted { $0.key < $1.key }.map { "\($0.key) × \($0.value)" }
    let numbers = model.graph.initializers.reduce(0) { $0 + $1.shape.reduce(1, *) }
    var lines = [
      "# Verification of \(file)", "",
      "The file was read back and run by Tessera's inference engine, and its answers compared with "
        + "those of the trained network.", "",
      "| fact | value |", "| --- | --- |",
      "| result | \(passed ? "passed" : "FAILED") |",
      "| graph | \(model.graph.name) |",
      "| opset | \(model.opset ?? 0) |",
      "| IR version | \(model.irVersion) |",
      "| file size | \(byteCount) bytes |",
      "| numbers in initializers | \(numbers) |",
      "| operators | \(operators.joined(separator: ", ")) |",
      "| producer | \(model.producerName) \(model.producerVersion) |",
      "| trials | \(trials) |",
    ]
    lines += model.metadata.map { "| \($0.key) | \($0.value) |" }
    lines += [
      "", "| output | largest absolute error | largest relative error |", "| --- | --- | --- |",
    ]
    lines += outputs.map {
      "| \($0.name) | \(Self.format($0.maximumAbsolute)) | \(Self.format($0.maximumRelative)) |"
    }
    if let divergence {
      lines += ["", "First diverging node: `\(divergence.node)`: \(divergence.detail)"]
    }
    return lines.joined(separator: "\n") + "\n"
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
