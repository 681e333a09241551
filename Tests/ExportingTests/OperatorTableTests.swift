import ArrayFiles
import Foundation
import ONNX
import TestSupport
import Testing

@testable import Exporting

/// The table operator × opset, made from the operators' cases. `make operators` writes the generated
/// files anew.
struct OperatorTableTests {
  private static func path(_ file: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Exporting/\(file)").standardized.path
  }

  /// A row of the table: every case of an operator, the most of what they need.
  private struct Row {
    var forms = [OperatorSupport.Form](repeating: .native, count: Opset.supported.count)
    var nodes: Set<String> = []
  }

  private static func rows() throws -> [(name: String, row: Row)] {
    var rows: [String: Row] = [:]
    for operatorCase in operatorCases {
      var row = rows[operatorCase.name] ?? Row()
      for (index, opset) in Opset.supported.enumerated() {
        if opset < operatorCase.lowestOpset {
          row.forms[index] = .missing
          continue
        }
        let function = operatorCase.exportable(operatorCase.shapes[0])
        let nodes = try TracedModel(tracing: function, opset: opset).model.graph.nodes
        if nodes.count > 1 && row.forms[index] == .native { row.forms[index] = .composed }
        if opset == Opset.supported.upperBound { row.nodes.formUnion(nodes.map(\.operatorType)) }
      }
      rows[operatorCase.name] = row
    }
    return rows.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private static func source(_ rows: [(name: String, row: Row)]) -> String {
    let lines = rows.map { name, row in
      let forms = String(row.forms.map(\.rawValue))
      return "  OperatorSupport(\n    \"\(name)\", \"\(forms)\",\n"
        + "    \"\(row.nodes.sorted().joined(separator: " "))\"),"
    }
    return """
      // Generated from the operators' cases by: make operators

      let operatorTable: [OperatorSupport] = [
      \(lines.joined(separator: "\n"))
      ]

      """
  }

  private static func document(_ rows: [(name: String, row: Row)]) -> String {
    let lines = rows.map { name, row in
      "| \(name) | \(row.forms.map { String($0.rawValue) }.joined(separator: " | ")) | "
        + "\(row.nodes.sorted().joined(separator: ", ")) |"
    }
    let opsets = Opset.supported.map(String.init).joined(separator: " | ")
    return """
      # Exportable operators

      Which operators of tensors can be written at which opset.

      ## Overview

      `1` is one ONNX node, `+` several nodes, `-` an opset that cannot express the operator. This file
      is made by `make operators`.

      | operator | \(opsets) | written as (newest opset) |
      | --- |\(String(repeating: " --- |", count: Opset.supported.count + 1))
      \(lines.joined(separator: "\n"))

      """
  }

  @Test("the generated table is what the operators do")
  func tableIsCurrent() throws {
    let rows = try Self.rows()
    let files = [
      "OperatorTable.swift": Self.source(rows),
      "Exporting.docc/ExportableOperators.md": Self.document(rows),
    ]
    for (file, text) in files {
      let path = Self.path(file)
      if ProcessInfo.processInfo.environment["TESSERA_UPDATE_OPERATORS"] != nil {
        try AtomicFile.write(to: path, text)
      }
      #expect(String(decoding: try readFile(path), as: UTF8.self) == text, "run make operators")
    }
  }

  @Test func everyOperatorOfTheTableHasALowestOpset() {
    for row in OperatorSupport.all { #expect(row.lowestOpset != nil, "\(row.name)") }
    #expect(OperatorSupport.table.contains("Affine"))
  }
}
