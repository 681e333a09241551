extension PlanReader {
  mutating func buffer() throws(PlanError) -> Plan.Buffer {
    let (tag, number) = (try integer(), try integer())
    let place: Plan.Place
    switch tag {
    case 0: place = .input(number)
    case 1: place = .output(number)
    case 2: place = .constant(number)
    case 3: place = .arena(number)
    default: throw malformed
    }
    return Plan.Buffer(place, count: try integer())
  }

  mutating func instruction() throws(PlanError) -> Instruction {
    switch try integer() {
    case 0: return .product(try product())
    case 1: return .convolution(try convolution())
    case 2: return .pool(try pool())
    case 3: return .recurrence(try recurrence())
    case 4:
      return .unary(
        try unary(), count: try integer(), source: try operand(), target: try operand())
    case 5:
      guard let operation = BinaryOperation(rawValue: try rawByte()) else { throw malformed }
      return .binary(
        operation, axes: try loopAxes(), first: try operand(), second: try operand(),
        target: try operand())
    case 6: return .copy(axes: try loopAxes(), source: try operand(), target: try operand())
    case 7:
      guard let reduction = Reduction(rawValue: try rawByte()) else { throw malformed }
      return .reduceRows(
        reduction, rows: try integer(), columns: try integer(), source: try operand(),
        target: try operand())
    case 8:
      return .addRows(
        isMean: try flag(), rows: try integer(), columns: try integer(), source: try operand(),
        target: try operand())
    default: throw malformed
    }
  }

  private mutating func product() throws(PlanError) -> Product {
    let matrix = MatrixProduct(
      rows: try integer(), columns: try integer(), depth: try integer(),
      isFirstTransposed: try flag(), isSecondTransposed: try flag(), alpha: try float())
    var product = Product(
      matrix: matrix, batch: try loopAxes(), first: try operand(), second: try operand(),
      target: try operand())
    product.isSecondPacked = try flag()
    if let bias = try optionalOperand() {
      product.bias = Product.Bias(
        operand: bias, rowStride: try integer(), columnStride: try integer(), scale: try float())
    }
    product.activation = try activation()
    return product
  }

  private mutating func convolution() throws(PlanError) -> Convolution {
    var convolution = Convolution(
      axes: try spaceAxes(), isTransposed: try flag(), batch: try integer(),
      inputs: try integer(), outputs: try integer(), source: try operand(),
      weights: try operand(), target: try operand())
    convolution.bias = try optionalOperand()
    convolution.activation = try activation()
    return convolution
  }

  private mutating func pool() throws(PlanError) -> Pool {
    Pool(
      axes: try spaceAxes(), isMean: try flag(), countsPadding: try flag(), batch: try integer(),
      channels: try integer(), source: try operand(), target: try operand())
  }

  private mutating func recurrence() throws(PlanError) -> Recurrence {
    let (time, batch, size, stride) = (
      try integer(), try integer(), try integer(), try integer()
    )
    let isReversed = try flag()
    return Recurrence(
      time: time, batch: batch, size: size, isReversed: isReversed, gates: try operand(),
      weights: try operand(), sums: try operand(), hidden: try operand(), cell: try operand(),
      target: try operand(), stepStride: stride)
  }
}
