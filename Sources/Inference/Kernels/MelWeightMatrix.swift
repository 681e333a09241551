import Arrays
import ONNX

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Triangles that turn a spectrum into one on the mel scale:
/// <https://onnx.ai/onnx/operators/onnx__MelWeightMatrix.html>.
struct MelWeightMatrixKernel: Kernel {
  static let operatorType = "MelWeightMatrix"
  static let versions: [Int: OneForm] = [17: OneForm()]

  private let dataType: DataType

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(5...5)
    dataType = try node.dataType("output_datatype") ?? .float32
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    var numbers: [Int?] = []
    for (index, name) in ["num_mel_bins", "dft_length", "sample_rate"].enumerated() {
      let input = try inputs.required(index)
      try input.dataType.requireIndex()
      let number = try input.scalarInteger(name)
      if let number, number < 1 || number > Int32.max {
        throw .invalidValue("\(name) is \(number)")
      }
      numbers.append(number)
    }
    for (index, name) in [(3, "lower_edge_hertz"), (4, "upper_edge_hertz")] {
      let input = try inputs.required(index)
      try input.dataType.requireFloatingPoint()
      _ = try input.scalarNumber(name)
    }
    return [
      ValueType(
        dataType,
        [
          numbers[1].map { .fixed($0 / 2 + 1) } ?? .unknown,
          numbers[0].map(Dimension.fixed) ?? .unknown,
        ])
    ]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    var numbers: [Double] = []
    for index in 0..<5 {
      numbers.append(try inputs.required(index).cast(to: .float64).scalar(Double.self))
    }
    let (bands, bins) = (Int(numbers[0]), Int(numbers[1]) / 2 + 1)
    let points = try Self.points(
      bands, length: numbers[1], rate: numbers[2], from: numbers[3], to: numbers[4], bins: bins)
    var weights = NDArray.zeros([bins, bands], .float64)
    weights.withUnsafeMutableScalars(of: Double.self) { target in
      for band in 0..<bands {
        let (low, center, high) = (points[band], points[band + 1], points[band + 2])
        for bin in low..<max(low, center) {
          target[bin * bands + band] = Double(bin - low) / Double(center - low)
        }
        target[center * bands + band] = 1
        for bin in center..<max(center, high) {
          target[bin * bands + band] = Double(high - bin) / Double(high - center)
        }
      }
    }
    return [weights.cast(to: dataType)]
  }

  /// The bins at which triangles begin, peak and end: evenly spaced on the mel scale.
  private static func points(
    _ bands: Int, length: Double, rate: Double, from low: Double, to high: Double, bins: Int
  ) throws(InferenceProblem) -> [Int] {
    func mel(_ hertz: Double) -> Double { 2595 * log10(1 + hertz / 700) }
    let step = (mel(high) - mel(low)) / Double(bands + 2)
    var points: [Int] = []
    for index in 0..<(bands + 2) {
      let hertz = 700 * (pow(10, (mel(low) + Double(index) * step) / 2595) - 1)
      let bin = ((length + 1) * hertz / rate).rounded(.down)
      guard bin >= Double(points.last ?? 0), bin < Double(bins) else {
        throw .invalidValue("the frequencies \(low) to \(high) Hz at \(rate) samples a second")
      }
      points.append(Int(bin))
    }
    return points
  }
}
