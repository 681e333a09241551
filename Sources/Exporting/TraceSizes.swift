/// The sizes of the open axes at which a function is traced: enough of them to tell apart what follows
/// one axis, another, or none. And those at which its file is tried.
struct TraceSizes {
  /// The names of the open axes, in the order in which the inputs mention them.
  let axes: [String]
  /// A size for each axis, one list for each trace.
  let trials: [[Int]]
  /// A size for each axis, one list for each size at which a file is tried: one, where broadcasting
  /// hides mistakes, and one that no trace has seen. An axis whose traced size was given is tried at
  /// that size and at twice it. Empty when no axis is open.
  let verified: [[Int]]

  /// Chooses sizes: a base, the base with each axis changed by itself, and the base with all changed.
  ///
  /// No size is 1, because a file must not depend on what broadcasting does there, and no two axes
  /// have one size in a trial.
  init(_ inputs: [InputSignature]) {
    var axes: [String] = []
    var base: [Int] = []
    var verified: [[Int]] = [[], []]
    for input in inputs {
      for case .dynamic(let name, let traced) in input.extents where !axes.contains(name) {
        verified[0].append(traced ?? 1)
        verified[1].append(traced.map { 2 * $0 } ?? 7 + axes.count)
        axes.append(name)
        base.append(traced ?? 2 + axes.count)
      }
    }
    let single = axes.indices.map { changed in
      base.indices.map { $0 == changed ? base[$0] + axes.count : base[$0] }
    }
    let all = base.indices.map { base[$0] + 2 * axes.count + 1 + $0 }
    self.axes = axes
    self.verified = axes.isEmpty ? [] : verified
    trials = axes.isEmpty ? [[], []] : [base] + single + [all]
  }

  /// The size of an axis in a trial.
  func size(of axis: String, in trial: Int) -> Int {
    axes.firstIndex(of: axis).map { trials[trial][$0] } ?? 0
  }
}
