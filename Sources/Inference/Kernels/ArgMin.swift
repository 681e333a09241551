/// Where along an axis the smallest element is: <https://onnx.ai/onnx/operators/onnx__ArgMin.html>.
struct ArgMinKernel: ArgExtremum {
  static let operatorType = "ArgMin"
  static let versions: [Int: ArgExtremumForm] = [
    1: .first, 11: .first, 12: .choice, 13: .choice,
  ]
  static func isBetter<T: Number>(_ a: T, than b: T) -> Bool { a < b }
  let attributes: ArgExtremumAttributes
}
