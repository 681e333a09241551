import Arrays
import ONNX

/// The largest element of each window: <https://onnx.ai/onnx/operators/onnx__MaxPool.html>.
struct MaxPoolKernel: Kernel {
  /// What the versions add.
  enum Form: Sendable {
    case plain
    /// The places of the largest elements as a second output.
    case indices
    /// Dilations, and the number of windows rounded up.
    case dilations
    /// Bytes as elements.
    case bytes
  }

  static let operatorType = "MaxPool"
  static let versions: [Int: Form] = [
    1: .plain, 8: .indices, 10: .dilations, 11: .dilations, 12: .bytes, 22: .bytes,
  ]

  private let window: WindowAttributes
  private let isColumnMajor: Bool
  private let takesBytes: Bool
  private let outputCount: Int

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    try node.requireOutputs(form == .plain ? 1...1 : 1...2)
    outputCount = node.outputCount
    takesBytes = form == .bytes
    let hasDilations = form == .dilations || form == .bytes
    isColumnMajor = form == .plain ? false : try node.flag("storage_order")
    window = try WindowAttributes(
      &node,
      hasDilations
        ? [.kernelRequired, .automaticPadding, .dilations, .roundingUp]
        : [.kernelRequired, .automaticPadding])
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    let isByte = x.dataType == .int8 || x.dataType == .uint8
    if !(takesBytes && isByte) { try x.dataType.requireFloatingPoint() }
    let shape = try window.inferPool(x)
    return Array([ValueType(x.dataType, shape), ValueType(.int64, shape)].prefix(outputCount))
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let geometry = try window.placed(on: x.shape[2...])
    func values<T: Number>(_ type: T.Type) -> NDArray {
      geometry.pooled(x, of: type) { _, plane, places, _ in
        Self.largest(plane, places).map { plane[$0] } ?? T.lowest
      }
    }
    func indices<T: Number>(_ type: T.Type) -> NDArray {
      geometry.pooled(x, of: type) { channel, plane, places, _ in
        let place = Self.largest(plane, places) ?? 0
        return Int64(channel * geometry.inputCount + stored(place, geometry))
      }
    }
    let outputs =
      switch x.dataType {
      case .int8: [values(Int8.self)] + (outputCount > 1 ? [indices(Int8.self)] : [])
      case .uint8: [values(UInt8.self)] + (outputCount > 1 ? [indices(UInt8.self)] : [])
      default:
        [try x.dataType.floating(values, values)]
          + (outputCount > 1 ? [try x.dataType.floating(indices, indices)] : [])
      }
    return outputs
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let extents = node.shape(0), node.operation.outputs.compactMap({ $0 }).count == 1
    else { return false }
    let geometry = try window.placed(on: extents[2...])
    guard geometry.hasNoEmptyWindow, geometry.axes.count <= 3 else { return false }
    return try plan.pool(node, geometry.spaceAxes, isMean: false)
  }

  /// The place of the first of the largest elements; NaN is larger than all.
  @inline(__always)
  private static func largest<T: Number>(
    _ plane: UnsafePointer<T>, _ places: UnsafeBufferPointer<Int>
  ) -> Int? {
    guard var best = places.first else { return nil }
    for place in places where plane[place] > plane[best] || plane[place] != plane[place] {
      best = place
    }
    return best
  }

  /// A place in a channel as the attribute `storage_order` counts it.
  private func stored(_ place: Int, _ geometry: WindowGeometry) -> Int {
    guard isColumnMajor else { return place }
    var (rest, result) = (place, 0)
    var strides: [Int] = []
    var step = 1
    for axis in geometry.axes {
      strides.append(step)
      step *= axis.input
    }
    for (axis, stride) in zip(geometry.axes, strides).reversed() {
      result += rest % axis.input * stride
      rest /= axis.input
    }
    return result
  }
}

extension WindowAttributes {
  /// The shape of a pool's output.
  func inferPool(_ x: ValueType) throws(InferenceProblem) -> [Dimension]? {
    try x.requireRank(3...Int.max)
    guard let shape = x.shape else { return nil }
    return shape[..<2] + (try infer(shape[2...]))
  }
}
