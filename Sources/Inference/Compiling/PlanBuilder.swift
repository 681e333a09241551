import Arrays
import Executing

/// A node that is to become instructions: the numbers of its values, and their types.
struct PlannedNode {
  let operation: CheckedGraph.Operation
  let types: [ValueType?]

  /// The number of an input, where it is not left out.
  func input(_ index: Int) -> Int? { operation.inputs.optional(index) }

  /// The type of an input, where it is not left out.
  func inputType(_ index: Int) -> ValueType? { input(index).flatMap { types[$0] } }

  /// The shape of an input, where it is not left out.
  func shape(_ index: Int) -> [Int]? { inputType(index)?.extents }

  /// The first output's number and shape.
  var output: (value: Int, shape: [Int])? {
    guard let value = operation.outputs.optional(0), let shape = types[value]?.extents else {
      return nil
    }
    return (value, shape)
  }

  /// The inputs' numbers that are there.
  var presentInputs: [Int] { operation.inputs.compactMap { $0 } }
}

/// Collects the instructions of a plan. Every value gets a buffer of its own, or that of the value
/// whose elements it shares; where the buffers lie is decided at the end.
struct PlanBuilder {
  let types: [ValueType?]
  /// How often each value is read, by nodes that remain and as an output of the graph.
  let uses: [Int]
  private(set) var buffers: [Plan.Buffer] = []
  /// The instructions; nil for one that was fused into a later one.
  private(set) var instructions: [Instruction?] = []
  private(set) var constants: [ConstantBuffer] = []
  private let shared: ConstantCache
  private var bufferOfValue: [Int: Int] = [:]
  private var productOfValue: [Int: Int] = [:]
  /// Values with channels together, and the convolutions that make them.
  private var operandOfChannelsLast: [Int: Plan.Operand] = [:]
  private var convolutionOfValue: [Int: Int] = [:]
  private var parametersOfValue: [Int: (weights: NDArray, bias: NDArray?)] = [:]

  init(types: [ValueType?], uses: [Int], constants: ConstantCache) {
    self.types = types
    self.uses = uses
    shared = constants
  }

  /// Says that the caller gives a value's elements.
  mutating func define(input index: Int, value: Int, count: Int) {
    bufferOfValue[value] = append(.input(index), count: count)
  }

  /// A value's elements, which lie in row-major order.
  mutating func source(_ value: Int) throws(InferenceProblem) -> Plan.Operand {
    if let buffer = bufferOfValue[value] { return Plan.Operand(buffer) }
    if let operand = operandOfChannelsLast[value], let shape = types[value]?.extents {
      let (channels, space) = (shape[1], shape[2...].reduce(1, *))
      if channels == 1 || space == 1 { return operand }
      let target = target(value, shape)
      gather(
        [shape[0], channels, space], strides: [channels * space, 1, channels], from: operand,
        to: target)
      return target
    }
    guard let operand = try constant(value, .plain) else { throw .undefinedValue("\(value)") }
    bufferOfValue[value] = operand.buffer
    return operand
  }

  /// A constant in the form in which an instruction reads it; nil for a value that is none.
  mutating func constant(
    _ value: Int, _ form: ConstantForm
  ) throws(InferenceProblem) -> Plan.Operand? {
    guard let array = types[value]?.value else { return nil }
    try array.dataType.require(.float32)
    return append(shared.buffer(for: value, array, form))
  }

  /// New memory for a value's elements.
  mutating func target(_ value: Int, _ shape: [Int]) -> Plan.Operand {
    let operand = scratch(shape.reduce(1, *))
    bufferOfValue[value] = operand.buffer
    return operand
  }

  /// A constant that compiling made.
  mutating func constant(_ array: NDArray, _ form: ConstantForm) -> Plan.Operand {
    append(ConstantCache.make(array, form))
  }

  /// A constant zero.
  mutating func zero() -> Plan.Operand {
    append(ConstantBuffer(count: 1) { $0.update(repeating: 0) })
  }

  /// New memory for results within a node.
  mutating func scratch(_ count: Int) -> Plan.Operand {
    Plan.Operand(append(.arena(0), count: count))
  }

  /// Says that a value has the same elements in the same order as another.
  mutating func alias(_ value: Int, to other: Int) throws(InferenceProblem) {
    bufferOfValue[value] = try source(other).buffer
    if uses[other] == 1 && operandOfChannelsLast[other] == nil {
      productOfValue[value] = productOfValue[other]
    }
  }

  /// Appends an instruction.
  mutating func emit(_ instruction: Instruction) { instructions.append(instruction) }

  /// Appends a product that makes a value, and remembers it, so that what follows can join it.
  mutating func emit(_ product: Product, makes value: Int) {
    productOfValue[value] = instructions.count
    instructions.append(.product(product))
  }

  /// Takes back the product that makes a value, where nothing else reads the value, so that more can
  /// be done in the same step. The product may move to the end: all it reads stays as it is.
  mutating func takeProduct(
    _ value: Int, where isFusible: (Product) -> Bool
  ) -> Product? {
    guard uses[value] == 1, let index = productOfValue[value],
      case .product(let product) = instructions[index], isFusible(product)
    else { return nil }
    instructions[index] = nil
    return product
  }

  /// A value's elements with channels together, where they lie so.
  func operandWithChannelsLast(_ value: Int) -> Plan.Operand? { operandOfChannelsLast[value] }

  /// Remembers where a value's elements lie with channels together.
  mutating func keep(_ value: Int, withChannelsLast operand: Plan.Operand) {
    operandOfChannelsLast[value] = operand
  }

  /// Appends a convolution that makes a value, and remembers it, so that what follows can join it.
  mutating func emit(_ convolution: Convolution, makes value: Int) {
    convolutionOfValue[value] = instructions.count
    instructions.append(.convolution(convolution))
  }

  /// The constant weights and bias of the convolution that makes a value, as the node gives them.
  func parametersOfConvolution(_ value: Int) -> (weights: NDArray, bias: NDArray?)? {
    uses[value] == 1 ? parametersOfValue[value] : nil
  }

  /// Remembers the constant weights and bias of the convolution that makes a value.
  mutating func keep(_ value: Int, weights: NDArray, bias: NDArray?) {
    parametersOfValue[value] = (weights, bias)
  }

  /// Takes back the convolution that makes a value, as `takeProduct` does.
  mutating func takeConvolution(
    _ value: Int, where isFusible: (Convolution) -> Bool
  ) -> Convolution? {
    guard uses[value] == 1, let index = convolutionOfValue[value],
      case .convolution(let convolution) = instructions[index], isFusible(convolution)
    else { return nil }
    instructions[index] = nil
    return convolution
  }

  /// Makes a value the output `index` of the plan.
  mutating func finish(output index: Int, value: Int) throws(InferenceProblem) {
    let operand = try source(value)
    let count = buffers[operand.buffer].count
    if case .arena = buffers[operand.buffer].place {
      buffers[operand.buffer].place = .output(index)
      return
    }
    let target = Plan.Operand(append(.output(index), count: count))
    if count > 0 {
      emit(
        .copy(axes: [LoopAxis(extent: count, target: 1, first: 1)], source: operand, target: target)
      )
    }
  }

  private mutating func append(_ constant: ConstantBuffer) -> Plan.Operand {
    constants.append(constant)
    return Plan.Operand(append(.constant(constants.count - 1), count: constant.count))
  }

  private mutating func append(_ place: Plan.Place, count: Int) -> Int {
    buffers.append(Plan.Buffer(place, count: count))
    return buffers.count - 1
  }
}
