import ONNX
import SwiftProtobuf
import Testing

@testable import ONNXFiles

struct ValueFileTests {
  private static let tensor = TensorValue(int64s: [1, 2])
  private static let sequence = Onnx_SequenceProto.with {
    $0.elemType = 1
    $0.tensorValues = [tensor.message, tensor.message]
  }

  @Test func valuesOfAllKindsAreRead() throws {
    let pair = StoredValue.sequence([.tensor(Self.tensor), .tensor(Self.tensor)])
    #expect(
      try ValueFile.decode(Self.tensor.message.serializedBytes(), in: []) == .tensor(Self.tensor))
    #expect(try ValueFile.decode(Self.sequence.serializedBytes(), in: [.sequence]) == pair)
    let optionals: [(Onnx_OptionalProto, StoredValue)] = [
      (.init(), .optional(nil)),
      (.with { $0.tensorValue = Self.tensor.message }, .optional(.tensor(Self.tensor))),
      (.with { $0.sequenceValue = Self.sequence }, .optional(pair)),
      (.with { $0.optionalValue = .init() }, .optional(.optional(nil))),
    ]
    for (message, expected) in optionals {
      let bytes: [UInt8] = try message.serializedBytes()
      #expect(try ValueFile.decode(bytes, in: [.optional, .sequence]) == expected)
    }
  }

  @Test func damagedValuesAreRefusedOrReadAndNeverTrap() throws {
    let bytes: [UInt8] = try Self.sequence.serializedBytes()
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x55
      _ = try? ValueFile.decode(damaged, in: [.sequence])
      _ = try? ValueFile.decode(damaged, in: [.optional])
    }
  }

  @Test func valuesInValuesAreBounded() throws {
    var message = Onnx_OptionalProto()
    for _ in 0..<200 {
      let inner = message
      message = .with { $0.optionalValue = inner }
    }
    let bytes: [UInt8] = try message.serializedBytes()
    #expect(throws: ModelFileError(file: "value", problem: .nestedTooDeeply(limit: 16))) {
      try ValueFile.decode(bytes, in: [.optional])
    }
  }
}
