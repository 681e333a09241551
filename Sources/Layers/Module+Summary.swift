import Arrays
import Tensors

extension Module {
  /// A table of the modules inside this one: the path, the type and the parameters of each.
  public func summary() -> String { ModuleTree(self).table([:]) }
}

extension Layer {
  /// A table of the modules inside this layer, with the shape of each one's output for an input of
  /// `shape`.
  ///
  /// The layers of a `Sequential` are run one after the other; of other modules, the shapes are known
  /// where parameters take part.
  public func summary(inputShape shape: [Int], _ dataType: DataType = .float32) -> String {
    var shapes: [String: [Int]] = [:]
    _ = withMode(.evaluation) {
      Self.run(self, on: Tensor.zeros(shape, dataType).tracked(), at: "", into: &shapes)
    }
    return ModuleTree(self).table(shapes)
  }

  private static func run(
    _ layer: any Layer, on input: Tensor, at path: String, into shapes: inout [String: [Int]]
  ) -> Tensor {
    let prefix = path.isEmpty ? "" : path + "."
    var output = input
    if let chain = layer as? Sequential {
      for (index, layer) in chain.layers.enumerated() {
        output = run(layer, on: output, at: "\(prefix)layers.\(index)", into: &shapes)
      }
    } else {
      output = layer(input)
      var owners: [UInt64: String] = [:]
      for named in layer.parameters {
        guard let number = named.parameter.value.recordNumber else { continue }
        owners[number] = prefix + named.name.split(separator: ".").dropLast().joined(separator: ".")
      }
      for step in RecordedComputation(of: [output]).steps {
        let owner = step.inputs.lazy.compactMap { $0.recordNumber.flatMap { owners[$0] } }.first
        if let owner { shapes[owner] = step.output.shape }
      }
    }
    shapes[path] = output.shape
    return output
  }
}

/// The modules inside a module, by reflection.
private struct ModuleTree {
  struct Row {
    let path: String
    let type: String
    let depth: Int
    let parameters: [NamedParameter]
  }

  private(set) var rows: [Row] = []
  private let root: any Module

  init(_ module: any Module) {
    root = module
    add(module, at: "", depth: 0)
  }

  private mutating func add(_ module: any Module, at path: String, depth: Int) {
    rows.append(
      Row(
        path: path, type: "\(type(of: module))", depth: depth, parameters: module.parameters))
    visit(module, at: path, depth: depth + 1)
  }

  /// Adds the modules that a value's properties and elements hold.
  private mutating func visit(_ value: Any, at path: String, depth: Int) {
    let mirror = Mirror(reflecting: value)
    for (index, child) in mirror.children.enumerated() {
      var label = child.label ?? "\(index)"
      if label.hasPrefix(".") { label.removeFirst() }
      let inner =
        mirror.displayStyle == .optional ? path : path.isEmpty ? label : "\(path).\(label)"
      if let module = child.value as? any Module {
        add(module, at: inner, depth: depth)
      } else if [.collection, .tuple, .optional]
        .contains(Mirror(reflecting: child.value).displayStyle)
      {
        visit(child.value, at: inner, depth: depth)
      }
    }
  }

  /// The rows as aligned text, with a last line of totals.
  func table(_ shapes: [String: [Int]]) -> String {
    var lines = [["Layer", "Type", "Output", "Parameters"]]
    for row in rows {
      let count = row.parameters.filter(\.parameter.isTrainable).reduce(0) {
        $0 + $1.parameter.count
      }
      let name = row.path.isEmpty ? "(model)" : row.path
      lines.append([
        String(repeating: "  ", count: row.depth) + name, row.type,
        shapes[row.path].map { "\($0)" } ?? "–", count == 0 ? "–" : Self.grouped(count),
      ])
    }
    let widths = (0..<4).map { column in lines.map { $0[column].count }.max() ?? 0 }
    let text = lines.map { line in
      (0..<4).map { column in
        let padding = String(repeating: " ", count: widths[column] - line[column].count)
        return column == 3 ? padding + line[column] : line[column] + padding
      }.joined(separator: "  ")
    }
    let all = root.parameters.reduce(0) { $0 + $1.parameter.count }
    let trained = root.parameterCount
    let total =
      "\(Self.grouped(trained)) trained parameters"
      + (all > trained ? ", \(Self.grouped(all - trained)) other numbers" : "")
    return (text + [total]).joined(separator: "\n")
  }

  /// Digits in threes: 1,234,567.
  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.map { index in
      let isBreak = index > 0 && (digits.count - index).isMultiple(of: 3)
      return (isBreak ? "," : "") + String(digits[index])
    }.joined()
  }
}
