/// Products of the elements so far along an axis: <https://onnx.ai/onnx/operators/onnx__CumProd.html>.
struct CumProdKernel: Cumulation {
  static let operatorType = "CumProd"
  static let versions: [Int: OneForm] = [26: OneForm()]
  static func combine<T: Number>(_ a: T, _ b: T) -> T { T.product(a, b) }
  static let neutral = 1
  let attributes: CumulationAttributes
}
