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
  private enum Source {
    case tensors([Tensor])
    case pair(NDArray, NDArray)
  }

  private let source: Source

  /// The elements of tensors.
  init(of tensors: [Tensor]) { source = .tensors(tensors) }

  /// Those of two inputs.
  init(_ first: NDArray, _ second: NDArray) { source = .pair(first, second) }

  /// The index of the first input, which is 0.
  public var startIndex: Int { 0 }
  /// The number of inputs.
  public var endIndex: Int {
    switch source {
    case .tensors(let tensors): tensors.count
    case .pair: 2
    }
  }

  /// The elements of one input.
  public subscript(index: Int) -> NDArray {
    switch source {
    case .tensors(let tensors): return tensors[index].array
    case .pair(let first, let second):
      precondition((0..<2).contains(index), "there is no input \(index) of two")
      return index == 0 ? first : second
    }
  }
}

/// The inputs of a recorded operator while gradients are computed: as they were recorded where the
/// gradients are recorded too, and as constants where they are not.
public struct InputTensors: RandomAccessCollection, Sendable {
  private let tensors: [Tensor]
  private let isRecording: Bool

  init(_ tensors: [Tensor], isRecording: Bool) {
    self.tensors = tensors
    self.isRecording = isRecording
  }

  /// The index of the first input, which is 0.
  public var startIndex: Int { 0 }
  /// The number of inputs.
  public var endIndex: Int { tensors.count }

  /// One input.
  public subscript(index: Int) -> Tensor {
    isRecording ? tensors[index] : tensors[index].detached()
  }
}
