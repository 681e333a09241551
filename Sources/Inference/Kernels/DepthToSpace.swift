import Arrays

/// Channels moved into square blocks of places: <https://onnx.ai/onnx/operators/onnx__DepthToSpace.html>.
struct DepthToSpaceKernel: Kernel {
  static let operatorType = "DepthToSpace"
  static let versions: [Int: BlockForm] = [1: .plain, 11: .choice, 13: .choice, 28: .choice]

  private let move: BlockMove

  init(_ form: BlockForm, _ node: inout NodeReader) throws(InferenceProblem) {
    move = try BlockMove(form, &node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let size = move.size
    return [
      try move.infer(
        try inputs.required(0), divide: { $0 == 1 ? size * size : 1 },
        multiply: { $0 >= 2 ? size : 1 })
    ]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let (size, extents) = (move.size, x.shape)
    let channels = extents[1] / (size * size)
    let split =
      move.channelsAreOuter
      ? x.reshaped([extents[0], channels, size, size, extents[2], extents[3]])
        .permuted([0, 1, 4, 2, 5, 3])
      : x.reshaped([extents[0], size, size, channels, extents[2], extents[3]])
        .permuted([0, 3, 4, 1, 5, 2])
    return [split.reshaped([extents[0], channels, extents[2] * size, extents[3] * size])]
  }
}
