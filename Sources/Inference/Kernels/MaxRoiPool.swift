import Arrays
import ONNX

/// The largest elements of the parts of a region:
/// <https://onnx.ai/onnx/operators/onnx__MaxRoiPool.html>.
///
/// Girshick: "Fast R-CNN", 2015: corners are rounded, and parts overlap where they do not fit.
struct MaxRoiPoolKernel: Kernel {
  static let operatorType = "MaxRoiPool"
  static let versions: [Int: OneForm] = [1: OneForm(), 22: OneForm()]

  private let pooled: [Int]
  private let scale: Double

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    pooled = try node.requiredInts("pooled_shape")
    guard pooled.count == 2, pooled.allSatisfy((1...Int(Int32.max)).contains) else {
      throw .invalidAttribute("pooled_shape", reason: "\(pooled) is no height and width")
    }
    scale = Double(try node.float("spatial_scale") ?? 1)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, regions) = (try inputs.required(0), try inputs.required(1))
    try x.dataType.requireFloatingPoint()
    try regions.dataType.require(x.dataType)
    try x.requireRank(4...4)
    try regions.requireShape([.unknown, .fixed(5)])
    return [
      ValueType(x.dataType, [regions.extent(0), x.extent(1)] + pooled.map(Dimension.fixed))
    ]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, regions) = (try inputs.required(0), try inputs.required(1))
    let numbers = regions.cast(to: .float64).scalars(Double.self)
    var parts: [[(rows: Range<Int>, columns: Range<Int>)]] = []
    var batches: [Int] = []
    for region in 0..<regions.shape[0] {
      let region = Array(numbers[(5 * region)..<(5 * region + 5)])
      guard region[0] >= 0, region[0] < Double(x.shape[0]),
        region.allSatisfy({ ($0 * scale).magnitude < 0x1p31 })
      else { throw .invalidValue("the region \(region)") }
      batches.append(Int(region[0]))
      let corners = region.dropFirst().map { Int(($0 * scale).rounded()) }
      let columns = Self.split(corners[0], corners[2], into: pooled[1], extent: x.shape[3])
      let rows = Self.split(corners[1], corners[3], into: pooled[0], extent: x.shape[2])
      parts.append(rows.flatMap { rows in columns.map { (rows, $0) } })
    }
    func run<T: RealNumber>(_ type: T.Type) -> NDArray { largest(x, batches, parts, type) }
    return [try x.dataType.floating(run, run)]
  }

  /// Where the parts of one axis of a region begin and end, within the axis.
  private static func split(
    _ first: Int, _ last: Int, into count: Int, extent: Int
  ) -> [Range<Int>] {
    let size = Double(max(last - first + 1, 1)) / Double(count)
    return (0..<count).map { part in
      let start = Int((Double(part) * size).rounded(.down)) + first
      let end = Int((Double(part + 1) * size).rounded(.up)) + first
      let low = min(max(0, start), extent)
      return low..<max(low, min(max(0, end), extent))
    }
  }

  private func largest<T: RealNumber>(
    _ x: NDArray, _ batches: [Int], _ parts: [[(rows: Range<Int>, columns: Range<Int>)]],
    _ type: T.Type
  ) -> NDArray {
    let (channels, width) = (x.shape[1], x.shape[3])
    return x.withScalars(of: type) { source in
      NDArray(shape: [batches.count, channels] + pooled, of: type) { target in
        var place = 0
        for (batch, parts) in zip(batches, parts) {
          for channel in 0..<channels {
            let plane = (batch * channels + channel) * x.shape[2] * width
            for part in parts {
              // A part without elements is 0.
              var best: T?
              for row in part.rows {
                for column in part.columns {
                  let value = source[plane + row * width + column]
                  if best.map({ value > $0 }) ?? true { best = value }
                }
              }
              target[place] = best ?? 0
              place += 1
            }
          }
        }
      }
    }
  }
}
