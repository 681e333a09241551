import Arrays
import Synchronization

/// One entry of a recorded computation: the operator that made a tensor and what it was made from; or
/// a leaf, where a record starts.
///
/// Unchecked because of its variables: `inputs` changes only while the node is released, when nobody
/// else can reach it, and `Record` holds a lock while it uses its notes.
final class Node: @unchecked Sendable {
  /// Nodes are numbered in the order in which they are made, so inputs have smaller numbers.
  let number: UInt64
  /// What made the output; nil for a leaf.
  let operation: (any Operator)?
  @exclusivity(unchecked) private(set) var inputs: [Tensor]
  let output: NDArray
  /// The walk that found this node last, and where: `Record`'s own notes.
  @exclusivity(unchecked) var walk: UInt64 = 0
  @exclusivity(unchecked) var position = 0

  private static let counter = Atomic<UInt64>(0)

  /// Creates an entry of a record; a leaf where there is no operator.
  init(_ operation: (any Operator)?, _ inputs: [Tensor], _ output: NDArray) {
    number = Self.counter.add(1, ordering: .relaxed).newValue
    self.operation = operation
    self.inputs = inputs
    self.output = output
  }

  /// Releases a long record step by step: releasing each node from the one after it would need a
  /// stack as deep as the record is long.
  deinit {
    guard inputs.contains(where: \.isRecorded) else { return }
    var pending: [Node] = []
    Self.move(&inputs, to: &pending)
    while var node = pending.popLast() {
      if isKnownUniquelyReferenced(&node) { Self.move(&node.inputs, to: &pending) }
    }
  }

  private static func move(_ inputs: inout [Tensor], to pending: inout [Node]) {
    for input in inputs { if let node = input.node { pending.append(node) } }
    inputs = []
  }
}
