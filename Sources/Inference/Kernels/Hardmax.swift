import Arrays

/// 1 where the first largest element is, 0 elsewhere: <https://onnx.ai/onnx/operators/onnx__Hardmax.html>.
struct HardmaxKernel: Kernel {
  static let operatorType = "Hardmax"
  static let versions: [Int: SoftmaxForm] = [1: .flattened, 11: .flattened, 13: .alongAxis]

  private let axes: SoftmaxAxes

  init(_ form: SoftmaxForm, _ node: inout NodeReader) throws(InferenceProblem) {
    axes = try SoftmaxAxes(form, &node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    try axes.infer(inputs)
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let chosen = try axes.axes(rank: x.rank)
    let kept = x.shape.indices.filter { !chosen.contains($0) }
    let moved = x.permuted(kept + chosen)
    let length = chosen.reduce(1) { $0 * x.shape[$1] }
    let rows = moved.reshaped([x.count / max(1, length), length])
    func run<T: Number>(_ type: T.Type) -> NDArray {
      let places =
        length == 0 ? NDArray([Int64]()) : bestPlaces(rows, 1, takesLast: false, type, isBetter: >)
      return NDArray(shape: moved.shape, of: T.self) { target in
        target.update(repeating: T(count: 0))
        for (row, place) in places.scalars(Int64.self).enumerated() {
          target[row * length + Int(place)] = T(count: 1)
        }
      }
    }
    var inverse = x.shape.indices.map { _ in 0 }
    for (place, axis) in (kept + chosen).enumerated() { inverse[axis] = place }
    return [run(try x.dataType.number()).permuted(inverse)]
  }
}
