import Foundation
import ONNX

#if _endian(big)
  #error("ONNX tensors are little-endian, and so must the machine be")
#endif

extension TensorValue {
  /// Reads a tensor, whichever of the format's fields holds its elements.
  init(_ message: Onnx_TensorProto) throws(ModelFileProblem) {
    let name = message.name
    guard let type = ElementType(rawValue: message.dataType) else {
      throw .unsupportedElementType(tensor: name, type: elementTypeName(message.dataType))
    }
    guard let (shape, count) = checkedShape(message.dims) else {
      throw .invalidShape(tensor: name, shape: message.dims)
    }
    if message.dataLocation == .external {
      let location = message.externalData.first { $0.key == "location" }?.value ?? ""
      throw .externalData(tensor: name, location: location)
    }
    if message.hasSegment { throw .segmented(tensor: name) }
    try message.checkPayload(for: type)
    if type == .string {
      try check(message.stringData.count, is: count, name)
      self.init(name: name, strings: message.stringData.map { Array($0) }, shape: shape)
      return
    }
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: type.byteWidth ?? 1)
    guard !overflow else { throw .invalidShape(tensor: name, shape: message.dims) }
    if message.hasRawData {
      try check(message.rawData.count, is: byteCount, name)
      self.init(
        name: name, elementType: type, shape: shape, source: MessageBytes(message.rawData))
    } else {
      let bytes = try message.typedBytes(as: type)
      try check(bytes.count, is: byteCount, name)
      self.init(name: name, elementType: type, shape: shape, bytes: bytes)
    }
  }

  /// The tensor as the format stores it, its elements as `raw_data`.
  var message: Onnx_TensorProto {
    var message = Onnx_TensorProto()
    if !name.isEmpty { message.name = name }
    message.dataType = elementType.rawValue
    message.dims = shape.map(Int64.init)
    if elementType == .string {
      message.stringData = strings.map { Data($0) }
    } else {
      withBytes { message.rawData = Data($0) }
    }
    return message
  }
}

/// The bytes of a message's field, kept where they are.
private final class MessageBytes: ByteSource {
  private let data: Data

  init(_ data: Data) { self.data = data }

  var count: Int { data.count }

  func withBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try data.withUnsafeBytes(body)
  }
}

private func check(_ found: Int, is expected: Int, _ name: String) throws(ModelFileProblem) {
  if found != expected {
    throw .wrongDataLength(tensor: name, expected: expected, found: found)
  }
}

/// The shape and its count of elements; nil where an extent is negative or a product of extents,
/// those of 0 left out, is too large.
private func checkedShape(_ dims: [Int64]) -> (shape: [Int], count: Int)? {
  var bound = 1
  var count = 1
  for extent in dims {
    let (product, overflow) = bound.multipliedReportingOverflow(by: max(1, Int(extent)))
    if extent < 0 || overflow { return nil }
    bound = product
    count = extent == 0 ? 0 : count * Int(extent)
  }
  return (dims.map { Int($0) }, count)
}

extension Onnx_TensorProto {
  /// Requires that at most one field holds elements, and that it is the element type's.
  fileprivate func checkPayload(for type: ElementType) throws(ModelFileProblem) {
    let fields: [(name: String, isUsed: Bool, types: [ElementType])] = [
      ("float_data", !floatData.isEmpty, [.float, .complex64]),
      (
        "int32_data", !int32Data.isEmpty,
        [.int32, .int16, .int8, .uint16, .uint8, .bool, .float16, .bfloat16]
      ),
      ("string_data", !stringData.isEmpty, [.string]),
      ("int64_data", !int64Data.isEmpty, [.int64]),
      ("double_data", !doubleData.isEmpty, [.double, .complex128]),
      ("uint64_data", !uint64Data.isEmpty, [.uint64, .uint32]),
      ("raw_data", hasRawData && !rawData.isEmpty, ElementType.allCases.filter { $0 != .string }),
    ]
    let used = fields.filter(\.isUsed)
    if used.count > 1 { throw .severalPayloads(tensor: name) }
    if let field = used.first, !field.types.contains(type) {
      throw .wrongDataField(tensor: name, field: field.name)
    }
  }

  /// The elements of the field that belongs to the type, as little-endian bytes.
  fileprivate func typedBytes(as type: ElementType) throws(ModelFileProblem) -> [UInt8] {
    switch type {
    case .float, .complex64: littleEndianBytes(floatData)
    case .double, .complex128: littleEndianBytes(doubleData)
    case .int64: littleEndianBytes(int64Data)
    case .uint64: littleEndianBytes(uint64Data)
    case .uint32: try narrowed(uint64Data, to: UInt32.self)
    case .int32: littleEndianBytes(int32Data)
    case .int16: try narrowed(int32Data, to: Int16.self)
    case .int8: try narrowed(int32Data, to: Int8.self)
    case .uint16, .float16, .bfloat16: try narrowed(int32Data, to: UInt16.self)
    case .uint8: try narrowed(int32Data, to: UInt8.self)
    case .bool: int32Data.map { $0 == 0 ? 0 : 1 }
    case .string: []
    }
  }

  private func narrowed<Wide: FixedWidthInteger, Narrow: FixedWidthInteger & BitwiseCopyable>(
    _ values: [Wide], to type: Narrow.Type
  ) throws(ModelFileProblem) -> [UInt8] {
    var narrow: [Narrow] = []
    narrow.reserveCapacity(values.count)
    for value in values {
      guard let exact = Narrow(exactly: value) else { throw .elementOutOfRange(tensor: name) }
      narrow.append(exact)
    }
    return littleEndianBytes(narrow)
  }
}

private func littleEndianBytes<T: BitwiseCopyable>(_ values: [T]) -> [UInt8] {
  values.withUnsafeBytes { Array($0) }
}

/// The specification's name for an element type's number, known or not.
func elementTypeName(_ number: Int32) -> String {
  if let type = ElementType(rawValue: number) { return type.description }
  let others: [Int32: String] = [
    0: "undefined", 17: "float8e4m3fn", 18: "float8e4m3fnuz", 19: "float8e5m2",
    20: "float8e5m2fnuz", 21: "uint4", 22: "int4", 23: "float4e2m1", 24: "float8e8m0",
    25: "uint2", 26: "int2", 27: "float6e2m3", 28: "float6e3m2",
  ]
  return others[number] ?? "number \(number)"
}
