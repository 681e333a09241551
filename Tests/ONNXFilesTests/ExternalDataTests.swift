import ArrayFiles
import Arrays
import Foundation
import ONNX
import TestSupport
import Testing

@testable import ONNXFiles

/// Weights in a file beside the model.
struct ExternalDataTests {
  private static let weights = (0..<600).map { Float($0) }

  private static var model: Model {
    let tensor = TensorValue(
      name: "w", elementType: .float, shape: [600],
      bytes: weights.withUnsafeBytes { Array($0) })
    let small = TensorValue(name: "small", int64s: [1, 2])
    return Model(
      irVersion: 8, opsets: ["": 17],
      graph: Graph(
        name: "g", inputs: [ValueInfo(name: "x", elementType: .float, shape: [.fixed(600)])],
        outputs: [ValueInfo(name: "y", elementType: .float, shape: [.fixed(600)])],
        initializers: [tensor, small],
        nodes: [Node(operatorType: "Add", inputs: ["x", "w"], outputs: ["y"])]))
  }

  @Test("large weights go into a file beside the model, and come back")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/net.onnx"
      let total = try ModelFile.write(Self.model, to: path, storage: .beside)
      #expect(try readFile("\(path).data").count == 2400)
      #expect(try readFile(path).count + 2400 == total)
      #expect(try ModelFile.read(path) == Self.model)
    }
  }

  @Test("a refused model leaves both files as they were")
  func refusal() throws {
    struct Refusal: Error {}
    try withTemporaryFolder { folder in
      let path = "\(folder)/net.onnx"
      try AtomicFile.write(to: path, "old")
      try AtomicFile.write(to: "\(path).data", "old data")
      #expect(throws: Refusal.self) {
        try ModelFile.write(Self.model, to: path, storage: .beside) { model, _ in
          #expect(model == Self.model)
          throw Refusal()
        }
      }
      #expect(String(decoding: try readFile(path), as: UTF8.self) == "old")
      #expect(String(decoding: try readFile("\(path).data"), as: UTF8.self) == "old data")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
    }
  }

  /// One way in which a file's external data can be bad.
  struct BadData: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let entries: [(String, String)]
    let problem: ModelFileProblem
  }

  static let badData: [BadData] = [
    BadData(
      testDescription: "a folder above", entries: [("location", "../w.bin")],
      problem: .externalDataOutside(tensor: "w", location: "../w.bin")),
    BadData(
      testDescription: "a folder above, hidden", entries: [("location", "a/../../w.bin")],
      problem: .externalDataOutside(tensor: "w", location: "a/../../w.bin")),
    BadData(
      testDescription: "an absolute path", entries: [("location", "/etc/hostname")],
      problem: .externalDataOutside(tensor: "w", location: "/etc/hostname")),
    BadData(
      testDescription: "a link", entries: [("location", "link.bin")],
      problem: .externalDataOutside(tensor: "w", location: "link.bin")),
    BadData(
      testDescription: "a linked folder", entries: [("location", "linked/w.bin")],
      problem: .externalDataOutside(tensor: "w", location: "linked/w.bin")),
    BadData(
      testDescription: "no location", entries: [],
      problem: .externalDataOutside(tensor: "w", location: "")),
    BadData(
      testDescription: "a missing file", entries: [("location", "none.bin")],
      problem: .externalData(tensor: "w", location: "none.bin")),
    BadData(
      testDescription: "a folder", entries: [("location", "folder")],
      problem: .externalData(tensor: "w", location: "folder")),
    BadData(
      testDescription: "more than the file has",
      entries: [("location", "w.bin"), ("length", "99999999999999")],
      problem: .invalidExternalData(
        tensor: "w", reason: "'w.bin' has 16 bytes, and 99999999999999 from 0 on are wanted")),
    BadData(
      testDescription: "beyond the end",
      entries: [("location", "w.bin"), ("offset", "17"), ("length", "0")],
      problem: .invalidExternalData(
        tensor: "w", reason: "'w.bin' has 16 bytes, and 0 from 17 on are wanted")),
    BadData(
      testDescription: "a negative offset", entries: [("location", "w.bin"), ("offset", "-4")],
      problem: .invalidExternalData(tensor: "w", reason: "its offset is '-4'")),
    BadData(
      testDescription: "another length than the shape's",
      entries: [("location", "w.bin"), ("length", "12")],
      problem: .wrongDataLength(tensor: "w", expected: 16, found: 12)),
  ]

  @Test("external data that is bad is refused", arguments: badData)
  func badExternalData(_ bad: BadData) throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write(to: "\(folder)/w.bin", [UInt8](repeating: 0, count: 16))
      let files = FileManager.default
      try files.createDirectory(atPath: "\(folder)/folder", withIntermediateDirectories: false)
      try files.createSymbolicLink(
        atPath: "\(folder)/link.bin", withDestinationPath: "w.bin")
      try files.createSymbolicLink(
        atPath: "\(folder)/linked", withDestinationPath: ".")
      var message = Onnx_ModelProto()
      message.graph.initializer = [
        .with {
          $0.name = "w"
          $0.dataType = 1
          $0.dims = [4]
          $0.dataLocation = .external
          $0.externalData = bad.entries.map { entry in
            .with { ($0.key, $0.value) = entry }
          }
        }
      ]
      let path = "\(folder)/net.onnx"
      try AtomicFile.write(to: path, message.serializedBytes())
      #expect(throws: ModelFileError(file: path, problem: bad.problem)) {
        try ModelFile.read(path)
      }
    }
  }

  @Test("data that is given twice is refused")
  func twice() throws {
    try withTemporaryFolder { folder in
      var message = Onnx_ModelProto()
      message.graph.initializer = [
        .with {
          $0.name = "w"
          $0.dataType = 1
          $0.dims = [1]
          $0.rawData = Data(count: 4)
          $0.dataLocation = .external
          $0.externalData = [
            .with { ($0.key, $0.value) = ("location", "w.bin") }
          ]
        }
      ]
      let path = "\(folder)/net.onnx"
      try AtomicFile.write(to: path, message.serializedBytes())
      #expect(throws: ModelFileError(file: path, problem: .severalPayloads(tensor: "w"))) {
        try ModelFile.read(path)
      }
    }
  }
}
