import Arrays
import Synchronization

/// The gradients of a tensor with respect to others, by reverse-mode differentiation.
///
/// - Parameters:
///   - output: What is differentiated, such as a loss.
///   - tensors: Recorded tensors, usually tracked ones.
///   - upstream: The gradient with respect to `output`, of its shape; ones by default.
///   - recording: Whether the gradients are recorded too, so that they can be differentiated again.
/// - Returns: One gradient for each of `tensors`, of its shape; zeros where `output` does not
///   depend on it.
public func gradients(
  of output: Tensor, with tensors: [Tensor], upstream: Tensor? = nil, recording: Bool = false
) -> [Tensor] {
  let upstream = upstream ?? Tensor.ones(output.shape, output.dataType)
  if upstream.shape != output.shape {
    fatalError("the upstream gradient \(upstream.shape) does not fit the output \(output.shape)")
  }
  let record = Record(of: [output], leadingTo: tensors)
  var accumulated = [Tensor?](repeating: nil, count: record.nodes.count)
  if !accumulated.isEmpty { accumulated[accumulated.count - 1] = upstream }
  for position in record.nodes.indices.reversed() {
    let node = record.nodes[position]
    guard record.isNeeded[position], let operation = node.operation,
      let upstream = accumulated[position]
    else { continue }
    if !record.isTarget[position] { accumulated[position] = nil }
    let inputs = recording ? node.inputs : node.inputs.map(\.unrecorded)
    let output = Tensor(node, isRecorded: recording)
    for (index, source) in record.sources(of: position).enumerated() {
      guard source >= 0, record.isNeeded[source],
        let gradient = Profiler.span(
          of: operation, .backward,
          {
            operation.pullback(upstream, to: index, inputs: inputs, output: output)?
              .summed(to: inputs[index].shape)
          })
      else { continue }
      accumulated[source] = accumulated[source].map { $0 + gradient } ?? gradient
    }
  }
  return zip(tensors, record.targets).map { tensor, position in
    guard let gradient = position.flatMap({ accumulated[$0] }) else {
      return .zeros(tensor.shape, tensor.dataType)
    }
    return recording ? gradient : Tensor(gradient.array)
  }
}

/// What tensors were made from, as arrays: nodes in the order in which they were made, so that each
/// comes after those that it reads.
struct Record {
  /// The nodes, in the order in which they were made.
  private(set) var nodes: [Node] = []
  /// Whether each node leads to one that gradients are wanted for.
  private(set) var isNeeded: [Bool] = []
  /// Whether gradients are wanted for each node.
  private(set) var isTarget: [Bool] = []
  /// Where the tensors that gradients are wanted for are among the nodes.
  private(set) var targets: [Int?] = []
  /// The positions of the nodes that each reads, one after the other; −1 for constants.
  private var allSources: [Int] = []
  private var firstSources: [Int] = [0]

  /// The positions of the nodes of a node's inputs; −1 for constants.
  func sources(of position: Int) -> ArraySlice<Int> {
    allSources[firstSources[position]..<firstSources[position + 1]]
  }

  /// Walks on nodes write their own marks into them, so one goes on at a time.
  private static let lastWalk = Mutex<UInt64>(0)

  init(of outputs: [Tensor], leadingTo tensors: [Tensor] = []) {
    Self.lastWalk.withLock { walk in
      walk += 1
      collect(from: outputs.filter(\.isRecorded).map(\.node), walk)
      connect()
      targets = tensors.map { tensor in
        tensor.isRecorded && tensor.node.walk == walk ? tensor.node.position : nil
      }
    }
    isTarget = Array(repeating: false, count: nodes.count)
    for target in targets { if let target { isTarget[target] = true } }
    isNeeded = isTarget
    for position in nodes.indices where !isNeeded[position] {
      isNeeded[position] = sources(of: position).contains { $0 >= 0 && isNeeded[$0] }
    }
  }

  /// Collects all nodes that some were made from, and those.
  private mutating func collect(from outputs: [Node], _ walk: UInt64) {
    var pending = outputs
    while let node = pending.popLast() {
      if node.walk == walk { continue }
      node.walk = walk
      nodes.append(node)
      for input in node.inputs where input.isRecorded && input.node.walk != walk {
        pending.append(input.node)
      }
    }
    nodes.sort { $0.number < $1.number }
  }

  /// Notes which nodes each reads.
  private mutating func connect() {
    firstSources.reserveCapacity(nodes.count + 1)
    for (position, node) in nodes.enumerated() {
      node.position = position
      for input in node.inputs { allSources.append(input.isRecorded ? input.node.position : -1) }
      firstSources.append(allSources.count)
    }
  }
}

extension Tensor {
  /// Sums over the axes along which `shape` was broadcast to this tensor's shape.
  func summed(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    let lead = rank - shape.count
    let axes = self.shape.indices.filter {
      $0 < lead || (shape[$0 - lead] == 1 && self.shape[$0] != 1)
    }
    return sum(axes: axes, keepingAxes: true).reshaped(to: shape)
  }
}
