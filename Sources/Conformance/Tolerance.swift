import Arrays
import Inference

extension Tolerance {
  /// The tolerance of the ONNX project's own runner, unless a case says otherwise.
  public static var onnx: Tolerance { Tolerance(relative: 1e-3, absolute: 1e-7) }

  /// Why a value is not the one that is right, or nil where it is.
  public func difference(_ found: Value?, _ expected: Value) -> String? {
    switch (found, expected) {
    case (nil, _): return "is missing"
    case (.tensor(let found)?, .tensor(let expected)): return difference(found, expected)
    case (.strings(let found)?, .strings(let expected)):
      return found == expected ? nil : "is \(found), not \(expected)"
    case (.sequence(let found)?, .sequence(let expected)):
      if found.count != expected.count {
        return "has \(found.count) elements, not \(expected.count)"
      }
      for (index, pair) in zip(found, expected).enumerated() {
        if let difference = difference(pair.0, pair.1) { return "element \(index) \(difference)" }
      }
      return nil
    case (.optional(nil)?, .optional(nil)): return nil
    case (.optional(let found?)?, .optional(let expected?)): return difference(found, expected)
    default: return "is a value of another kind"
    }
  }

  /// Why an array is not the one that is right, or nil where it is. NaN equals NaN.
  public func difference(_ found: NDArray?, _ expected: NDArray) -> String? {
    guard let found else { return "is missing" }
    guard found.dataType == expected.dataType, found.shape == expected.shape else {
      return "is \(found.dataType) \(found.shape), not \(expected.dataType) \(expected.shape)"
    }
    // Two units in the last place of bfloat16, as the ONNX project's runner has it.
    let isCoarse = expected.dataType == .bfloat16
    let tolerance = isCoarse ? Tolerance(relative: max(relative, 0x1p-6), absolute: absolute) : self
    let (a, b) = (found.cast(to: .float64), expected.cast(to: .float64))
    return a.withScalars(of: Double.self) { found in
      b.withScalars(of: Double.self) { expected in
        for index in found.indices where !tolerance.allows(found[index], for: expected[index]) {
          return "has \(found[index]), not \(expected[index]), at \(index)"
        }
        return nil
      }
    }
  }
}
