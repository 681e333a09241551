import Arrays
import ONNX

/// Pairs of elements turned by an angle for their position:
/// <https://onnx.ai/onnx/operators/onnx__RotaryEmbedding.html>.
///
/// Su et al.: "RoFormer: Enhanced transformer with rotary position embedding", 2021.
struct RotaryEmbeddingKernel: Kernel {
  static let operatorType = "RotaryEmbedding"
  static let versions: [Int: OneForm] = [23: OneForm()]

  private let headCount: Int
  private let turned: Int
  /// Whether pairs are neighbours, rather than one from each half.
  private let isInterleaved: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...4)
    headCount = try node.int("num_heads") ?? 0
    turned = try node.int("rotary_embedding_dim") ?? 0
    isInterleaved = try node.flag("interleaved")
    guard headCount >= 0, turned >= 0, turned % 2 == 0 else {
      throw .invalidAttribute(
        "num_heads or rotary_embedding_dim", reason: "\(headCount) and \(turned)")
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    for index in 1...2 { try inputs.required(index).dataType.require(x.dataType) }
    try inputs.optional(3)?.dataType.require(.int64)
    guard let shape = x.shape else { return [ValueType(x.dataType, nil)] }
    if let extents = fixedExtents(shape) {
      let layout = try RotaryLayout(extents, headCount: headCount, turned: turned)
      for index in 1...2 {
        let cache = try inputs.required(index)
        let rows: [Dimension] =
          inputs.optional(3) == nil ? [.fixed(layout.batch), .fixed(layout.length)] : [.unknown]
        try cache.requireShape(rows + [.fixed(layout.turned / 2)])
      }
      if let other = inputs.optional(1)?.shape { try inputs.required(2).requireShape(other) }
      try inputs.optional(3)?.requireShape([.fixed(layout.batch), .fixed(layout.length)])
    }
    return [ValueType(x.dataType, shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, cosines, sines) =
      (try inputs.required(0), try inputs.required(1), try inputs.required(2))
    if x.count == 0 { return [x] }
    let layout = try RotaryLayout(x.shape, headCount: headCount, turned: turned)
    var rows = Array(0..<(layout.batch * layout.length))
    if let positions = inputs.optional(3) {
      rows = integerElements(positions)
      for row in rows where !(0..<cosines.shape[0]).contains(row) {
        throw .invalidValue("the position \(row) of \(cosines.shape[0])")
      }
    }
    func run<T: RealNumber>(_ type: T.Type) -> NDArray {
      cosines.withScalars(of: type) { cosines in
        sines.withScalars(of: type) { sines in
          x.withScalars(of: type) { source in
            NDArray(shape: x.shape, of: type) { target in
              _ = target.update(fromContentsOf: source)
              turn(target, layout, rows, cosines, sines)
            }
          }
        }
      }
    }
    return [try x.dataType.floating(run, run)]
  }

  private func turn<T: RealNumber>(
    _ target: UnsafeMutableBufferPointer<T>, _ layout: RotaryLayout, _ rows: [Int],
    _ cosines: UnsafeBufferPointer<T>, _ sines: UnsafeBufferPointer<T>
  ) {
    let half = layout.turned / 2
    for (number, row) in rows.enumerated() {
      let (batch, position) = (number / layout.length, number % layout.length)
      for head in 0..<layout.heads {
        let start =
          batch * layout.heads * layout.length * layout.size + head * layout.headStep
          + position * layout.positionStep
        for index in 0..<half {
          let (cosine, sine) = (cosines[row * half + index], sines[row * half + index])
          let first = start + (isInterleaved ? 2 * index : index)
          let second = start + (isInterleaved ? 2 * index + 1 : index + half)
          let (a, b) = (target[first], target[second])
          target[first] = cosine * a - sine * b
          target[second] = sine * a + cosine * b
        }
      }
    }
  }
}
