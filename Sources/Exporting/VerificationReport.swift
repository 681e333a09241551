import Arrays

/// How far a written file's answers lie from those of the function that it was traced from.
public struct VerificationReport: Sendable, Encodable {
  /// The errors of one value over all trials.
  public struct ValueError: Sendable, Encodable {
    /// The value's name.
    public let name: String
    /// The largest |file − function|.
    public internal(set) var maximumAbsolute = 0.0
    /// The largest |file − function| / |function|, over elements of at least the absolute tolerance.
    public internal(set) var maximumRelative = 0.0
    /// How many elements were compared.
    public internal(set) var count = 0
    /// How many elements have an absolute error in each of `ErrorHistogram.bins`.
    public internal(set) var histogram = [Int](repeating: 0, count: ErrorHistogram.bins.count)

    init(_ name: String) { self.name = name }

    mutating func add(_ difference: Difference) {
      maximumAbsolute = max(maximumAbsolute, difference.absolute)
      maximumRelative = max(maximumRelative, difference.relative)
      for (index, number) in difference.histogram.enumerated() { histogram[index] += number }
      count += difference.histogram.reduce(0, +)
    }
  }

  /// Where the file first leaves the function.
  public struct Divergence: Sendable, Encodable {
    /// The node that makes the first value beyond tolerance.
    public let node: String
    /// What is wrong there.
    public let detail: String
  }

  /// The errors of each output, in every trial.
  public internal(set) var outputs: [ValueError]
  /// The errors of the values between inputs and outputs, run node by node on the first inputs of each
  /// size, in the order of the graph.
  public internal(set) var intermediates: [ValueError] = []
  /// The names of the open axes.
  public let axes: [String]
  /// The sizes of the open axes that were tried, in the order of `axes`; empty when none is open.
  public let sizes: [[Int]]
  /// Random inputs tried for each size.
  public let seedsPerSize: Int
  /// The first divergence, or nil when all trials agree.
  public internal(set) var divergence: Divergence?
  /// What another engine answered, where it was asked.
  public internal(set) var crossCheck: CrossCheck?

  /// Whether every output of every trial is within tolerance.
  public var passed: Bool { divergence == nil }
}

/// The bins in which absolute errors are counted.
public enum ErrorHistogram {
  /// The bins' names: no error, then a power of ten each.
  public static let bins = ["0", "≤1e-8", "≤1e-7", "≤1e-6", "≤1e-5", "≤1e-4", "more"]
  private static let bounds = [0, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4]

  /// The bin of an error.
  static func bin(of error: Double) -> Int {
    bounds.firstIndex { error <= $0 } ?? bounds.count
  }
}

extension Tolerance {
  /// What a file's answers may differ by: rtol 1e-4 and atol 1e-5.
  public static var exported: Tolerance { Tolerance(relative: 1e-4, absolute: 1e-5) }
}
