import ONNXFiles

/// What the nodes of a graph can refer to beyond it.
struct Surroundings: Sendable {
  /// The model's name in messages.
  let file: String
  /// The version of each operator set, by domain.
  let opsets: [String: Int]
  /// The values of the graphs around this one, by name, from the outside in.
  private(set) var scopes: [[String: Int]] = []

  init(file: String, opsets: [String: Int]) {
    self.file = file
    self.opsets = opsets
  }

  /// In how many others the graph lies.
  var depth: Int { scopes.count }

  /// What a subgraph sees of a graph with these surroundings and values.
  func entering(_ values: [String: Int]) -> Surroundings {
    var inner = self
    inner.scopes.append(values)
    return inner
  }
}
