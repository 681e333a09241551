/// The plans that a session has compiled, for the input shapes that were used last.
struct PlanCache: Sendable {
  /// What plans differ by: the shape of each input, nil for one that has the file's value.
  struct Signature: Hashable, Sendable {
    let shapes: [[Int]?]
  }

  /// What a search finds: a plan, or the knowledge that there is none.
  struct Entry: Sendable {
    let runner: PlanRunner?
  }

  /// The constants that all plans share.
  let constants: ConstantCache
  private var entries: [(signature: Signature, entry: Entry)] = []

  /// The most plans that are kept.
  private static let capacity = 16

  init(constants: ConstantCache) { self.constants = constants }

  /// The plan for a signature, which becomes the one that was used last.
  mutating func find(_ signature: Signature) -> Entry? {
    guard let index = entries.lastIndex(where: { $0.signature == signature }) else { return nil }
    if index != entries.count - 1 { entries.append(entries.remove(at: index)) }
    return entries.last?.entry
  }

  /// Keeps a plan, and forgets the one whose use lies back the longest.
  mutating func insert(_ signature: Signature, _ runner: PlanRunner?) {
    if entries.count >= Self.capacity { entries.removeFirst() }
    entries.append((signature, Entry(runner: runner)))
  }
}
