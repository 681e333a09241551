import Arrays
import ONNX

/// Samples at given places: <https://onnx.ai/onnx/operators/onnx__GridSample.html>.
struct GridSampleKernel: Kernel {
  /// What the modes are called, and how many spatial axes there may be.
  enum Form: Sendable {
    /// `bilinear` and `bicubic`, on two axes.
    case images
    /// `linear` and `cubic`, on any number of axes.
    case volumes
  }

  static let operatorType = "GridSample"
  static let versions: [Int: Form] = [16: .images, 20: .volumes, 22: .volumes]

  private let form: Form
  private let sampler: GridSampler

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    self.form = form
    sampler = try GridSampler(
      &node, names: form == .images ? ("bilinear", "bicubic") : ("linear", "cubic"))
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, grid) = (try inputs.required(0), try inputs.required(1))
    try grid.dataType.requireFloatingPoint()
    // The stencil of a point grows with the power of the axes.
    try x.requireRank(form == .images ? 4...4 : 3...8)
    guard let shape = x.shape else { return [ValueType(x.dataType, nil)] }
    let space = shape.count - 2
    try grid.requireRank((space + 2)...(space + 2))
    let unknown = Array(repeating: Dimension.unknown, count: space)
    try grid.requireShape(shape[..<1] + unknown + [.fixed(space)])
    let target = grid.shape.map { Array($0[1...space]) } ?? unknown
    return [ValueType(x.dataType, shape[..<2] + target)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, grid) = (try inputs.required(0), try inputs.required(1))
    let wide = x.dataType.isFloatingPoint ? x : x.cast(to: .float64)
    let space = Array(x.shape[2...])
    func points<T: RealNumber>(_ type: T.Type) -> [Double] {
      grid.withScalars(of: type) { source in
        source.indices.map {
          // The coordinates of a point begin with that of the last axis.
          sampler.place(source[$0], extent: space[space.count - 1 - $0 % space.count])
        }
      }
    }
    let places = try grid.dataType.floating(points, points)
    let shape = Array(x.shape[..<2]) + grid.shape[1...space.count]
    func run<T: RealNumber>(_ type: T.Type) -> NDArray {
      sample(wide, places, space, shape, type)
    }
    return [try wide.dataType.floating(run, run).cast(to: x.dataType)]
  }

  private func sample<T: RealNumber>(
    _ x: NDArray, _ places: [Double], _ space: [Int], _ shape: [Int], _ type: T.Type
  ) -> NDArray {
    let (channels, inputCount) = (x.shape[1], space.reduce(1, *))
    let outputCount = shape[2...].reduce(1, *)
    return x.withScalars(of: type) { source in
      NDArray(shape: shape, of: type) { target in
        guard let base = source.baseAddress, !target.isEmpty else { return }
        var stencil = Stencil()
        for point in 0..<(shape[0] * outputCount) {
          let (batch, index) = (point / outputCount, point % outputCount)
          stencil.reset()
          for (axis, extent) in space.enumerated() {
            let place = places[point * space.count + space.count - 1 - axis]
            stencil.extend(by: sampler.taps(at: place, extent: extent), extent: extent)
          }
          for channel in batch * channels..<(batch + 1) * channels {
            target[channel * outputCount + index] =
              T(stencil.apply(to: base + channel * inputCount))
          }
        }
      }
    }
  }
}
