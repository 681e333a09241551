import Arrays
import ONNX

/// A recorded computation as a list of steps, for walks other than differentiation: export reads
/// it from first to last.
public struct RecordedComputation {
  /// One recorded operation.
  public struct Step {
    /// The operator.
    public let operation: any Operator
    /// What it was applied to.
    public let inputs: [Tensor]
    /// What it made.
    public let output: Tensor
  }

  /// The operations, each after those whose results it reads.
  public let steps: [Step]

  /// Collects everything that `outputs` were computed from.
  public init(of outputs: [Tensor]) {
    let record = Record(of: outputs)
    steps = (0..<record.count).compactMap { position in
      record.withNode(at: position) { node in
        node.operation.map { Step(operation: $0, inputs: node.inputs, output: Tensor(node)) }
      }
    }
  }
}

extension Tensor {
  /// Identifies the record entry behind a tensor: equal for tensors that are the same result or the
  /// same tracked leaf; nil for constants.
  public var recordNumber: UInt64? { node?.number }
}

extension DataType {
  /// The same type in an ONNX file.
  public var elementType: ElementType {
    switch self {
    case .bool: .bool
    case .uint8: .uint8
    case .int8: .int8
    case .uint16: .uint16
    case .int16: .int16
    case .uint32: .uint32
    case .int32: .int32
    case .uint64: .uint64
    case .int64: .int64
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .float32: .float
    case .float64: .double
    }
  }
}

extension TensorValue {
  /// An array's elements as a constant of an ONNX file; large ones stay where they are.
  public init(name: String = "", _ array: NDArray) {
    let type = array.dataType.elementType
    if array.count * array.dataType.byteWidth > 1 << 10 {
      self.init(
        name: name, elementType: type, shape: array.shape, source: ArrayBytes(array.contiguous()))
    } else {
      self.init(
        name: name, elementType: type, shape: array.shape, bytes: array.withBytes { Array($0) })
    }
  }
}

/// An array's elements, kept alive for a file that is written from them.
private final class ArrayBytes: ByteSource {
  private let array: NDArray

  init(_ array: NDArray) { self.array = array }

  var count: Int { array.count * array.dataType.byteWidth }

  func withBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try array.withBytes(body)
  }
}

extension GraphBuilder {
  /// A constant with one element, of the type of `value`.
  mutating func scalar(_ number: Double, like value: Value) -> Value {
    constant(
      TensorValue(
        value.type.elementType == .double
          ? NDArray(scalar: number) : NDArray(scalar: Float(number))))
  }
}
