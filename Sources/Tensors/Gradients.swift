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
  var accumulated = [Tensor?](repeating: nil, count: record.count)
  if let last = accumulated.indices.last { accumulated[last] = upstream }
  for position in accumulated.indices.reversed() where record.isNeeded[position] {
    let isTarget = record.isTarget[position]
    guard let upstream = isTarget ? accumulated[position] : accumulated[position].take()
    else { continue }
    record.withNode(at: position) { node in
      let inputs = InputTensors(of: node, isRecording: recording)
      let output = recording ? Tensor(node) : Tensor(node.output)
      let places = record.places(of: position)
      for place in places {
        let (source, index) = (record.sources[place], place - places.lowerBound)
        guard source >= 0, record.isNeeded[source],
          let gradient = node.gradient(upstream, to: index, inputs: inputs, output: output)
        else { continue }
        guard let others = accumulated[source].take() else {
          accumulated[source] = gradient
          continue
        }
        accumulated[source] =
          recording ? others + gradient : Tensor(Add().forward(others, gradient))
      }
    }
  }
  return zip(tensors, record.targets).map { tensor, position in
    guard let gradient = position.flatMap({ accumulated[$0] }) else {
      return .zeros(tensor.shape, tensor.dataType)
    }
    return recording ? gradient : gradient.detached()
  }
}

/// What tensors were made from, as arrays: nodes in the order in which they were made, so that each
/// comes after those that it reads.
struct Record {
  /// What keeps the nodes alive.
  private let outputs: [Tensor]
  private var nodes: [Unmanaged<Node>] = []
  /// Whether each node leads to one that gradients are wanted for.
  private(set) var isNeeded: [Bool] = []
  /// Whether gradients are wanted for each node.
  private(set) var isTarget: [Bool] = []
  /// Where the tensors that gradients are wanted for are among the nodes.
  private(set) var targets: [Int?] = []
  /// The positions of the nodes that each reads, one after the other; −1 for constants.
  private(set) var sources: [Int] = []
  /// Where those of each node begin, and the end of the last.
  private var firstSources: [Int] = [0]

  /// The number of nodes.
  var count: Int { nodes.count }

  /// Which of `sources` belong to a node: one for each input.
  func places(of position: Int) -> Range<Int> {
    firstSources[position]..<firstSources[position + 1]
  }

  /// Calls `body` with a node.
  func withNode<Result>(at position: Int, _ body: (Node) -> Result) -> Result {
    withExtendedLifetime(outputs) { nodes[position]._withUnsafeGuaranteedRef(body) }
  }

  /// Walks on nodes write their own marks into them, so one goes on at a time.
  private static let lastWalk = Mutex<UInt64>(0)

  init(of outputs: [Tensor], leadingTo tensors: [Tensor] = []) {
    self.outputs = outputs
    Self.lastWalk.withLock { walk in
      walk += 1
      collect(walk)
      connect()
      targets = tensors.map { tensor in
        tensor.node.flatMap { $0.walk == walk ? $0.position : nil }
      }
    }
    isTarget = Array(repeating: false, count: count)
    for target in targets { if let target { isTarget[target] = true } }
    isNeeded = isTarget
    for position in nodes.indices where !isNeeded[position] {
      isNeeded[position] = places(of: position).contains {
        sources[$0] >= 0 && isNeeded[sources[$0]]
      }
    }
  }

  /// Collects all nodes that the outputs were made from, and those.
  private mutating func collect(_ walk: UInt64) {
    var pending = outputs.compactMap(\.node).map(Unmanaged.passUnretained)
    while let next = pending.popLast() {
      next._withUnsafeGuaranteedRef { node in
        if node.walk == walk { return }
        node.walk = walk
        nodes.append(next)
        for index in node.inputs.indices {
          if let source = node.inputs[index].node.map(Unmanaged.passUnretained),
            source._withUnsafeGuaranteedRef(\.walk) != walk
          {
            pending.append(source)
          }
        }
      }
    }
    nodes.sort { first, second in
      first._withUnsafeGuaranteedRef(\.number) < second._withUnsafeGuaranteedRef(\.number)
    }
  }

  /// Notes which nodes each reads.
  private mutating func connect() {
    firstSources.reserveCapacity(count + 1)
    for (position, node) in nodes.enumerated() {
      node._withUnsafeGuaranteedRef { node in
        node.position = position
        for index in node.inputs.indices {
          sources.append(node.inputs[index].node?.position ?? -1)
        }
      }
      firstSources.append(sources.count)
    }
  }
}

extension Tensor {
  /// Sums over the axes along which an array of the shape of `other` was broadcast to this tensor's
  /// shape.
  consuming func summed(like other: NDArray) -> Tensor {
    array.hasShape(of: other) ? self : summed(to: other.shape)
  }

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
