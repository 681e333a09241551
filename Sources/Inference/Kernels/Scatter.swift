/// Elements written at indices along an axis: <https://onnx.ai/onnx/operators/onnx__Scatter.html>.
struct ScatterKernel: ElementScatter {
  static let operatorType = "Scatter"
  static let versions: [Int: ScatterForm] = [9: .replace, 11: .replace]
  let attributes: ElementScatterAttributes
}
