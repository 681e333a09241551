import Arrays
import ONNX

/// Parts along an axis: <https://onnx.ai/onnx/operators/onnx__Split.html>.
struct SplitKernel: Kernel {
  /// Where the sizes of the parts come from.
  enum Form: Sendable {
    /// From an attribute or an input.
    case attributeOrInput
    /// From an attribute.
    case attribute
    /// From an input.
    case input
    /// From an input, or `num_outputs` parts of which the last may be smaller.
    case inputOrCount
  }

  static let operatorType = "Split"
  static let versions: [Int: Form] = [
    1: .attributeOrInput, 2: .attribute, 11: .attribute, 13: .input, 18: .inputOrCount,
  ]

  private let axis: Int
  private let sizes: [Int]?
  private let partCount: Int
  private let lastMayBeSmaller: Bool

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(form == .attribute ? 1...1 : 1...2)
    try node.requireOutputs(1...Int.max)
    partCount = node.outputCount
    axis = try node.int("axis") ?? 0
    let isAttribute = form == .attribute || form == .attributeOrInput
    sizes = isAttribute ? try node.ints("split") : nil
    lastMayBeSmaller = form == .inputOrCount
    if form == .inputOrCount, let count = try node.int("num_outputs"), count != partCount {
      throw .invalidAttribute("num_outputs", reason: "it is \(count), not \(partCount)")
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    guard let shape = x.shape else { return x.repeated(nil, partCount) }
    let axis = try resolveAxis(axis, rank: shape.count)
    var wanted = sizes
    if let input = inputs.optional(1) {
      try input.dataType.require(.int64)
      wanted = input.integers
    }
    var open = shape
    open[axis] = .unknown
    guard case .fixed(let extent) = shape[axis], wanted != nil || inputs.optional(1) == nil else {
      return x.repeated(open, partCount)
    }
    return try parts(wanted, of: extent).map { size in
      var part = shape
      part[axis] = .fixed(size)
      return ValueType(x.dataType, part)
    }
  }

  private func parts(_ wanted: [Int]?, of extent: Int) throws(InferenceProblem) -> [Int] {
    if let wanted {
      guard wanted.count == partCount, wanted.allSatisfy({ (0...extent).contains($0) }),
        wanted.reduce(0, { $0.addingReportingOverflow($1).partialValue }) == extent
      else { throw .invalidValue("the parts \(wanted) of an axis of extent \(extent)") }
      return wanted
    }
    let size = (extent + partCount - 1) / partCount
    let last = extent - size * (partCount - 1)
    guard last == size || (lastMayBeSmaller && last >= 0) else {
      throw .invalidValue("\(partCount) equal parts of an axis of extent \(extent)")
    }
    return Array(repeating: size, count: partCount - 1) + [last]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let axis = try resolveAxis(axis, rank: x.rank)
    let sizes = try parts(inputs.optional(1).map(integerElements) ?? sizes, of: x.shape[axis])
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return x.sliced(axis: axis, start: start, count: size)
    }
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let input = node.input(0), let extents = node.shape(0) else { return false }
    let axis = try resolveAxis(axis, rank: extents.count)
    let strides = rowMajorStrides(extents)
    var source = try plan.source(input)
    for output in node.operation.outputs {
      guard let output, let shape = node.types[output]?.extents else { return false }
      plan.gather(shape, strides: strides, from: source, to: plan.target(output, shape))
      source.offset += shape[axis] * strides[axis]
    }
    return true
  }
}

extension ValueType {
  fileprivate func repeated(_ shape: [Dimension]?, _ count: Int) -> [ValueType] {
    Array(repeating: ValueType(dataType, shape), count: count)
  }
}
