import Arrays
import ONNX
import ONNXFiles

@testable import Inference

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
