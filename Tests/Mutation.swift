// The switch that mutate.py adds to its copy of Sources/Tensors; no target holds this file.

import Arrays
import Foundation
import Synchronization

/// What is broken, from the environment: the gradient of which operator's which input, and how.
enum Mutation {
  private static let environment = ProcessInfo.processInfo.environment
  private static let target = environment["TESSERA_MUTATED"] ?? ""
  private static let kind = environment["TESSERA_MUTATION"] ?? ""
  /// The file that receives what the tests reach.
  private static let log = environment["TESSERA_MUTATION_LOG"]
  private static let noted = Mutex<Set<String>>([])

  /// The operator and the input whose gradient is being computed, where that matters.
  @TaskLocal private static var place: String?

  /// The gradient that the operator gives for an input, or that one broken.
  static func pullback(
    _ operation: any Operator, _ upstream: Tensor, to index: Int, inputs: InputTensors,
    output: Tensor
  ) -> Tensor? {
    let name = "\(type(of: operation))"
    let place = "\(name) \(index)"
    guard log != nil || place == target else {
      return operation.pullback(upstream, to: index, inputs: inputs, output: output)
    }
    for (index, input) in inputs.enumerated() where input.dataType.isFloatingPoint {
      note("\(name) \(index) input")
    }
    return $place.withValue(place) {
      let found = operation.pullback(upstream, to: index, inputs: inputs, output: output)
      guard let gradient = found?.summed(to: inputs[index].shape) else {
        note("\(place) none")
        return nil
      }
      note("\(place) gradient")
      return place == target ? broken(gradient) : gradient
    }
  }

  private static func broken(_ gradient: Tensor) -> Tensor {
    switch kind {
    case "sign": -gradient
    case "scale": gradient * 1.001
    default: gradient
    }
  }

  /// The sum, or only the first elements where it belongs to the gradient to break.
  static func sum(_ x: Tensor, _ operation: Sum) -> Tensor {
    guard let place, x.count > 0, operation.axes.contains(where: { x.shape[$0] > 1 }) else {
      return Tensor.apply(operation, [x])
    }
    note("\(place) sum")
    guard place == target, kind == "sum" else { return Tensor.apply(operation, [x]) }
    let first = operation.axes.reduce(x) { $0.sliced(axis: $1, 0..<1) }
    return first.reshaped(to: x.array.reducedShape(operation.axes, operation.keepingAxes))
  }

  private static func note(_ line: String) {
    guard let log else { return }
    noted.withLock { noted in
      guard noted.insert(line).inserted, let file = FileHandle(forWritingAtPath: log) else {
        return
      }
      file.seekToEndOfFile()
      file.write(Data("\(line)\n".utf8))
      try? file.close()
    }
  }
}
