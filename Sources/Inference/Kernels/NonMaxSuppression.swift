import Arrays
import ONNX

/// The best boxes that do not overlap too much:
/// <https://onnx.ai/onnx/operators/onnx__NonMaxSuppression.html>.
struct NonMaxSuppressionKernel: Kernel {
  static let operatorType = "NonMaxSuppression"
  static let versions: [Int: OneForm] = [10: OneForm(), 11: OneForm()]

  /// A box by its corners.
  private struct Box {
    let low: SIMD2<Float>
    let high: SIMD2<Float>
    var area: Float { (high.x - low.x) * (high.y - low.y) }

    /// The overlap of two boxes by their union.
    func overlap(_ other: Box) -> Float {
      let size = pointwiseMin(high, other.high) - pointwiseMax(low, other.low)
      guard size.x > 0, size.y > 0, area > 0, other.area > 0 else { return 0 }
      let common = size.x * size.y
      return common / (area + other.area - common)
    }
  }

  private let isCentered: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...5)
    isCentered = try node.flag("center_point_box")
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (boxes, scores) = (try inputs.required(0), try inputs.required(1))
    try boxes.dataType.require(.float32)
    try scores.dataType.require(.float32)
    try boxes.requireShape([scores.extent(0), scores.extent(2), .fixed(4)])
    try scores.requireShape([boxes.extent(0), .unknown, boxes.extent(1)])
    if let limit = inputs.optional(2) {
      try limit.dataType.require(.int64)
      _ = try limit.scalarInteger("max_output_boxes_per_class")
    }
    for index in 3...4 {
      guard let threshold = inputs.optional(index) else { continue }
      try threshold.dataType.require(.float32)
      _ = try threshold.scalarNumber("a threshold")
    }
    return [ValueType(.int64, [.unknown, .fixed(3)])]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let scores = try inputs.required(1)
    let limit = max(0, inputs.optional(2).map(integerElements)?.first ?? 0)
    let overlap = inputs.optional(3)?.scalar(Float.self) ?? 0
    let least = inputs.optional(4)?.scalar(Float.self)
    let boxes = boxes(try inputs.required(0).scalars(Float.self))
    let count = scores.shape[2]
    var selected: [Int64] = []
    scores.withScalars(of: Float.self) { values in
      for row in 0..<(scores.shape[0] * scores.shape[1]) {
        let (batch, label) = (row / scores.shape[1], row % scores.shape[1])
        let chosen = Self.choose(
          boxes[(batch * count)..<((batch + 1) * count)],
          UnsafeBufferPointer(rebasing: values[(row * count)..<((row + 1) * count)]),
          limit: limit, overlap: overlap, least: least)
        for box in chosen { selected += [Int64(batch), Int64(label), Int64(box)] }
      }
    }
    return [NDArray(selected, shape: [selected.count / 3, 3])]
  }

  private func boxes(_ numbers: [Float]) -> [Box] {
    stride(from: 0, to: numbers.count, by: 4).map { start in
      let first = SIMD2(numbers[start], numbers[start + 1])
      let second = SIMD2(numbers[start + 2], numbers[start + 3])
      if isCentered { return Box(low: first - second / 2, high: first + second / 2) }
      return Box(low: pointwiseMin(first, second), high: pointwiseMax(first, second))
    }
  }

  /// The numbers of the boxes that are left, best first.
  private static func choose(
    _ boxes: ArraySlice<Box>, _ scores: UnsafeBufferPointer<Float>, limit: Int, overlap: Float,
    least: Float?
  ) -> [Int] {
    let candidates = scores.indices.filter { index in least.map { scores[index] > $0 } ?? true }
      .sorted { (scores[$0], $1) > (scores[$1], $0) }
    var chosen: [Int] = []
    for candidate in candidates where chosen.count < limit {
      let box = boxes[boxes.startIndex + candidate]
      let isFree = chosen.allSatisfy { boxes[boxes.startIndex + $0].overlap(box) <= overlap }
      if isFree { chosen.append(candidate) }
    }
    return chosen
  }
}
