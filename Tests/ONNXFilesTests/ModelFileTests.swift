import ArrayFiles
import ONNX
import SwiftProtobuf
import TestSupport
import Testing

@testable import ONNXFiles

private let sample = Model(
  irVersion: 8, opsets: ["": 17, "com.x": 1], producerName: "test", producerVersion: "1",
  domain: "org.x", modelVersion: 3, documentation: "words", metadata: [("k", "v"), ("a", "b")],
  functions: [
    Function(
      name: "F", domain: "com.x", inputs: ["a", "b"], outputs: ["c"], attributes: ["alpha"],
      defaults: ["beta": .float(2)], opsets: ["": 17],
      nodes: [
        Node(
          operatorType: "Op", inputs: ["a"], outputs: ["c"],
          attributes: ["alpha": .reference("alpha")])
      ])
  ],
  graph: Graph(
    name: "g",
    inputs: [ValueInfo(name: "x", elementType: .float, shape: [.named("n"), .fixed(0), .unknown])],
    outputs: [
      ValueInfo(name: "y", elementType: .int64, shape: nil),
      ValueInfo(
        name: "q", elementType: .string, shape: [.fixed(2)], containers: [.optional, .sequence]),
      ValueInfo(name: "o", elementType: nil, shape: nil, containers: [.sequence]),
    ],
    initializers: [
      TensorValue(name: "w", elementType: .float16, shape: [2], bytes: [1, 2, 3, 4]),
      TensorValue(name: "s", strings: [[65], []], shape: [2]),
      TensorValue(name: "empty", elementType: .double, shape: [0, 3], bytes: []),
    ],
    nodes: [
      Node(
        name: "n", operatorType: "Op", domain: "com.x", inputs: ["x", "", "w"], outputs: ["y"],
        attributes: [
          "i": .int(-1), "f": .float(0), "s": .string("text"), "is": .ints([1, -2]),
          "fs": .floats([0.5]), "ss": .strings([[65]]), "none": .ints([Int64]()),
          "t": .tensor(TensorValue(int64s: [5])), "ts": .tensors([TensorValue(int64s: [5])]),
          "g": .graph(Graph(name: "inner")), "gs": .graphs([Graph(name: "inner")]),
          "tp": .type(
            ValueInfo(name: "", elementType: .float, shape: [.fixed(1)], containers: [.optional])),
        ])
    ],
    valueInfos: [ValueInfo(name: "z", elementType: .bool, shape: [])]))

struct ModelFileTests {
  @Test func modelsComeBackUnchanged() throws {
    let bytes = try ModelFile.encode(sample)
    #expect(try ModelFile.decode(bytes) == sample)
    #expect(try ModelFile.encode(ModelFile.decode(bytes)) == bytes)
    try withTemporaryFolder { folder in
      try ModelFile.write(sample, to: "\(folder)/m.onnx")
      #expect(try ModelFile.read("\(folder)/m.onnx") == sample)
    }
  }

  @Test func filesThatCannotBeReadAreSaid() throws {
    #expect(throws: ArrayFileError.file("/nowhere/m.onnx", .missing)) {
      try ModelFile.read("/nowhere/m.onnx")
    }
    #expect(throws: ArrayFileError.file("/tmp", .isDirectory)) { try ModelFile.read("/tmp") }
    let bytes = try ModelFile.encode(sample)
    for count in 0..<bytes.count {
      // Every prefix is refused or read, and never traps.
      _ = try? ModelFile.decode(Array(bytes[..<count]))
    }
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x55
      _ = try? ModelFile.decode(damaged)
    }
    #expect(throws: ModelFileError(file: "m", problem: .notProtobuf)) {
      try ModelFile.decode(Array("not a model".utf8), file: "m")
    }
    #expect(throws: ModelFileError(file: "m", problem: .missingGraph)) {
      try ModelFile.decode([], file: "m")
    }
  }

  private static func message(_ change: (inout Onnx_ModelProto) -> Void) -> [UInt8] {
    var message = Onnx_ModelProto()
    message.graph.name = "g"
    change(&message)
    return (try? message.serializedBytes()) ?? []
  }

  static let badModels: [([UInt8], ModelFileProblem)] = [
    (
      message { $0.opsetImport = [.init(), .with { $0.domain = "ai.onnx" }] },
      .duplicateOpset(domain: "")
    ),
    (
      message { $0.graph.sparseInitializer = [.with { $0.values.name = "w" }] },
      .sparseUnsupported(tensor: "w")
    ),
    (
      message {
        $0.graph.input = [
          .with {
            $0.name = "x"; $0.type.mapType = .init()
          }
        ]
      },
      .unsupportedValueType(value: "x", kind: "a map")
    ),
    (
      message { message in
        message.functions = Array(
          repeating: .with {
            $0.name = "F"; $0.domain = "com.x"
          }, count: 2)
      }, .duplicateFunction(name: "F")
    ),
    (
      message { message in
        var type = Onnx_TypeProto()
        for _ in 0..<17 {
          let inner = type
          type = .with { $0.optionalType.elemType = inner }
        }
        message.graph.input = [
          .with {
            $0.name = "x"; $0.type = type
          }
        ]
      }, .nestedTooDeeply(limit: 16)
    ),
    (
      message {
        $0.graph.input = [
          .with {
            $0.name = "x"; $0.type.tensorType.shape.dim = [.with { $0.dimValue = -3 }]
          }
        ]
      }, .invalidDimension(value: "x", extent: -3)
    ),
    (
      message {
        $0.graph.node = [
          .with {
            $0.name = "n"; $0.attribute = [named("a"), named("a")]
          }
        ]
      }, .duplicateAttribute(node: "n", attribute: "a")
    ),
    (
      message {
        $0.graph.node = [
          .with {
            $0.name = "n";
            $0.attribute = [
              .with {
                $0.name = "a"; $0.type = .typeProtos
              }
            ]
          }
        ]
      }, .unsupportedAttribute(node: "n", attribute: "a", kind: "a list of types")
    ),
  ]

  private static func named(_ name: String) -> Onnx_AttributeProto {
    .with {
      $0.name = name; $0.type = .int; $0.i = 1
    }
  }

  @Test(arguments: badModels)
  func badModelsAreRefused(_ bytes: [UInt8], _ problem: ModelFileProblem) {
    #expect(throws: ModelFileError(file: "m.onnx", problem: problem)) {
      try ModelFile.decode(bytes, file: "m.onnx")
    }
    #expect(!problem.description.contains("\n"))
  }

  @Test(arguments: [(16, true), (17, false), (40, false)])
  func subgraphsMayNestSoDeep(_ depth: Int, _ isRead: Bool) throws {
    var graph = Graph(name: "g")
    for _ in 0..<depth {
      graph = Graph(
        name: "g",
        nodes: [
          Node(operatorType: "If", inputs: [], outputs: [], attributes: ["body": .graph(graph)])
        ])
    }
    let bytes = try ModelFile.encode(Model(irVersion: 8, opsets: ["": 17], graph: graph))
    if isRead {
      #expect(try ModelFile.decode(bytes).graph == graph)
    } else {
      #expect(throws: ModelFileError(file: "model", problem: .nestedTooDeeply(limit: 16))) {
        try ModelFile.decode(bytes)
      }
    }
  }
}
