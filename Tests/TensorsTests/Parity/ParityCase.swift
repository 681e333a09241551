import ArrayFiles
import Arrays
import Foundation
import Tensors
import Testing

/// One operator applied to certain inputs, and what PyTorch computes for them in float64
/// (Tests/Python/make_parity_fixtures.py).
struct ParityCase: Sendable, CustomTestStringConvertible {
  let name: String
  let operatorName: String
  let attributes: ParityAttributes
  /// The inputs: float32 or integers.
  let inputs: [NDArray]
  /// The gradient with respect to the output, float32.
  let upstream: NDArray
  let output: NDArray
  /// Which inputs are differentiated, and their gradients; nil where the output does not depend on
  /// an input.
  let gradients: [(input: Int, gradient: NDArray?)]

  var testDescription: String { name }
}

/// The cases of one folder.
struct ParityFixtures: Sendable {
  let cases: [ParityCase]

  private struct Entry: Decodable {
    let `case`: String
    let op: String
    let attrs: [String: ParityAttributes.Value]
    let nin: Int
    let diff: [Int]
  }

  init(folder: String) throws {
    let json = try Data(contentsOf: URL(filePath: "\(folder)/fixtures.json"))
    let file = try SafetensorsFile(contentsOf: "\(folder)/fixtures.safetensors")
    let tensors = file.tensors.reduce(into: [String: NDArray]()) { $0[$1.name] = $1.array }
    cases = try JSONDecoder().decode([Entry].self, from: json).map { entry in
      func tensor(_ name: String) throws -> NDArray {
        try #require(tensors["\(entry.case)/\(name)"], "no tensor \(entry.case)/\(name)")
      }
      return ParityCase(
        name: entry.case, operatorName: entry.op, attributes: ParityAttributes(entry.attrs),
        inputs: try (0..<entry.nin).map { try tensor("in\($0)") }, upstream: try tensor("gout"),
        output: try tensor("out"),
        gradients: entry.diff.map { ($0, tensors["\(entry.case)/grad\($0)"]) })
    }
  }

  /// The folder that the environment names, or the committed ones.
  static let folders: [String] = {
    if let folder = ProcessInfo.processInfo.environment["TESSERA_PARITY_FIXTURES"] {
      return [folder]
    }
    let committed = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Parity").standardized.path
    return [committed, "\(committed)/more"]
  }()

  static let loaded = Result { try folders.map(ParityFixtures.init(folder:)).flatMap(\.cases) }
}

/// The settings of an operator in a case.
struct ParityAttributes: Sendable {
  enum Value: Decodable, Sendable {
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case integers([Int])
    case none

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .none
      } else if let value = try? container.decode(Bool.self) {
        self = .bool(value)
      } else if let value = try? container.decode(Int.self) {
        self = .integer(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else if let value = try? container.decode(String.self) {
        self = .text(value)
      } else {
        self = .integers(try container.decode([Int].self))
      }
    }
  }

  private let values: [String: Value]

  init(_ values: [String: Value]) { self.values = values }

  func has(_ name: String) -> Bool { values[name] != nil }

  func integer(_ name: String, or fallback: Int? = nil) throws -> Int {
    if case .integer(let value)? = values[name] { return value }
    return try #require(fallback, "no integer \(name)")
  }

  /// A list of integers, or one integer as a list.
  func integers(_ name: String, or fallback: [Int]? = nil) throws -> [Int] {
    switch values[name] {
    case .integers(let value)?: return value
    case .integer(let value)?: return [value]
    default: return try #require(fallback, "no integers \(name)")
    }
  }

  /// A number; nil where the attribute is null or missing.
  func number(_ name: String) -> Double? {
    switch values[name] {
    case .number(let value)?: value
    case .integer(let value)?: Double(value)
    default: nil
    }
  }

  func bool(_ name: String, or fallback: Bool? = nil) throws -> Bool {
    if case .bool(let value)? = values[name] { return value }
    return try #require(fallback, "no boolean \(name)")
  }

  func text(_ name: String) throws -> String {
    if case .text(let value)? = values[name] { return value }
    throw ParityProblem("no text \(name)")
  }

  /// The attribute `reduction` of losses.
  func reduction() throws -> Reduction {
    switch try text("reduction") {
    case "none": .none
    case "mean": .mean
    case "sum": .sum
    case let other: throw ParityProblem("no reduction \(other)")
    }
  }
}

/// What keeps a case from being computed.
struct ParityProblem: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
