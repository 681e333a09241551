#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The marks of an axis at round numbers: multiples of 1, 2 or 5 times a power of ten.
struct Ticks: Equatable {
  let values: [Double]
  let labels: [String]
  /// What the axis spans.
  let range: ClosedRange<Double>

  /// Chooses marks for an axis.
  ///
  /// - Parameters:
  ///   - data: What the axis is to show; numbers that are not finite or beyond ±1e300 are left out.
  ///   - target: About how many marks there are to be.
  ///   - keepsWhole: Whether the marks are whole numbers where all data are, as for epochs.
  init(covering data: some Sequence<Double>, target: Int, keepsWhole: Bool = false) {
    let shown = data.filter { abs($0) <= 1e300 }
    var (low, high) = (shown.min() ?? 0, shown.max() ?? 1)
    let isWhole =
      keepsWhole && !shown.isEmpty && shown.allSatisfy { $0 == $0.rounded() && abs($0) < 1e6 }
    let magnitude = max(abs(low), abs(high))
    // Closer numbers cannot be told apart, and smaller ones leave no room for steps between them.
    if high - low <= max(magnitude * 1e-9, 1e-280) {
      let margin = isWhole ? 1 : magnitude > 1e-270 ? magnitude / 10 : 0.5
      (low, high) = (low - margin, high + margin)
    }
    let rough = max((high - low) / Double(max(target, 1)), isWhole ? 1 : 0)
    let exponent = Int(floor(log10(rough)))
    let power = pow(10, Double(exponent))
    let factor = [1.0, 2, 5].first { rough <= $0 * power * 1.000_001 }
    let stepExponent = factor == nil ? exponent + 1 : exponent
    let step = (factor ?? 10) * power
    let margin = (high - low) * 0.03
    range = (low - margin)...(high + margin)
    let first = Int(ceil(range.lowerBound / step))
    let last = Int(floor(range.upperBound / step))
    let values = (first...max(first, last)).map { Double($0) * step }
    self.values = values
    labels = Self.labels(values, stepExponent: stepExponent)
  }

  /// Where a value lies on the axis: 0 at its beginning, 1 at its end.
  func position(_ value: Double) -> Double {
    (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// As many decimals as the steps need; very large and very small numbers with an exponent.
  private static func labels(_ values: [Double], stepExponent: Int) -> [String] {
    let magnitude = values.map(abs).max() ?? 0
    guard magnitude > 0 else { return values.map { _ in "0" } }
    if magnitude < 999_999.5 && stepExponent >= -5 {
      return values.map { fixed($0, decimals: max(0, -stepExponent)) }
    }
    let exponent = Int(floor(log10(magnitude) + 1e-9))
    return values.map { value in
      value == 0
        ? "0"
        : fixed(value / pow(10, Double(exponent)), decimals: max(0, exponent - stepExponent))
          + "e\(exponent)"
    }
  }

  private static func fixed(_ value: Double, decimals: Int) -> String {
    let units = Int((value * pow(10, Double(decimals))).rounded())
    let digits = String(abs(units))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let text =
      decimals == 0 ? padded : "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    return units < 0 ? "-" + text : text
  }
}
