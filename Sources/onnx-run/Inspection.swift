import Foundation
import Inference
import ONNX

/// What `onnx-run inspect` shows of a model.
struct Inspection: Encodable {
  /// A value's name, and its type where it is known.
  struct Value: Encodable {
    let name: String
    let type: String
  }

  struct NodeRow: Encodable {
    let name: String
    let operatorType: String
    let inputs: [Value]
    let outputs: [Value]
  }

  struct Weight: Encodable {
    let name: String
    let type: String
    let bytes: Int
  }

  let file: String
  let fileSize: Int
  let irVersion: Int
  let opsets: [String: Int]
  let producer: String
  let graph: String
  let documentation: String
  let metadata: [[String]]
  let inputs: [Value]
  let outputs: [Value]
  let nodes: [NodeRow]
  let initializers: [Weight]
  /// Why the engine cannot run the model, where it cannot.
  let problem: String?

  init(_ model: Model, file: String, fileSize: Int) {
    var types: [String: String] = [:]
    var problem: String?
    do {
      for (name, type) in try InferenceSession(model: model, name: file).valueTypes {
        types[name] = type
      }
    } catch {
      problem = error.description
    }
    for info in model.graph.inputs + model.graph.outputs + model.graph.valueInfos
    where types[info.name] == nil {
      types[info.name] = Self.type(info)
    }
    self.problem = problem
    self.file = file
    self.fileSize = fileSize
    irVersion = model.irVersion
    opsets = model.opsets
    producer = [model.producerName, model.producerVersion].filter { !$0.isEmpty }
      .joined(separator: " ")
    graph = model.graph.name
    documentation = model.documentation
    metadata = model.metadata.map { [$0.key, $0.value] }
    inputs = model.graph.inputs.map { Value(name: $0.name, type: Self.type($0)) }
    outputs = model.graph.outputs.map { Value(name: $0.name, type: types[$0.name] ?? "?") }
    nodes = model.graph.nodes.map { node in
      NodeRow(
        name: node.name, operatorType: node.operatorType,
        inputs: node.inputs.map { Value(name: $0, type: types[$0] ?? "") },
        outputs: node.outputs.map { Value(name: $0, type: types[$0] ?? "") })
    }
    initializers = model.graph.initializers.map { tensor in
      Weight(
        name: tensor.name, type: "\(Self.name(tensor.elementType)) \(tensor.shape)",
        bytes: tensor.elementType == .string
          ? tensor.strings.reduce(0) { $0 + $1.count } : tensor.bytes.count)
    }
  }

  private static func type(_ info: ValueInfo) -> String {
    let shape = info.shape.map { "[\($0.map(\.description).joined(separator: ", "))]" } ?? "?"
    return "\(name(info.elementType)) \(shape)"
  }

  /// An element type as NumPy calls it.
  private static func name(_ type: ElementType?) -> String {
    switch type {
    case .float: "float32"
    case .double: "float64"
    case let type?: type.description
    case nil: "?"
    }
  }

  /// The model as one JSON object.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// The model as tables for people.
  func text() -> String {
    let weights = initializers.reduce(0) { $0 + $1.bytes }
    let opsetTexts = opsets.sorted { $0.key < $1.key }
      .map { $0.key.isEmpty ? "\($0.value)" : "\($0.key) \($0.value)" }
    var facts: [[String]] = [
      ["file", "\(file), \(fileSize) bytes"], ["IR version", "\(irVersion)"],
      ["opset", opsetTexts.joined(separator: ", ")], ["producer", producer], ["graph", graph],
      ["weights", "\(initializers.count) tensors, \(weights) bytes"],
      ["documentation", documentation],
    ]
    facts += metadata.map { ["  " + $0[0], $0[1]] }
    if let problem { facts.append(["cannot run", problem]) }
    var sections = [table(facts.filter { !$0[1].isEmpty })]
    sections.append(section("Inputs", inputs.map { [$0.name, $0.type] }))
    sections.append(section("Outputs", outputs.map { [$0.name, $0.type] }))
    sections.append(
      section(
        "Nodes",
        nodes.map { node in
          [
            node.operatorType, node.name, node.inputs.map(\.name).joined(separator: ", "),
            node.outputs.map { "\($0.name): \($0.type)" }.joined(separator: ", "),
          ]
        }))
    sections.append(
      section("Weights", initializers.map { [$0.name, $0.type, "\($0.bytes) bytes"] }))
    return sections.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func section(_ title: String, _ rows: [[String]]) -> String {
    rows.isEmpty
      ? "" : title + "\n" + table(rows.map { ["  " + ($0.first ?? "")] + $0.dropFirst() })
  }

  /// Rows with columns as wide as their widest cell.
  private func table(_ rows: [[String]]) -> String {
    let cells = rows.map { $0.map(printable) }
    let columns = cells.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      cells.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return cells.map { row in
      row.enumerated().map { column, cell in
        column == row.count - 1
          ? cell : cell + String(repeating: " ", count: widths[column] + 2 - cell.count)
      }.joined() + "\n"
    }.joined()
  }
}
