import Arrays
import ONNX
import ONNXFiles

@testable import Inference

/// Why two arrays are not the same within |a − b| ≤ absolute + relative |b|, or nil where they are.
func difference(
  _ found: NDArray?, _ expected: NDArray, relative: Double = 1e-3, absolute: Double = 1e-7
) -> String? {
  guard let found else { return "is missing" }
  guard found.dataType == expected.dataType, found.shape == expected.shape else {
    return "is \(found.dataType) \(found.shape), not \(expected.dataType) \(expected.shape)"
  }
  let pairs = zip(
    found.cast(to: .float64).scalars(Double.self), expected.cast(to: .float64).scalars(Double.self))
  for (a, b) in pairs where a != b && !(a.isNaN && b.isNaN) {
    if !((a - b).magnitude <= absolute + relative * b.magnitude) { return "has \(a), not \(b)" }
  }
  return nil
}

/// A model with one graph, as the tests write them.
func model(
  _ nodes: [Node], inputs: [ValueInfo] = [], outputs: [ValueInfo], initializers: [TensorValue] = [],
  opset: Int = 17
) -> Model {
  Model(
    irVersion: 8, opsets: ["": opset],
    graph: Graph(
      name: "test", inputs: inputs, outputs: outputs, initializers: initializers, nodes: nodes))
}

/// A declared value.
func value(
  _ name: String, _ shape: [Dimension]?, _ type: ElementType? = .float
) -> ValueInfo {
  ValueInfo(name: name, elementType: type, shape: shape)
}

/// A float32 constant.
func floats(_ name: String, _ numbers: [Float], _ shape: [Int]) -> TensorValue {
  TensorValue(
    name: name, elementType: .float, shape: shape, bytes: numbers.withUnsafeBytes { Array($0) })
}
