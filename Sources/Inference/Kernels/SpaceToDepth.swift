import Arrays

/// Square blocks of places moved into channels: <https://onnx.ai/onnx/operators/onnx__SpaceToDepth.html>.
struct SpaceToDepthKernel: Kernel {
  static let operatorType = "SpaceToDepth"
  static let versions: [Int: BlockForm] = [1: .plain, 13: .plain, 28: .choice]

  private let move: BlockMove

  init(_ form: BlockForm, _ node: inout NodeReader) throws(InferenceProblem) {
    move = try BlockMove(form, &node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let size = move.size
    return [
      try move.infer(
        try inputs.required(0), divide: { $0 >= 2 ? size : 1 },
        multiply: { $0 == 1 ? size * size : 1 })
    ]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let size = move.size
    let (batch, channels, rows, columns) = (
      x.shape[0], x.shape[1], x.shape[2] / size, x.shape[3] / size
    )
    let split = x.reshaped([batch, channels, rows, size, columns, size])
    let moved = split.permuted(move.channelsAreOuter ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4])
    return [moved.reshaped([batch, channels * size * size, rows, columns])]
  }
}
