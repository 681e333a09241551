import Arrays
import ONNX

extension DataType {
  /// The array type for an ONNX element type; nil where arrays cannot hold it.
  public init?(_ type: ElementType) {
    switch type {
    case .float16: self = .float16
    case .bfloat16: self = .bfloat16
    case .float: self = .float32
    case .double: self = .float64
    case .bool: self = .bool
    case .uint8: self = .uint8
    case .int8: self = .int8
    case .uint16: self = .uint16
    case .int16: self = .int16
    case .uint32: self = .uint32
    case .int32: self = .int32
    case .uint64: self = .uint64
    case .int64: self = .int64
    case .string, .complex64, .complex128: return nil
    }
  }
}

extension NDArray {
  /// The elements of an ONNX tensor.
  ///
  /// - Throws: `unsupportedElementType` where arrays cannot hold them, `wrongDataLength` or `tooLarge`
  ///   where bytes and shape contradict each other.
  public init(_ tensor: TensorValue) throws(InferenceProblem) {
    guard let dataType = DataType(tensor.elementType) else {
      throw .unsupportedElementType(value: tensor.name, type: "\(tensor.elementType)")
    }
    let count = try checkedCount(tensor.shape) * dataType.byteWidth
    guard count == tensor.byteCount else {
      throw .wrongDataLength(tensor: tensor.name, expected: count, found: tensor.byteCount)
    }
    self.init(shape: tensor.shape, dataType: dataType) { target in
      tensor.withBytes { bytes in
        if dataType == .bool {
          for index in 0..<count { target[index] = bytes[index] == 0 ? 0 : 1 }
        } else {
          target.copyMemory(from: bytes)
        }
      }
    }
  }
}
