/// The values that a node's subgraphs read from around them, each once, as more inputs of the node.
struct CaptureList {
  /// The values' names, in the order in which the subgraphs meet them.
  private(set) var names: [String] = []
  private var places: [String: Int] = [:]

  /// The place of a name, which is added where it is not there.
  mutating func place(of name: String) -> Int {
    if let place = places[name] { return place }
    places[name] = names.count
    names.append(name)
    return names.count - 1
  }
}
