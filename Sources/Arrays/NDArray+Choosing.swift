// Comparing elements, and choosing among them.

/// How two elements compare.
public enum Relation: Sendable, Hashable, CaseIterable {
  /// a = b.
  case equal
  /// a ≠ b.
  case notEqual
  /// a < b.
  case less
  /// a ≤ b.
  case lessOrEqual
  /// a > b.
  case greater
  /// a ≥ b.
  case greaterOrEqual
}

/// A function of two truth values.
public enum LogicalFunction: Sendable, Hashable, CaseIterable {
  /// Whether both are true.
  case and
  /// Whether at least one is true.
  case or
  /// Whether just one is true.
  case exclusiveOr
}

extension NDArray {
  /// Whether `relation` holds for every pair of elements of two arrays of one type, broadcast to a
  /// common shape; `false` comes before `true`, and NaN is only unequal.
  public func comparing(_ relation: Relation, _ other: NDArray) -> NDArray {
    checkSameType(other)
    func run<T: Scalar & Comparable>(_ type: T.Type) -> NDArray {
      switch relation {
      case .equal: zip(other, of: type) { $0 == $1 }
      case .notEqual: zip(other, of: type) { $0 != $1 }
      case .less: zip(other, of: type) { $0 < $1 }
      case .lessOrEqual: zip(other, of: type) { $0 <= $1 }
      case .greater: zip(other, of: type) { $0 > $1 }
      case .greaterOrEqual: zip(other, of: type) { $0 >= $1 }
      }
    }
    switch dataType {
    case .float32: return run(Float.self)
    case .float64: return run(Double.self)
    case .int64: return run(Int64.self)
    case .int32: return run(Int32.self)
    case .int16: return run(Int16.self)
    case .int8: return run(Int8.self)
    case .uint64: return run(UInt64.self)
    case .uint32: return run(UInt32.self)
    case .uint16: return run(UInt16.self)
    case .uint8: return run(UInt8.self)
    case .float16, .bfloat16:
      return cast(to: .float32).comparing(relation, other.cast(to: .float32))
    case .bool: return cast(to: .uint8).comparing(relation, other.cast(to: .uint8))
    }
  }

  /// `function` of every pair of elements of two boolean arrays, broadcast to a common shape.
  public func combining(_ function: LogicalFunction, _ other: NDArray) -> NDArray {
    switch function {
    case .and: zip(other, of: Bool.self) { $0 && $1 }
    case .or: zip(other, of: Bool.self) { $0 || $1 }
    case .exclusiveOr: zip(other, of: Bool.self) { $0 != $1 }
    }
  }

  /// Every element of a boolean array turned round.
  public func negatingTruth() -> NDArray { map(Bool.self) { !$0 } }

  /// The elements of `a` where `condition` is true and those of `b` elsewhere, all three broadcast
  /// to a common shape.
  public static func choosing(_ condition: NDArray, _ a: NDArray, _ b: NDArray) -> NDArray {
    a.checkSameType(b)
    precondition(condition.dataType == .bool, "a condition of \(condition.dataType)")
    guard let pair = broadcast(a.shape, b.shape),
      let shape = broadcast(condition.shape, pair)
    else {
      fatalError(
        "shapes \(condition.shape), \(a.shape) and \(b.shape) do not broadcast to a common shape")
    }
    let views = [condition, a, b].map { $0.expanded(to: shape) }
    return NDArray(shape: shape, dataType: a.dataType) { target in
      guard let base = target.baseAddress, !target.isEmpty else { return }
      func run<T: BitwiseCopyable>(_ type: T.Type) { choose(views, type, base) }
      a.byWidth(run, run, run, run)
    }
  }

  private static func choose<T: BitwiseCopyable>(
    _ views: [NDArray], _ type: T.Type, _ base: UnsafeMutableRawPointer
  ) {
    let loop = StridedLoop(shape: views[0].shape, strides: views.map(\.strides))
    let steps = loop.innerStrides
    withExtendedLifetime(views) {
      func start(_ index: Int) -> UnsafePointer<T> {
        UnsafePointer(views[index].storage.pointer.assumingMemoryBound(to: type))
      }
      let condition = UnsafePointer(views[0].pointer(of: Bool.self))
      let (first, second) = (start(1), start(2))
      var place = base.assumingMemoryBound(to: type)
      loop.run { starts, count in
        let (c, a, b) = (condition + starts[0], first + starts[1], second + starts[2])
        for index in 0..<count {
          place[index] = c[index &* steps[0]] ? a[index &* steps[1]] : b[index &* steps[2]]
        }
        place += count
      }
    }
  }

  /// Every element of a floating-point array, raised to `minimum` where it is less and lowered to
  /// `maximum` where it is greater; NaN stays.
  public func clamped(minimum: Double?, maximum: Double?) -> NDArray {
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      let (low, high) = (T(minimum ?? -.infinity), T(maximum ?? .infinity))
      return map(type) {
        let raised = $0 < low ? low : $0
        return raised > high ? high : raised
      }
    }
    return floating(run, run)
  }

  /// Every element of a floating-point array, times `slope` where it is not positive.
  public func leakyReLU(slope: Double) -> NDArray {
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      let slope = T(slope)
      return map(type) { $0 > 0 ? $0 : slope * $0 }
    }
    return floating(run, run)
  }
}
