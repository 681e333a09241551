import Arrays
import ONNX

/// Whether a version of an operator that moves blocks has the attribute `mode`.
enum BlockForm: Sendable {
  case plain, choice
}

/// The attributes of an operator that moves square blocks of an image's places into its channels, or
/// back.
struct BlockMove: Sendable {
  /// The edge of a block.
  let size: Int
  /// Whether the channels vary slowest within what a block gave (`CRD`), rather than fastest.
  let channelsAreOuter: Bool

  init(_ form: BlockForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    size = try node.requiredInt("blocksize")
    guard (1...Int(Int32.max)).contains(size) else {
      throw .invalidAttribute("blocksize", reason: "it is \(size)")
    }
    channelsAreOuter =
      form == .choice ? try node.choice("mode", of: ["DCR", "CRD"]) == "CRD" : false
  }

  /// The channels and places of an image [N, C, H, W] where the first are divided, the latter
  /// multiplied, or the other way around.
  func infer(
    _ x: ValueType, divide: (_ axis: Int) -> Int, multiply: (_ axis: Int) -> Int
  ) throws(InferenceProblem) -> ValueType {
    guard let shape = x.shape else { return ValueType(x.dataType, nil) }
    guard shape.count == 4 else {
      throw .shapeMismatch("\(shapeText(shape)) is no image of 4 axes")
    }
    var result: [Dimension] = []
    for (axis, extent) in shape.enumerated() {
      guard case .fixed(let extent) = extent else {
        result.append(divide(axis) == 1 && multiply(axis) == 1 ? extent : .unknown)
        continue
      }
      let (product, overflow) = extent.multipliedReportingOverflow(by: multiply(axis))
      guard !overflow, extent % divide(axis) == 0 else {
        throw .shapeMismatch("\(shapeText(shape)) does not divide into blocks of \(size)")
      }
      result.append(.fixed(product / divide(axis)))
    }
    return ValueType(x.dataType, result)
  }
}
