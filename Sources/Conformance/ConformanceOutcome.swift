import Inference
import ONNXFiles

/// What running a case came to.
public enum ConformanceOutcome: Sendable, Equatable {
  /// All outputs are right; whether the engine also ran the model as a plan.
  case passed(isPlanned: Bool)
  /// An output is wrong, or the model could not be run.
  case failed(String)
  /// The case needs what the engine does not have, or what no two engines do alike.
  case skipped(String)

  /// What an error amounts to.
  init(_ error: any Error) {
    let feature =
      switch error {
      case let error as InferenceError: Self.missingFeature(error.problem)
      case let error as ModelFileError: Self.missingFeature(error.problem)
      default: nil as String?
      }
    self = feature.map { .skipped("unsupported \($0)") } ?? .failed("\(error)")
  }

  /// What the engine would need to have, where that is the problem.
  private static func missingFeature(_ problem: InferenceProblem) -> String? {
    switch problem {
    case .unknownOperator(let name): "operator \(name)"
    case .unknownDomain(let name): "operator set \(name)"
    case .unsupportedElementType(_, let type): "element type \(type)"
    case .unsupportedMode(let mode): mode
    case .inside(_, let problem): missingFeature(problem)
    default: nil
    }
  }

  private static func missingFeature(_ problem: ModelFileProblem) -> String? {
    switch problem {
    case .sparseUnsupported: "sparse tensor"
    case .unsupportedElementType(_, let type): "element type \(type)"
    case .externalData: "external data"
    case .segmented: "segmented tensor"
    case .unsupportedAttribute(_, _, let kind): "attribute that is \(kind)"
    case .unsupportedValueType(_, let kind): "value that is \(kind)"
    default: nil
    }
  }
}
