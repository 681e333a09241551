import Arrays
import ONNX

/// Sequences of different lengths, each reversed: <https://onnx.ai/onnx/operators/onnx__ReverseSequence.html>.
struct ReverseSequenceKernel: Kernel {
  static let operatorType = "ReverseSequence"
  static let versions: [Int: OneForm] = [10: OneForm(), 28: OneForm()]

  private let timeIsFirst: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    let (time, batch) = (try node.int("time_axis") ?? 0, try node.int("batch_axis") ?? 1)
    guard [[0, 1], [1, 0]].contains([time, batch]) else {
      throw .invalidAttribute(
        "time_axis", reason: "it and batch_axis are \(time) and \(batch) instead of 0 and 1")
    }
    timeIsFirst = time == 0
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, lengths) = (try inputs.required(0), try inputs.required(1))
    try lengths.dataType.require(.int64)
    if let shape = x.shape {
      guard shape.count >= 2 else {
        throw .shapeMismatch("\(shapeText(shape)) has no batch and time axes")
      }
      if let given = lengths.shape {
        guard given.count == 1, agree(given[0], shape[timeIsFirst ? 1 : 0]) else {
          throw .shapeMismatch("lengths \(shapeText(given)) for \(shapeText(shape))")
        }
      }
    }
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, second) = (try inputs.required(0), try inputs.required(1))
    let lengths = integerElements(second)
    let time = x.shape[timeIsFirst ? 0 : 1]
    guard lengths.allSatisfy((0...time).contains) else {
      throw .invalidValue("the lengths \(lengths) of sequences of at most \(time)")
    }
    return [x.reversedTimes(lengths, timeIsFirst: timeIsFirst)]
  }
}

extension NDArray {
  /// (time, batch, …) or (batch, time, …) with the first `lengths[b]` times of each element of the
  /// batch in the other order.
  func reversedTimes(_ lengths: [Int], timeIsFirst: Bool = true) -> NDArray {
    let (time, batch) = (shape[timeIsFirst ? 0 : 1], lengths.count)
    let length = shape[2...].reduce(1, *)
    let starts = (0..<time * batch).lazy.map { place in
      let (step, item) =
        timeIsFirst ? (place / batch, place % batch) : (place % time, place / time)
      let source = step < lengths[item] ? lengths[item] - 1 - step : step
      return (timeIsFirst ? source * batch + item : item * time + source) * length
    }
    return taking(starts, shape: shape, length: length)
  }
}
