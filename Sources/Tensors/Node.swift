import Arrays
import Synchronization

/// One entry of a recorded computation: a leaf, where a record starts, or, as an `OperationNode`, the
/// result of an operator and what it was made from.
///
/// Unchecked because of its variables: `inputs` changes only while the node is released, when nobody
/// else can reach it, and `Record` holds a lock while it uses its notes.
class Node: @unchecked Sendable {
  /// Nodes are numbered in the order in which they are made, so inputs have smaller numbers.
  final let number: UInt64
  @exclusivity(unchecked) private(set) final var inputs: [Tensor]
  final let output: NDArray
  /// The walk that found this node last, and where: `Record`'s own notes.
  @exclusivity(unchecked) final var walk: UInt64 = 0
  @exclusivity(unchecked) final var position = 0

  private static let counter = Atomic<UInt64>(0)

  fileprivate init(_ inputs: [Tensor], _ output: NDArray) {
    number = Self.counter.add(1, ordering: .relaxed).newValue
    self.inputs = inputs
    self.output = output
  }

  /// Creates a leaf.
  convenience init(leaf output: NDArray) { self.init([], output) }

  /// What made the output; nil for a leaf.
  var operation: (any Operator)? { nil }

  /// The gradient with respect to one input, of its shape; nil where there is none.
  ///
  /// - Parameters:
  ///   - upstream: The gradient with respect to the output.
  ///   - index: Which input.
  ///   - inputs: What the operator was applied to.
  ///   - output: Its result.
  func gradient(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { nil }

  /// Releases a long record step by step: releasing each node from the one after it would need a
  /// stack as deep as the record is long.
  deinit {
    var pending: [Node] = []
    Self.moveLastReferences(in: &inputs, to: &pending)
    while let node = pending.popLast() { Self.moveLastReferences(in: &node.inputs, to: &pending) }
  }

  /// Empties a list of inputs; nodes that nothing else refers to move to `pending`.
  private static func moveLastReferences(in inputs: inout [Tensor], to pending: inout [Node]) {
    while let input = inputs.popLast() {
      guard var node = (consume input).takeNode() else { continue }
      if isKnownUniquelyReferenced(&node) { pending.append(consume node) }
    }
  }
}

/// The result of an operator in a record.
final class OperationNode<Operation: Operator>: Node, @unchecked Sendable {
  private let applied: Operation

  /// Creates the entry of a result.
  init(_ operation: Operation, _ inputs: [Tensor], _ output: NDArray) {
    applied = operation
    super.init(inputs, output)
  }

  override var operation: (any Operator)? { applied }

  override func gradient(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    Profiler.span(of: applied, .backward) {
      applied.pullback(upstream, to: index, inputs: inputs, output: output)?
        .summed(like: self.inputs[index].array)
    }
  }
}
