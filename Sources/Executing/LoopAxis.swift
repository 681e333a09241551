/// One axis of a loop over up to three strided operands. Strides count elements.
public struct LoopAxis: Sendable, Equatable {
  /// The number of steps.
  public var extent: Int
  /// Elements that one step moves on in the target.
  public var target: Int
  /// Elements that one step moves on in the first operand.
  public var first: Int
  /// Elements that one step moves on in the second operand.
  public var second: Int

  /// Creates an axis.
  public init(extent: Int, target: Int, first: Int, second: Int = 0) {
    self.extent = extent
    self.target = target
    self.first = first
    self.second = second
  }

  /// An axis for exactly one element of each operand.
  public static let single = LoopAxis(extent: 1, target: 1, first: 1, second: 1)

  /// The same loop with as few axes as possible, at least one: axes of extent 1 go, and axes that all
  /// operands step through evenly become one.
  public static func merged(_ axes: [LoopAxis]) -> [LoopAxis] {
    var result: [LoopAxis] = []
    for axis in axes where axis.extent != 1 {
      if let last = result.last, last.target == axis.target * axis.extent,
        last.first == axis.first * axis.extent, last.second == axis.second * axis.extent
      {
        result[result.count - 1] = LoopAxis(
          extent: last.extent * axis.extent, target: axis.target, first: axis.first,
          second: axis.second)
      } else {
        result.append(axis)
      }
    }
    return result.isEmpty ? [.single] : result
  }
}

/// Where a loop stands in each operand, in elements.
struct LoopPlace {
  var target = 0
  var first = 0
  var second = 0

  mutating func step(_ axis: LoopAxis) {
    target += axis.target
    first += axis.first
    second += axis.second
  }
}

/// Calls `body` with the start of every run along the last axis, or the last `runAxes`. Nothing is
/// allocated.
func walkRuns(
  _ axes: [LoopAxis], runAxes: Int = 1, depth: Int = 0, from start: LoopPlace = LoopPlace(),
  _ body: (LoopPlace) -> Void
) {
  if depth >= axes.count - runAxes { return body(start) }
  var place = start
  for _ in 0..<axes[depth].extent {
    walkRuns(axes, runAxes: runAxes, depth: depth + 1, from: place, body)
    place.step(axes[depth])
  }
}
