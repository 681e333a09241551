/// A computation over float32 numbers with every shape, every place in memory and every order fixed:
/// what compiling a model for given input shapes results in, and all that `Executor` needs.
public struct Plan: Sendable {
  /// A run of elements that instructions read and write.
  public struct Buffer: Sendable, Equatable {
    /// Where the elements lie.
    public var place: Place
    /// The number of elements.
    public var count: Int

    /// Creates a buffer.
    public init(_ place: Place, count: Int) {
      self.place = place
      self.count = count
    }
  }

  /// Where a buffer's elements lie.
  public enum Place: Sendable, Equatable {
    /// In the memory that the caller gives for this input.
    case input(Int)
    /// In the memory that the caller gives for this output.
    case output(Int)
    /// In this constant.
    case constant(Int)
    /// In the arena, this many elements from its start.
    case arena(Int)
  }

  /// The first element that an instruction touches.
  public struct Operand: Sendable, Equatable {
    /// The index of the buffer.
    public var buffer: Int
    /// Elements from the buffer's start.
    public var offset: Int

    /// Creates an operand.
    public init(_ buffer: Int, offset: Int = 0) {
      self.buffer = buffer
      self.offset = offset
    }
  }

  /// All buffers, by the index that operands give.
  public var buffers: [Buffer]
  /// What is done, in order.
  public var instructions: [Instruction]
  /// The number of elements that the arena needs.
  public var arenaCount: Int

  /// Creates a plan.
  public init(buffers: [Buffer], instructions: [Instruction], arenaCount: Int) {
    self.buffers = buffers
    self.instructions = instructions
    self.arenaCount = arenaCount
  }

  /// How many inputs and outputs the caller gives.
  var argumentCounts: (inputs: Int, outputs: Int) {
    var counts = (inputs: 0, outputs: 0)
    for buffer in buffers {
      switch buffer.place {
      case .input(let number): counts.inputs = max(counts.inputs, number + 1)
      case .output(let number): counts.outputs = max(counts.outputs, number + 1)
      case .constant, .arena: break
      }
    }
    return counts
  }
}

/// One step of a plan.
public enum Instruction: Sendable, Equatable {
  /// A matrix product with bias and activation.
  case product(Product)
  /// A convolution with bias and activation.
  case convolution(Convolution)
  /// Windows reduced to one number each.
  case pool(Pool)
  /// The steps of a recurrent layer.
  case recurrence(Recurrence)
  /// A function of each element; the target may be the source.
  case unary(UnaryOperation, count: Int, source: Plan.Operand, target: Plan.Operand)
  /// A function of pairs of elements. The target is written without gaps, and may be an operand that
  /// is read in the same order.
  case binary(
    BinaryOperation, axes: [LoopAxis], first: Plan.Operand, second: Plan.Operand,
    target: Plan.Operand)
  /// A copy between strided runs; axes use the strides `first` and `target`.
  case copy(axes: [LoopAxis], source: Plan.Operand, target: Plan.Operand)
  /// Each row of a matrix reduced to one number.
  case reduceRows(
    Reduction, rows: Int, columns: Int, source: Plan.Operand, target: Plan.Operand)
  /// The rows of a matrix added up, and divided by their number for a mean.
  case addRows(isMean: Bool, rows: Int, columns: Int, source: Plan.Operand, target: Plan.Operand)
}

/// c = activation(alpha · op(a) op(b) + scale · bias), for every matrix of a batch.
public struct Product: Sendable, Equatable {
  /// What is multiplied; `accumulates` is set by the executor where there is a bias.
  public var matrix: MatrixProduct
  /// Batch axes; strides count elements. One axis of extent 1 for a single product.
  public var batch: [LoopAxis]
  /// The matrix a, m×k (k×m where transposed).
  public var first: Plan.Operand
  /// The matrix b, k×n (n×k where transposed).
  public var second: Plan.Operand
  /// Whether b lies in panels, as `ConstantBuffer.init(packing:…)` makes them. The product is then
  /// single, alpha and the bias's scale are 1, and a is not transposed.
  public var isSecondPacked = false
  /// The matrix c, m×n.
  public var target: Plan.Operand
  /// What is added, if anything.
  public var bias: Bias?
  /// What is applied to the sum, if anything.
  public var activation: UnaryOperation?

  /// A bias that is broadcast to the m×n target.
  public struct Bias: Sendable, Equatable {
    /// The first element.
    public var operand: Plan.Operand
    /// Elements from one row's bias to the next one's: 0 for one bias row.
    public var rowStride: Int
    /// Elements from one column's bias to the next one's: 1, or 0 for one number a row.
    public var columnStride: Int
    /// What the bias is multiplied by.
    public var scale: Float

    /// Creates a bias.
    public init(operand: Plan.Operand, rowStride: Int, columnStride: Int, scale: Float = 1) {
      self.operand = operand
      self.rowStride = rowStride
      self.columnStride = columnStride
      self.scale = scale
    }
  }

  /// Creates a product without bias and activation.
  public init(
    matrix: MatrixProduct, batch: [LoopAxis] = [.single], first: Plan.Operand,
    second: Plan.Operand, target: Plan.Operand
  ) {
    self.matrix = matrix
    self.batch = batch
    self.first = first
    self.second = second
    self.target = target
  }
}

/// How a row is reduced.
public enum Reduction: UInt8, Sendable, Equatable {
  /// The sum of its numbers.
  case sum
  /// Their mean.
  case mean
  /// The largest of them.
  case maximum
}
