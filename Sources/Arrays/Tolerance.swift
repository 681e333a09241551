/// How far numbers may lie from those that are right: |a − b| ≤ absolute + relative |b|.
public struct Tolerance: Sendable {
  /// The part that grows with the number.
  public var relative: Double
  /// The part that does not.
  public var absolute: Double

  /// Creates a tolerance.
  public init(relative: Double, absolute: Double) {
    self.relative = relative
    self.absolute = absolute
  }

  /// Whether a number lies near enough to the one that is right. NaN is near NaN only, and nothing
  /// finite is near infinity, unless any distance is allowed.
  public func allows(_ found: Double, for expected: Double) -> Bool {
    if found == expected || (found.isNaN && expected.isNaN) { return true }
    let limit = absolute + (expected.isFinite ? relative * expected.magnitude : 0)
    return (found - expected).magnitude <= limit
  }
}
