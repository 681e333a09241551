/// What one run may use, shared by a graph and its subgraphs.
final class RunBudget {
  private let memoryLimit: Int
  private let stepLimit: Int
  private var live = 0
  private var steps = 0

  /// Creates a budget.
  ///
  /// - Parameters:
  ///   - memory: The most bytes that the values alive at one time may have.
  ///   - steps: The most nodes that may run, each as often as it does.
  init(memory: Int, steps: Int) {
    memoryLimit = memory
    stepLimit = steps
  }

  /// Counts bytes that are about to be taken.
  func claim(_ byteCount: Int) throws(InferenceProblem) {
    let (sum, overflow) = live.addingReportingOverflow(byteCount)
    if overflow || sum > memoryLimit {
      throw .overBudget(needed: overflow ? Int.max : sum, limit: memoryLimit)
    }
    live = sum
  }

  /// Counts bytes that are no longer needed.
  func release(_ byteCount: Int) { live -= byteCount }

  /// Counts a node, or one time around a loop; or work that is as much as that of several.
  func step(_ count: Int = 1) throws(InferenceProblem) {
    let (sum, overflow) = steps.addingReportingOverflow(count)
    if overflow || sum > stepLimit { throw .tooManySteps(limit: stepLimit) }
    steps = sum
  }
}
