import Arrays
import ONNX

/// Interpolated samples of the parts of a region:
/// <https://onnx.ai/onnx/operators/onnx__RoiAlign.html>.
///
/// He, Gkioxari, Dollár, Girshick: "Mask R-CNN", 2017.
struct RoiAlignKernel: Kernel {
  /// Whether places in the input may be counted from the elements' centres.
  enum Form: Sendable {
    case corners, anyCoordinates
  }

  static let operatorType = "RoiAlign"
  static let versions: [Int: Form] = [10: .corners, 16: .anyCoordinates, 22: .anyCoordinates]

  private enum Mode: String {
    case avg, max
  }

  private enum Coordinates: String {
    case halfPixel = "half_pixel"
    case outputHalfPixel = "output_half_pixel"
  }

  private let takesLargest: Bool
  private let grid: RegionGrid

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...3)
    takesLargest = try node.choice("mode", default: Mode.avg) == .max
    let coordinates =
      form == .corners
      ? Coordinates.outputHalfPixel
      : try node.choice("coordinate_transformation_mode", default: Coordinates.halfPixel)
    grid = RegionGrid(
      height: try node.int("output_height") ?? 1, width: try node.int("output_width") ?? 1,
      samples: try node.int("sampling_ratio") ?? 0,
      scale: Double(try node.float("spatial_scale") ?? 1),
      isShifted: coordinates == .halfPixel)
    for value in [grid.height, grid.width, grid.samples] where !(0...Int(Int32.max)).contains(value)
    {
      throw .invalidAttribute("output_height, output_width or sampling_ratio", reason: "\(value)")
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, regions, batches) =
      (try inputs.required(0), try inputs.required(1), try inputs.required(2))
    try x.dataType.requireFloatingPoint()
    try regions.dataType.require(x.dataType)
    try batches.dataType.require(.int64)
    try x.requireRank(4...4)
    try regions.requireShape([batches.extent(0), .fixed(4)])
    try batches.requireShape([regions.extent(0)])
    return [
      ValueType(
        x.dataType, [regions.extent(0), x.extent(1), .fixed(grid.height), .fixed(grid.width)])
    ]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, regions) = (try inputs.required(0), try inputs.required(1))
    let numbers = regions.cast(to: .float64).scalars(Double.self)
    let batches = integerElements(try inputs.required(2))
    for batch in batches where !(0..<x.shape[0]).contains(batch) {
      throw .invalidValue("the batch index \(batch) of \(x.shape[0])")
    }
    let space = (height: x.shape[2], width: x.shape[3])
    let output = [x.shape[1], grid.height, grid.width]
    var results: [NDArray] = []
    for (region, batch) in batches.enumerated() {
      let samples = try grid.samples(Array(numbers[(4 * region)..<(4 * region + 4)]), space)
      func run<T: RealNumber>(_ type: T.Type) -> NDArray {
        pooled(x, batch, samples, output, type)
      }
      results.append(try x.dataType.floating(run, run))
    }
    let shape = [batches.count] + output
    if results.isEmpty { return [.zeros(shape, x.dataType)] }
    return [NDArray.concatenate(results, axis: 0).reshaped(shape)]
  }

  private func pooled<T: RealNumber>(
    _ x: NDArray, _ batch: Int, _ samples: RegionSamples, _ output: [Int], _ type: T.Type
  ) -> NDArray {
    let (channels, inputCount) = (x.shape[1], x.shape[2] * x.shape[3])
    let parts = output[1] * output[2]
    return x.withScalars(of: type) { source in
      NDArray(shape: output, of: type) { target in
        guard let base = source.baseAddress, !target.isEmpty else { return }
        for channel in 0..<channels {
          let plane = base + (batch * channels + channel) * inputCount
          for part in 0..<parts {
            target[channel * parts + part] = T(
              takesLargest ? samples.largest(part, plane) : samples.mean(part, plane))
          }
        }
      }
    }
  }
}
