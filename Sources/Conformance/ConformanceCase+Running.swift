import Arrays
import Foundation
import Inference
import ONNX
import ONNXFiles

extension ConformanceCase {
  /// What running the case came to, and the operator that it is about.
  public struct Result: Sendable {
    /// The case's name.
    public let name: String
    /// The operator, where there is only one; constants do not count.
    public let operatorType: String?
    /// What it came to.
    public let outcome: ConformanceOutcome
  }

  /// Runs the case on all its data sets: as the engine runs models, and node by node.
  public func run() -> Result {
    var operatorType: String?
    do {
      let model = try ModelFile.read("\(folder)/model.onnx")
      operatorType = Self.subject(of: model)
      return Result(name: name, operatorType: operatorType, outcome: try run(model))
    } catch {
      return Result(
        name: name, operatorType: operatorType, outcome: ConformanceOutcome(error))
    }
  }

  private static func subject(of model: Model) -> String? {
    let types = Set(model.graph.nodes.map(\.operatorType))
    return types.count == 1 ? types.first : types.subtracting(["Constant"]).only
  }

  /// Operators whose outputs are random: their types and shapes alone can be compared.
  private static let randomOperators: Set<String> = [
    "Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform",
    "RandomUniformLike",
  ]

  private func run(_ model: Model) throws -> ConformanceOutcome {
    let session = try InferenceSession(model: model)
    let stated = try tolerance()
    let isRandom = model.graph.nodes.contains { Self.randomOperators.contains($0.operatorType) }
    let tolerance = isRandom ? Tolerance(relative: 0, absolute: .infinity) : stated
    let dataSets = dataSets
    if dataSets.isEmpty { return .failed("there is no test_data_set_0") }
    var isPlanned = false
    for dataSet in dataSets {
      let arguments = try arguments(session.inputs, dataSet)
      isPlanned = try session.isPlanned(values: arguments)
      let runs = [
        try session.run(values: arguments), try session.runKeepingIntermediates(values: arguments),
      ]
      for (index, info) in session.outputs.enumerated() {
        let expected = try value("\(dataSet)/output_\(index).pb", info)
        for results in runs {
          let difference = tolerance.difference(results[info.name], expected)
          if let difference { return .failed("output '\(info.name)' \(difference)") }
        }
      }
    }
    return isRandom
      ? .skipped("random numbers, whose types and shapes are right")
      : .passed(isPlanned: isPlanned)
  }

  /// The inputs that a data set gives: the first ones, in the model's order.
  private func arguments(
    _ inputs: [ValueInfo], _ dataSet: String
  ) throws -> [String: Value] {
    var arguments: [String: Value] = [:]
    for (index, info) in inputs.enumerated() {
      let path = "\(dataSet)/input_\(index).pb"
      guard FileManager.default.fileExists(atPath: path) else { break }
      arguments[info.name] = try value(path, info)
    }
    return arguments
  }

  /// The value in a file of a data set, which the model declares as `info`.
  private func value(_ path: String, _ info: ValueInfo) throws -> Value {
    let value = try Value(ValueFile.read(path, in: info.containers))
    // Early cases store bfloat16 as bits that were cut off rather than rounded.
    if info.elementType == .bfloat16, value.array?.dataType == .uint16 {
      throw InferenceError(
        file: path,
        problem: .unsupportedElementType(value: info.name, type: "bfloat16 stored as uint16"))
    }
    return value
  }
}

extension Set {
  /// The element of a set of one.
  fileprivate var only: Element? { count == 1 ? first : nil }
}
