/// Where along an axis the largest element is: <https://onnx.ai/onnx/operators/onnx__ArgMax.html>.
struct ArgMaxKernel: ArgExtremum {
  static let operatorType = "ArgMax"
  static let versions: [Int: ArgExtremumForm] = [
    1: .first, 11: .first, 12: .choice, 13: .choice,
  ]
  static func isBetter<T: Number>(_ a: T, than b: T) -> Bool { a > b }
  let attributes: ArgExtremumAttributes
}
