import ONNX
import SwiftProtobuf
import TestSupport
import Testing

@testable import ONNXFiles

private func bytes(_ change: (inout Onnx_TensorProto) -> Void) -> [UInt8] {
  var message = Onnx_TensorProto()
  message.name = "t"
  change(&message)
  return (try? message.serializedBytes()) ?? []
}

struct TensorFileTests {
  static let typed: [([UInt8], ElementType, [UInt8])] = [
    (
      bytes {
        $0.floatData = [1]; $0.dataType = 1; $0.dims = [1]
      }, .float, [0, 0, 128, 63]
    ),
    (
      bytes {
        $0.int32Data = [255]; $0.dataType = 2; $0.dims = [1]
      }, .uint8, [255]
    ),
    (
      bytes {
        $0.int32Data = [-1]; $0.dataType = 3; $0.dims = [1]
      }, .int8, [255]
    ),
    (
      bytes {
        $0.int32Data = [258]; $0.dataType = 4; $0.dims = [1]
      }, .uint16, [2, 1]
    ),
    (
      bytes {
        $0.int32Data = [-2]; $0.dataType = 5; $0.dims = [1]
      }, .int16, [254, 255]
    ),
    (
      bytes {
        $0.int32Data = [1]; $0.dataType = 6; $0.dims = [1]
      }, .int32, [1, 0, 0, 0]
    ),
    (
      bytes {
        $0.int64Data = [1]; $0.dataType = 7; $0.dims = []
      }, .int64, [1, 0, 0, 0, 0, 0, 0, 0]
    ),
    (
      bytes {
        $0.int32Data = [1, 0, 2]; $0.dataType = 9; $0.dims = [3]
      }, .bool, [1, 0, 1]
    ),
    (
      bytes {
        $0.int32Data = [0x3c00]; $0.dataType = 10; $0.dims = [1]
      }, .float16, [0, 0x3c]
    ),
    (
      bytes {
        $0.doubleData = [1]; $0.dataType = 11; $0.dims = [1]
      }, .double,
      [0, 0, 0, 0, 0, 0, 240, 63]
    ),
    (
      bytes {
        $0.uint64Data = [7]; $0.dataType = 12; $0.dims = [1]
      }, .uint32, [7, 0, 0, 0]
    ),
    (
      bytes {
        $0.uint64Data = [7]; $0.dataType = 13; $0.dims = [1]
      }, .uint64,
      [7, 0, 0, 0, 0, 0, 0, 0]
    ),
    (
      bytes {
        $0.floatData = [0, 1]; $0.dataType = 14; $0.dims = [1]
      }, .complex64,
      [0, 0, 0, 0, 0, 0, 128, 63]
    ),
    (
      bytes {
        $0.int32Data = [0x3f80]; $0.dataType = 16; $0.dims = [1]
      }, .bfloat16, [128, 63]
    ),
  ]

  @Test(arguments: typed)
  func everyDataFieldIsRead(_ file: [UInt8], _ type: ElementType, _ elements: [UInt8]) throws {
    let tensor = try TensorFile.decode(file)
    #expect(tensor.elementType == type)
    #expect(tensor.bytes == elements)
    #expect(try TensorFile.decode(TensorFile.encode(tensor)) == tensor)
  }

  @Test func stringsAreRead() throws {
    let tensor = TensorValue(name: "s", strings: [[104, 105], []], shape: [1, 2])
    try withTemporaryFolder { folder in
      try TensorFile.write(tensor, to: "\(folder)/s.pb")
      #expect(try TensorFile.read("\(folder)/s.pb") == tensor)
    }
  }

  static let bad: [([UInt8], ModelFileProblem)] = [
    (bytes { $0.dataType = 17 }, .unsupportedElementType(tensor: "t", type: "float8e4m3fn")),
    (bytes { $0.dataType = 99 }, .unsupportedElementType(tensor: "t", type: "number 99")),
    (bytes { _ in }, .unsupportedElementType(tensor: "t", type: "undefined")),
    (
      bytes {
        $0.dataType = 1; $0.dims = [-1]
      }, .invalidShape(tensor: "t", shape: [-1])
    ),
    (
      bytes {
        $0.dataType = 1; $0.dims = [0, 1 << 62, 4]
      },
      .invalidShape(tensor: "t", shape: [0, 1 << 62, 4])
    ),
    (
      bytes {
        $0.dataType = 11; $0.dims = [1 << 61]
      },
      .invalidShape(tensor: "t", shape: [1 << 61])
    ),
    (
      bytes {
        $0.dataType = 1; $0.dims = [2]; $0.rawData = .init([1, 2, 3])
      },
      .wrongDataLength(tensor: "t", expected: 8, found: 3)
    ),
    (
      bytes {
        $0.dataType = 7; $0.dims = [2]; $0.int64Data = [1]
      },
      .wrongDataLength(tensor: "t", expected: 16, found: 8)
    ),
    (
      bytes {
        $0.dataType = 1; $0.dims = [1 << 40]
      },
      .wrongDataLength(tensor: "t", expected: 1 << 42, found: 0)
    ),
    (
      bytes {
        $0.dataType = 1; $0.floatData = [1]; $0.rawData = .init([0, 0, 0, 0])
      },
      .severalPayloads(tensor: "t")
    ),
    (
      bytes {
        $0.dataType = 1; $0.int64Data = [1]
      },
      .wrongDataField(tensor: "t", field: "int64_data")
    ),
    (
      bytes {
        $0.dataType = 8; $0.rawData = .init([1])
      },
      .wrongDataField(tensor: "t", field: "raw_data")
    ),
    (
      bytes {
        $0.dataType = 2; $0.int32Data = [256]
      }, .elementOutOfRange(tensor: "t")
    ),
    (
      bytes {
        $0.dataType = 1
        $0.dataLocation = .external
        $0.externalData = [
          .with {
            $0.key = "location"; $0.value = "../x"
          }
        ]
      }, .externalData(tensor: "t", location: "../x")
    ),
    (
      bytes {
        $0.dataType = 1; $0.segment = .init()
      }, .segmented(tensor: "t")
    ),
  ]

  @Test(arguments: bad)
  func badTensorsAreRefused(_ file: [UInt8], _ problem: ModelFileProblem) {
    #expect(throws: ModelFileError(file: "t.pb", problem: problem)) {
      try TensorFile.decode(file, file: "t.pb")
    }
    #expect(!problem.description.isEmpty)
  }
}
