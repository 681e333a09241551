/// Elements written at indices along an axis: <https://onnx.ai/onnx/operators/onnx__ScatterElements.html>.
struct ScatterElementsKernel: ElementScatter {
  static let operatorType = "ScatterElements"
  static let versions: [Int: ScatterForm] = [
    11: .replace, 13: .replace, 16: .arithmetic, 18: .extremum,
  ]
  let attributes: ElementScatterAttributes
}
