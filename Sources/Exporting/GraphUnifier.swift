import ONNX
import Tensors

/// Joins the graphs of one function that was traced at several sizes into one graph for every size.
///
/// Nodes must be the same in every trace. A constant that differs becomes an expression over the
/// shapes of values: `Shape`, `Gather`, `Mul`, `Add` and `Concat` in front of the node that reads it.
struct GraphUnifier {
  private let traces: [Trace]
  private let sizes: TraceSizes
  private let opset: Int
  private var solver: SizeSolver
  private var graph: Graph
  private var builder: GraphBuilder
  private var written: [SizeExpression: GraphBuilder.Value] = [:]
  private let constants: [[String: TensorValue]]

  init(_ traces: [Trace], _ sizes: TraceSizes, opset: Int) {
    self.traces = traces
    self.sizes = sizes
    self.opset = opset
    graph = traces[0].graph
    builder = GraphBuilder(opset: opset)
    for name in graph.initializers.map(\.name) + graph.nodes.flatMap(\.outputs)
      + graph.inputs.map(\.name)
    { _ = builder.uniqueName(name) }
    constants = traces.map { trace in
      Dictionary(
        trace.graph.initializers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
    solver = SizeSolver(
      inputs: graph.inputs.map { input in
        (input.name, traces.map { $0.shapes[input.name] ?? [] })
      })
  }

  /// The joint graph.
  ///
  /// - Throws: `ExportError.dependsOnSize` where the traces differ in a way that has no expression.
  mutating func unify() throws -> Graph {
    for trace in traces.dropFirst() where trace.graph.nodes.count != graph.nodes.count {
      let node = zip(graph.nodes, trace.graph.nodes).first { $0.operatorType != $1.operatorType }
      throw failure((node?.0 ?? graph.nodes.last)?.name ?? graph.name)
    }
    var nodes: [Node] = []
    for index in graph.nodes.indices {
      let emitted = builder.nodes.count
      let node = try unify(index)
      nodes += builder.nodes[emitted...]
      nodes.append(node)
      for output in node.outputs {
        solver.add(output, traces.map { $0.shapes[output] ?? [] })
      }
    }
    graph.nodes = nodes
    graph.initializers += builder.initializers
    // Expressions took the place of constants.
    return graph.withoutUnreadInitializers()
  }

  /// A node of the first trace with what differs in the others turned into expressions.
  private mutating func unify(_ index: Int) throws -> Node {
    let versions = traces.map { $0.graph.nodes[index] }
    var node = versions[0]
    for other in versions
    where other.operatorType != node.operatorType || other.outputs != node.outputs
      || other.inputs.count != node.inputs.count
    { throw failure(node.name) }
    node.attributes = try attributes(versions)
    builder.scope = node.name
    for position in node.inputs.indices {
      node.inputs[position] = try input(position, versions)
    }
    return node
  }

  /// One input of a node: a value that all traces read, or a constant.
  private mutating func input(_ position: Int, _ versions: [Node]) throws -> String {
    let names = versions.map { $0.inputs[position] }
    let values = names.enumerated().map { constants[$0][$1] }
    guard let first = values[0] else {
      if Set(names).count > 1 { throw failure(versions[0].name) }
      return names[0]
    }
    if traces[0].parameterNames.contains(names[0]) && Set(names).count == 1 { return names[0] }
    let others = values.compactMap { $0 }
    guard others.count == values.count, others.allSatisfy({ $0.elementType == first.elementType })
    else { throw failure(versions[0].name) }
    if others.allSatisfy({ $0.shape == first.shape && $0.hasSameBytes(as: first) }) {
      return names[0]
    }
    var lists = others
    if versions[0].operatorType == "Reshape" && position == 1 {
      lists = keepingExtents(others, versions)
    }
    guard let value = expression(for: lists) else { throw failure(versions[0].name) }
    return value.name
  }

  /// The shapes that a Reshape makes in each trace, with 0 for an extent that its input has in the
  /// same place, and −1 for the only other one that differs: `Reshape` has these for open axes.
  private func keepingExtents(_ shapes: [TensorValue], _ versions: [Node]) -> [TensorValue] {
    var lists = shapes.map(\.int64s)
    guard Set(lists.map(\.count)).count == 1 else { return shapes }
    var open: [Int] = []
    for axis in lists[0].indices where lists.contains(where: { $0[axis] != lists[0][axis] }) {
      let isKept = lists.indices.allSatisfy { trial in
        let input = traces[trial].shapes[versions[trial].inputs[0]] ?? []
        return axis < input.count && input[axis] == lists[trial][axis]
      }
      if isKept {
        for trial in lists.indices { lists[trial][axis] = 0 }
      } else {
        open.append(axis)
      }
    }
    if open.count == 1 && !lists[0].contains(-1) {
      for trial in lists.indices { lists[trial][open[0]] = -1 }
    }
    return lists.map { TensorValue(int64s: $0) }
  }

  /// An expression that gives a constant's elements in every trace.
  private mutating func expression(for constants: [TensorValue]) -> GraphBuilder.Value? {
    let first = constants[0]
    let isSameShape = constants.allSatisfy { $0.shape == first.shape }
    if first.elementType == .int64 && isSameShape && first.shape.count <= 1 {
      return integers(constants.map(\.int64s), rank: first.shape.count)
    }
    if isSameShape && first.shape.isEmpty { return quotient(constants) }
    return uniform(constants)
  }

  /// A list of integers, or one integer, of which some follow sizes.
  private mutating func integers(_ lists: [[Int]], rank: Int) -> GraphBuilder.Value? {
    var pieces: [GraphBuilder.Value] = []
    var fixed: [Int] = []
    for index in lists[0].indices {
      let numbers = lists.map { $0[index] }
      if Set(numbers).count == 1 {
        fixed.append(numbers[0])
        continue
      }
      guard let expression = solver.solve(numbers) else { return nil }
      if !fixed.isEmpty { pieces.append(builder.constant(fixed)) }
      fixed = []
      pieces.append(value(of: expression))
    }
    if !fixed.isEmpty { pieces.append(builder.constant(fixed)) }
    if rank == 0 { return pieces.first.map { scalar($0) } }
    if pieces.count == 1 { return pieces[0] }
    return builder.append(
      "Concat", pieces, attributes: ["axis": .int(0)], type: .init(.int64, [lists[0].count]))
  }

  /// A floating-point number that is a size times a constant, or a constant by a size, such as what
  /// a mean divides by.
  private mutating func quotient(_ constants: [TensorValue]) -> GraphBuilder.Value? {
    let numbers = constants.compactMap(\.double)
    guard numbers.count == constants.count else { return nil }
    let type = GraphBuilder.ValueType(constants[0].elementType, [])
    func size(_ values: [Double]) -> [Int]? {
      let rounded = values.map { $0.rounded() }
      return zip(values, rounded).allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) && abs($1) < 1e15 }
        ? rounded.map { Int($0) } : nil
    }
    let isInverse = size(numbers) == nil
    guard let sizes = size(isInverse ? numbers.map { 1 / $0 } : numbers),
      let expression = solver.solve(sizes)
    else { return nil }
    let count = scalar(value(of: expression))
    let cast = builder.append(
      "Cast", [count], attributes: ["to": .int(Int64(type.elementType.rawValue))], type: type)
    return isInverse ? builder.append("Reciprocal", [cast]) : cast
  }

  /// A constant whose elements are all the same, of a shape that follows sizes.
  private mutating func uniform(_ constants: [TensorValue]) -> GraphBuilder.Value? {
    let rank = constants[0].shape.count
    guard let element = constants[0].uniformElement,
      constants.allSatisfy({ $0.shape.count == rank && $0.uniformElement == element }),
      let shape = integers(constants.map(\.shape), rank: 1)
    else { return nil }
    let scalar = builder.constant(
      TensorValue(
        elementType: constants[0].elementType,
        shape: [Int](repeating: 1, count: opset < 8 ? rank : 0), bytes: element))
    return builder.append(
      opset < 8 ? "Tile" : "Expand", [scalar, shape],
      type: .init(constants[0].elementType, constants[0].shape))
  }

  /// A value with one axis that holds an expression's number.
  private mutating func value(of expression: SizeExpression) -> GraphBuilder.Value {
    if let value = written[expression] { return value }
    var factors = expression.factors.map { extent in
      let shape = builder.append("Shape", [valueNamed(extent.value)], type: .init(.int64, [1]))
      return builder.append(
        "Gather", [shape, builder.constant([extent.axis])], attributes: ["axis": .int(0)],
        type: .init(.int64, [1]))
    }
    var value = factors.removeFirst()
    for factor in factors { value = builder.append("Mul", [value, factor]) }
    if expression.scale != 1 {
      value = builder.append("Mul", [value, builder.constant([expression.scale])])
    }
    if expression.offset != 0 {
      value = builder.append("Add", [value, builder.constant([expression.offset])])
    }
    written[expression] = value
    return value
  }

  /// The only element of a value with one axis.
  private mutating func scalar(_ value: GraphBuilder.Value) -> GraphBuilder.Value {
    builder.append("Reshape", [value, builder.constant([])], type: .init(.int64, []))
  }

  private func valueNamed(_ name: String) -> GraphBuilder.Value {
    GraphBuilder.Value(name: name, type: .init(.float, traces[0].shapes[name] ?? []))
  }

  /// A node's attributes; a bound that lies at the end of its axis in every trace becomes "the end".
  private func attributes(_ versions: [Node]) throws -> [String: Attribute] {
    var result = versions[0].attributes
    for (name, attribute) in result {
      let others = versions.map { $0.attributes[name] }
      if others.allSatisfy({ $0 == attribute }) { continue }
      let lists = others.compactMap { if case .ints(let list) = $0 { list } else { nil } }
      guard versions[0].operatorType == "Slice", name == "ends", lists.count == versions.count,
        let ends = openEnds(lists, versions)
      else { throw failure(versions[0].name) }
      result[name] = .ints(ends)
    }
    return result
  }

  /// The bounds of a Slice that writes them as attributes.
  private func openEnds(_ lists: [[Int64]], _ versions: [Node]) -> [Int64]? {
    guard case .ints(let axes)? = versions[0].attributes["axes"] else { return nil }
    var ends: [Int64] = []
    for (index, axis) in axes.enumerated() {
      let numbers = lists.map { $0[index] }
      let extents = traces.map { trace in
        trace.shapes[versions[0].inputs[0]].map { Int64($0[Int(axis)]) }
      }
      if Set(numbers).count == 1 {
        ends.append(numbers[0])
      } else if extents == numbers.map(Optional.some) {
        ends.append(.max)
      } else {
        return nil
      }
    }
    return ends
  }

  private func failure(_ node: String) -> ExportError {
    .dependsOnSize(node: node, axes: sizes.axes.sorted())
  }
}

extension TensorValue {
  /// The elements of a tensor of 64-bit integers.
  var int64s: [Int] {
    bytes.withUnsafeBytes { source in
      (0..<bytes.count / 8).map {
        Int(Int64(littleEndian: source.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self)))
      }
    }
  }

  /// The only element of a float32 or float64 tensor.
  fileprivate var double: Double? {
    bytes.withUnsafeBytes { source in
      switch (elementType, source.count) {
      case (.float, 4): Double(source.loadUnaligned(as: Float.self))
      case (.double, 8): source.loadUnaligned(as: Double.self)
      default: nil
      }
    }
  }

  /// The bytes of the element that all elements equal.
  fileprivate var uniformElement: [UInt8]? {
    let bytes = bytes
    guard let width = elementType.byteWidth, bytes.count >= width else { return nil }
    let element = Array(bytes.prefix(width))
    let isUniform = bytes.indices.allSatisfy { bytes[$0] == element[$0 % width] }
    return isUniform ? element : nil
  }
}
