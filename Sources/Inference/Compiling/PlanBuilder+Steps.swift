import Executing

// The steps that several kernels share.

extension PlanBuilder {
  /// y = f(x), joined to the product that makes x where there is one.
  mutating func unary(_ operation: UnaryOperation, _ node: PlannedNode) throws(InferenceProblem)
    -> Bool
  {
    guard let input = node.input(0), let (output, shape) = node.output else { return false }
    if var product = takeProduct(input, where: { $0.activation == nil }) {
      product.activation = operation
      product.target = target(output, shape)
      emit(.product(product))
      return true
    }
    if var convolution = takeConvolution(input, where: { $0.activation == nil }) {
      convolution.activation = operation
      convolution.target = channelsLastTarget(output, shape)
      emit(convolution, makes: output)
      return true
    }
    let count = shape.reduce(1, *)
    let together = operandWithChannelsLast(input)
    let source = if let together { together } else { try source(input) }
    let target =
      together == nil ? target(output, shape) : channelsLastTarget(output, shape)
    if count > 0 { emit(.unary(operation, count: count, source: source, target: target)) }
    return true
  }

  /// y = f(a, b) for values broadcast to a shape; a sum is joined to a product as its bias.
  mutating func binary(
    _ operation: BinaryOperation, _ a: Int, _ b: Int, output: Int, _ shape: [Int]
  ) throws(InferenceProblem) -> Bool {
    if operation == .add {
      if try addBias(b, toProduct: a, output, shape) { return true }
      if try addBias(a, toProduct: b, output, shape) { return true }
    }
    guard let left = types[a]?.extents, let right = types[b]?.extents else { return false }
    if left == shape, right == shape,
      operandWithChannelsLast(a) != nil || operandWithChannelsLast(b) != nil,
      let first = try channelsLast(a), let second = try channelsLast(b)
    {
      let count = [shape.reduce(1, *)]
      let target = channelsLastTarget(output, shape)
      emitBinary(operation, count, (first, count), (second, count), target)
      return true
    }
    let (first, second) = (try source(a), try source(b))
    let target = target(output, shape)
    emitBinary(operation, shape, (first, left), (second, right), target)
    return true
  }

  /// Appends y = f(a, b) for operands whose shapes broadcast to `shape`.
  mutating func emitBinary(
    _ operation: BinaryOperation, _ shape: [Int], _ first: (Plan.Operand, [Int]),
    _ second: (Plan.Operand, [Int]), _ target: Plan.Operand
  ) {
    if shape.contains(0) { return }
    let steps = zip(broadcastStrides(first.1, to: shape), broadcastStrides(second.1, to: shape))
    let axes = zip(zip(shape, rowMajorStrides(shape)), steps).map { axis, steps in
      LoopAxis(extent: axis.0, target: axis.1, first: steps.0, second: steps.1)
    }
    emit(
      .binary(
        operation, axes: LoopAxis.merged(axes), first: first.0, second: second.0, target: target))
  }

  /// Copies a view, given by its strides from `source`, to a target without gaps.
  mutating func gather(
    _ shape: [Int], strides: [Int], from source: Plan.Operand, to target: Plan.Operand
  ) {
    copy(shape, from: source, strides, to: target, rowMajorStrides(shape))
  }

  /// Copies between two strided views of one shape.
  mutating func copy(
    _ shape: [Int], from source: Plan.Operand, _ sourceStrides: [Int], to target: Plan.Operand,
    _ targetStrides: [Int]
  ) {
    if shape.contains(0) { return }
    let axes = shape.indices.map {
      LoopAxis(extent: shape[$0], target: targetStrides[$0], first: sourceStrides[$0])
    }
    emit(.copy(axes: LoopAxis.merged(axes), source: source, target: target))
  }

  /// Makes a value the second factor of a product: packed where it is a constant matrix that a single
  /// product reads, and as it lies otherwise.
  mutating func setSecond(
    _ value: Int, of product: inout Product
  ) throws(InferenceProblem) {
    let matrix = product.matrix
    if product.batch == [.single], !matrix.isFirstTransposed, (product.bias?.scale ?? 1) == 1,
      types[value]?.extents?.count == 2,
      let packed = try constant(
        value, .panels(isTransposed: matrix.isSecondTransposed, factor: matrix.alpha))
    {
      product.matrix.isSecondTransposed = false
      product.matrix.alpha = 1
      product.isSecondPacked = true
      product.second = packed
    } else {
      product.second = try source(value)
    }
  }

  private mutating func addBias(
    _ bias: Int, toProduct value: Int, _ output: Int, _ shape: [Int]
  ) throws(InferenceProblem) -> Bool {
    guard types[value]?.extents == shape, let extents = types[bias]?.extents, bias != value,
      let steps = biasStrides(extents, to: shape),
      var product = takeProduct(
        value,
        where: { product in
          product.bias == nil && product.activation == nil && product.batch == [.single]
            && product.matrix.columns == (shape.last ?? 1)
        })
    else { return false }
    product.bias = Product.Bias(
      operand: try source(bias), rowStride: steps.row, columnStride: steps.column)
    product.target = target(output, shape)
    emit(product, makes: output)
    return true
  }
}

/// The strides of a bias over the rows and columns of a matrix whose leading axes are all rows; nil
/// where the bias varies over them in another way.
func biasStrides(_ bias: [Int], to shape: [Int]) -> (row: Int, column: Int)? {
  guard !shape.isEmpty, bias.count <= shape.count, !shape.contains(0) else { return nil }
  let strides = broadcastStrides(bias, to: shape)
  let rows = LoopAxis.merged(
    shape.indices.dropLast().map { LoopAxis(extent: shape[$0], target: 0, first: strides[$0]) })
  guard rows.count == 1, let row = rows.first, let column = strides.last else { return nil }
  return (rows == [.single] ? 0 : row.first, column)
}

/// Elements to step for each axis of an array in row-major order.
func rowMajorStrides(_ shape: [Int]) -> [Int] {
  var strides = shape
  var step = 1
  for axis in shape.indices.reversed() {
    strides[axis] = step
    step *= max(1, shape[axis])
  }
  return strides
}

/// Elements to step for each axis of `target` in an array of `shape` that is broadcast to it.
func broadcastStrides(_ shape: [Int], to target: [Int]) -> [Int] {
  let own = rowMajorStrides(shape)
  return target.indices.map { axis in
    let index = axis - (target.count - shape.count)
    return index < 0 || shape[index] == 1 ? 0 : own[index]
  }
}
