import Arrays
import ONNX

// Nodes that several elementwise operators are lowered to, in the form that each opset defines.

extension GraphBuilder.ValueType {
  /// Whether the elements are floating-point numbers.
  var isFloatingPoint: Bool { elementType == .float || elementType == .double }
}

extension GraphBuilder {
  /// Values between bounds, which are attributes before opset 11 and inputs from there on.
  mutating func clip(_ x: Value, minimum: Double? = nil, maximum: Double? = nil) -> Value {
    if opset >= 11 {
      let bounds = [minimum, maximum].map { $0.map { scalar($0, like: x) } }
      return append("Clip", maximum == nil ? [x, bounds[0]] : [x] + bounds)
    }
    var attributes: [String: Attribute] = [:]
    if let minimum { attributes["min"] = .float(Float(minimum)) }
    if let maximum { attributes["max"] = .float(Float(maximum)) }
    return append("Clip", [x], attributes: attributes)
  }

  /// `Max` or `Min` of two values, broadcast to the shape of `type`.
  mutating func extremum(
    _ operatorType: String, _ a: Value, _ b: Value, type: ValueType
  ) -> Value {
    if opset >= 8 || a.shape == b.shape { return append(operatorType, [a, b], type: type) }
    // Neither broadcasts before opset 8, but sums do.
    let first = a.shape == type.shape ? a : append("Add", [a, zeros(like: b)], type: type)
    let second = b.shape == type.shape ? b : append("Add", [b, zeros(like: a)], type: type)
    return append(operatorType, [first, second], type: type)
  }

  /// Zeros of the shape of `x`: nothing is greater than itself.
  private mutating func zeros(like x: Value) -> Value {
    cast(append("Greater", [x, x], type: .init(.bool, x.shape)), to: x.type.elementType)
  }

  /// `a` where `condition` is true and `b` elsewhere, broadcast to the shape of `type`.
  mutating func select(
    _ condition: Value, _ a: Value, _ b: Value, type: ValueType
  ) throws -> Value {
    if opset >= 9 { return append("Where", [condition, a, b], type: type) }
    guard type.isFloatingPoint else {
      throw LoweringError(operation: "Where", opset: opset, lowestOpset: 9)
    }
    // ∞ where the condition holds and −∞ elsewhere: the minimum with it lets a pass and otherwise
    // loses the maximum, and the minimum with its negative does the same for b.
    let truth = cast(condition, to: type.elementType)
    let sign = append("Sub", [truth, scalar(0.5, like: a)], type: truth.type)
    let bound = append("Mul", [sign, scalar(.infinity, like: a)], type: truth.type)
    func limit(_ x: Value, _ bound: Value) -> Value {
      let shape = NDArray.broadcast(x.shape, bound.shape) ?? type.shape
      return extremum("Min", x, bound, type: .init(type.elementType, shape))
    }
    return extremum("Max", limit(a, bound), limit(b, append("Neg", [bound])), type: type)
  }

  /// `Softmax` or `LogSoftmax` over one axis. Before opset 13 they run over all axes from one on, so
  /// that the axis has to be the last.
  mutating func softmax(_ operatorType: String, _ x: Value, axis: Int) -> Value {
    let last = x.shape.count - 1
    let attributes = ["axis": Attribute.int(Int64(opset < 13 ? last : axis))]
    if opset >= 13 || axis == last { return append(operatorType, [x], attributes: attributes) }
    var exchanged = Array(x.shape.indices)
    exchanged.swapAt(axis, last)
    let exchange = Permute(axes: exchanged)
    let type = ValueType(x.type.elementType, exchanged.map { x.shape[$0] })
    let moved = exchange.lower([x], to: &self, type: type)
    let result = append(operatorType, [moved], attributes: attributes)
    return exchange.lower([result], to: &self, type: x.type)
  }
}
