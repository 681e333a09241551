/// Sums of the elements so far along an axis: <https://onnx.ai/onnx/operators/onnx__CumSum.html>.
struct CumSumKernel: Cumulation {
  static let operatorType = "CumSum"
  static let versions: [Int: OneForm] = [11: OneForm(), 14: OneForm()]
  static func combine<T: Number>(_ a: T, _ b: T) -> T { T.sum(a, b) }
  static let neutral = 0
  let attributes: CumulationAttributes
}
