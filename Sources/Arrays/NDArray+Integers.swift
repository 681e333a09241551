// Arithmetic on integers.

extension NDArray {
  /// `function` of every pair of elements of two integer arrays of one type.
  func combiningIntegers(_ function: BinaryFunction, _ other: NDArray) -> NDArray {
    func run<T: Scalar & FixedWidthInteger>(_ type: T.Type) -> NDArray {
      switch function {
      case .add: zip(other, of: type) { $0 &+ $1 }
      case .subtract: zip(other, of: type) { $0 &- $1 }
      case .multiply: zip(other, of: type) { $0 &* $1 }
      case .divide: zip(other, of: type) { $0.quotient($1) }
      case .maximum: zip(other, of: type) { Swift.max($0, $1) }
      case .minimum: zip(other, of: type) { Swift.min($0, $1) }
      case .remainder: zip(other, of: type) { $0.remainder($1) }
      case .gate: zip(other, of: type) { $1 > 0 ? $0 : 0 }
      case .power, .tanhGradient, .sigmoidGradient:
        fatalError("\(function) needs floating-point elements, not \(dataType)")
      }
    }
    switch dataType {
    case .int64: return run(Int64.self)
    case .int32: return run(Int32.self)
    case .int16: return run(Int16.self)
    case .int8: return run(Int8.self)
    case .uint64: return run(UInt64.self)
    case .uint32: return run(UInt32.self)
    case .uint16: return run(UInt16.self)
    case .uint8: return run(UInt8.self)
    case .bool, .float16, .bfloat16, .float32, .float64:
      fatalError("this needs numbers with arithmetic, not \(dataType)")
    }
  }
}

extension FixedWidthInteger {
  /// The quotient rounded towards zero; wraps around where it does not fit.
  fileprivate func quotient(_ divisor: Self) -> Self {
    if divisor == 0 { fatalError("an integer divided by 0") }
    return dividedReportingOverflow(by: divisor).partialValue
  }

  /// The remainder with the divisor's sign.
  fileprivate func remainder(_ divisor: Self) -> Self {
    if divisor == 0 { fatalError("an integer divided by 0") }
    let rest = remainderReportingOverflow(dividingBy: divisor).partialValue
    return rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest
  }
}
