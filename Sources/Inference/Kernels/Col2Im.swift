import Arrays
import ONNX

/// Blocks, one a column, added up to an image: <https://onnx.ai/onnx/operators/onnx__Col2Im.html>.
struct Col2ImKernel: Kernel {
  static let operatorType = "Col2Im"
  static let versions: [Int: OneForm] = [18: OneForm()]

  private let window: WindowAttributes

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...3)
    window = try WindowAttributes(&node, .dilations)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireNumber()
    try x.requireRank(3...3)
    var lists: [[Dimension]?] = []
    for index in 1...2 {
      let list = try inputs.required(index)
      try list.dataType.require(.int64)
      lists.append(try inferShape(from: list))
    }
    guard let image = lists[0].flatMap(fixedExtents), let block = lists[1].flatMap(fixedExtents)
    else {
      let space = lists[0]?.map { _ in Dimension.unknown }
      return [ValueType(x.dataType, space.map { [x.extent(0), .unknown] + $0 })]
    }
    let geometry = try geometry(image, block)
    var channels = Dimension.unknown
    if case .fixed(let height) = x.extent(1) {
      let size = try checkedCount(block)
      guard size > 0, height % size == 0 else {
        throw .shapeMismatch("columns of \(height) elements hold no blocks of \(block)")
      }
      channels = .fixed(height / size)
    }
    guard agree(x.extent(2), .fixed(geometry.outputCount)) else {
      throw .shapeMismatch("\(shapeText(x.shape)) for \(geometry.outputCount) blocks")
    }
    return [ValueType(x.dataType, [x.extent(0), channels] + image.map(Dimension.fixed))]
  }

  private func geometry(
    _ image: [Int], _ block: [Int]
  ) throws(InferenceProblem) -> WindowGeometry {
    for extent in block where !(1...Int(Int32.max)).contains(extent) {
      throw .invalidValue("a block of the shape \(block)")
    }
    return try window.placed(on: image, weightKernel: block)
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let image = integerElements(try inputs.required(1))
    let geometry = try geometry(image, integerElements(try inputs.required(2)))
    let channels = x.shape[1] / geometry.kernelCount
    func run<T: Number>(_ type: T.Type) -> NDArray {
      x.withScalars(of: type) { source in
        NDArray(shape: [x.shape[0], channels] + image, of: type) { target in
          target.update(repeating: T(count: 0))
          guard let from = source.baseAddress, let to = target.baseAddress, !source.isEmpty
          else { return }
          for batch in 0..<x.shape[0] {
            geometry.fold(
              from + batch * x.shape[1] * x.shape[2], channels: channels,
              into: to + batch * channels * geometry.inputCount)
          }
        }
      }
    }
    if x.dataType.isFloatingPoint { return [try x.dataType.floating(run, run)] }
    return [run(try x.dataType.number())]
  }
}
