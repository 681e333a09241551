import Tessera

/// A way to continue a chain of recorded operations on a tensor with one element.
struct ChainForm: Sendable {
  let name: String
  /// The operations that one link records.
  let operations: Int
  /// Continues the chain `y`, which began at the tracked tensor `x`, by one link.
  let link: @Sendable (_ y: Tensor, _ x: Tensor) -> Tensor
}

extension ChainForm {
  private static let constant = Tensor([0.5])

  /// The forms that are measured; their numbers stay finite however long the chain is.
  static let all = [
    ChainForm(name: "constant", operations: 2) { y, _ in y * constant + constant },
    ChainForm(name: "number", operations: 2) { y, _ in y * 0.5 + 0.5 },
    ChainForm(name: "tracked", operations: 2) { y, x in y * x + x },
    ChainForm(name: "functions", operations: 2) { y, _ in y.tanh().exp() },
  ]

  /// The nanoseconds that one operation of a chain takes.
  struct Time {
    /// Computing and recording.
    let forward: Double
    /// Differentiating the whole chain and releasing its record.
    let backward: Double
    /// Both.
    var total: Double { forward + backward }
  }

  /// Builds, differentiates and releases a chain of `count` operations.
  func measure(count: Int) -> Time {
    let x = Tensor([0.5]).tracked()
    let start = ContinuousClock.now
    var y: Tensor? = x
    for _ in 0..<count / operations { y = y.map { link($0, x) } }
    let middle = ContinuousClock.now
    let gradient = y.map { gradients(of: $0, with: [x])[0].scalar(Float.self) } ?? .nan
    y = nil
    let end = ContinuousClock.now
    precondition(gradient.isFinite, "the gradient of the chain \(name) is \(gradient)")
    return Time(
      forward: (middle - start) / .nanoseconds(1) / Double(count),
      backward: (end - middle) / .nanoseconds(1) / Double(count))
  }

  /// The time of the round whose total is the median.
  func median(count: Int, rounds: Int) -> Time {
    _ = measure(count: count)
    let times = (0..<rounds).map { _ in measure(count: count) }
    return times.sorted { $0.total < $1.total }[rounds / 2]
  }
}
