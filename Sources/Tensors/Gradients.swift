import Arrays

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
  var accumulated: [UInt64: Tensor] = [:]
  if let node = output.node { accumulated[node.number] = upstream }
  let targets = Set(tensors.compactMap { $0.node?.number })
  for node in Record(of: output, leadingTo: targets).nodesFromLast {
    guard let operation = node.node.operation,
      let upstream = targets.contains(node.node.number)
        ? accumulated[node.node.number] : accumulated.removeValue(forKey: node.node.number)
    else { continue }
    let inputs = recording ? node.node.inputs : node.node.inputs.map { $0.detached() }
    let output = Tensor(node.node.output, node: recording ? node.node : nil)
    for (index, input) in node.node.inputs.enumerated() {
      guard let number = input.node?.number, node.inputsNeeded[index],
        let fitted = Profiler.span(
          of: operation, .backward,
          {
            operation.pullback(upstream, to: index, inputs: inputs, output: output)?
              .summed(to: input.shape)
          })
      else { continue }
      accumulated[number] = accumulated[number].map { $0 + fitted } ?? fitted
    }
  }
  return tensors.map { tensor in
    tensor.node.flatMap { accumulated[$0.number] } ?? .zeros(tensor.shape, tensor.dataType)
  }
}

/// The part of a record between a tensor and the nodes that gradients are wanted for.
struct Record {
  /// A node, and which of its inputs lead to a wanted one.
  struct Entry {
    let node: Node
    let inputsNeeded: [Bool]
  }

  /// The nodes that lead to a wanted one, each before those that it was made from.
  let nodesFromLast: [Entry]

  init(of output: Tensor, leadingTo targets: Set<UInt64>) {
    var needed = targets
    var entries: [Entry] = []
    for node in Self.nodes(of: [output]) {
      let inputs = node.inputs.map { input in
        input.node.map { needed.contains($0.number) } ?? false
      }
      if inputs.contains(true) { needed.insert(node.number) }
      if needed.contains(node.number) { entries.append(Entry(node: node, inputsNeeded: inputs)) }
    }
    nodesFromLast = entries.reversed()
  }

  /// All nodes that the outputs were made from and their own, in the order in which they were made.
  static func nodes(of outputs: [Tensor]) -> [Node] {
    var found: [Node] = []
    var seen: Set<UInt64> = []
    var pending = outputs.compactMap(\.node)
    while let node = pending.popLast() {
      guard seen.insert(node.number).inserted else { continue }
      found.append(node)
      for input in node.inputs {
        if let node = input.node { pending.append(node) }
      }
    }
    return found.sorted { $0.number < $1.number }
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
