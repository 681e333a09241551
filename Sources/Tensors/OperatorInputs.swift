import Arrays

// What an operator is applied to, as each of its functions reads it: views of the tensors, which are
// made without taking memory.

/// The shapes of an operator's inputs.
public struct InputShapes: RandomAccessCollection, CustomStringConvertible, Sendable {
  private enum Source {
    case tensors([Tensor])
    case shapes([[Int]])
  }

  private let source: Source

  /// The shapes of tensors.
  init(of tensors: [Tensor]) { source = .tensors(tensors) }

  /// Shapes that belong to no tensors.
  init(_ shapes: [[Int]]) { source = .shapes(shapes) }

  /// The index of the first input, which is 0.
  public var startIndex: Int { 0 }
  /// The number of inputs.
  public var endIndex: Int {
    switch source {
    case .tensors(let tensors): tensors.count
    case .shapes(let shapes): shapes.count
    }
  }

  /// The shape of one input.
  public subscript(index: Int) -> [Int] {
    switch source {
    case .tensors(let tensors): tensors[index].shape
    case .shapes(let shapes): shapes[index]
    }
  }

  /// The shapes in brackets.
  public var description: String { "\(Array(self))" }
}

/// The elements of an operator's inputs.
public struct InputArrays: RandomAccessCollection, Sendable {
  private let tensors: [Tensor]

  /// The elements of tensors.
  init(of tensors: [Tensor]) { self.tensors = tensors }

  /// The index of the first input, which is 0.
  public var startIndex: Int { 0 }
  /// The number of inputs.
  public var endIndex: Int { tensors.count }

  /// The elements of one input.
  public subscript(index: Int) -> NDArray { tensors[index].array }
}

/// The inputs of a recorded operator while gradients are computed: as they were recorded where the
/// gradients are recorded too, and as constants where they are not.
public struct InputTensors: RandomAccessCollection, Sendable {
  private let node: Node
  private let isRecording: Bool

  init(of node: Node, isRecording: Bool) {
    self.node = node
    self.isRecording = isRecording
  }

  /// The index of the first input, which is 0.
  public var startIndex: Int { 0 }
  /// The number of inputs.
  public var endIndex: Int { node.inputs.count }

  /// One input.
  public subscript(index: Int) -> Tensor {
    isRecording ? node.inputs[index] : node.inputs[index].detached()
  }
}
