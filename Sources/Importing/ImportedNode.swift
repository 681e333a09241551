import Arrays
import ONNX
import Tensors

/// Applies a node's operator to its inputs; nil stands for an input that is left out.
typealias ImportedOperator = @Sendable (ImportedNode, [Tensor?]) -> [Tensor]

/// A node with its attributes. The engine has checked them before.
struct ImportedNode: Sendable {
  let inputs: [String]
  let outputs: [String]
  let opset: Int
  private let attributes: [String: Attribute]

  init(_ node: Node, opset: Int) {
    inputs = node.inputs
    outputs = node.outputs
    attributes = node.attributes
    self.opset = opset
  }

  func has(_ name: String) -> Bool { attributes[name] != nil }

  func int(_ name: String) -> Int? {
    if case .int(let value)? = attributes[name] { Int(value) } else { nil }
  }

  func ints(_ name: String) -> [Int]? {
    if case .ints(let values)? = attributes[name] { values.map { Int($0) } } else { nil }
  }

  func float(_ name: String) -> Double? {
    if case .float(let value)? = attributes[name] { Double(value) } else { nil }
  }

  func floats(_ name: String) -> [Double]? {
    if case .floats(let values)? = attributes[name] { values.map { Double($0) } } else { nil }
  }

  func text(_ name: String) -> String? {
    if case .string(let bytes)? = attributes[name] {
      String(decoding: bytes, as: UTF8.self)
    } else {
      nil
    }
  }

  func tensor(_ name: String) -> TensorValue? {
    if case .tensor(let value)? = attributes[name] { value } else { nil }
  }

  /// Integers that are an attribute in older opsets and an input in newer ones.
  func ints(_ name: String, or position: Int, _ inputs: [Tensor?]) -> [Int]? {
    ints(name) ?? inputs.at(position)?.integers
  }
}

extension Array {
  /// An input, where it is given.
  func at<Wrapped>(_ index: Int) -> Wrapped? where Element == Wrapped? {
    index < count ? self[index] : nil
  }

  /// An input that the engine has made sure of.
  func given(_ index: Int) -> Tensor where Element == Tensor? {
    guard let tensor = at(index) else { fatalError("input \(index) is missing") }
    return tensor
  }
}

extension Tensor {
  /// The elements as integers.
  var integers: [Int] { array.cast(to: .int64).scalars(Int64.self).map { Int($0) } }

  /// The elements as numbers.
  var numbers: [Double] { array.cast(to: .float64).scalars(Double.self) }

  /// The only element as a number.
  var number: Double { array.cast(to: .float64).scalar(Double.self) }
}
