import Arrays
import Foundation
import ONNX
import ONNXFiles
import Testing

@testable import Inference

/// The ONNX project's own test cases for single operators, as apt's libonnx-testdata has them.
struct ConformanceTests {
  static let folder = "/usr/share/libonnx-testdata/data/node"
  static let isInstalled = FileManager.default.fileExists(atPath: folder)

  /// What running a case came to.
  enum Outcome {
    case passed(isPlanned: Bool)
    /// An operator, an element type or training that the engine does not have.
    case skipped(because: String)
    case failed(String)
  }

  @Test(.enabled(if: isInstalled, "the folder \(folder) is not there"))
  func everyCaseOfAKnownOperatorPasses() throws {
    var (passed, planned) = (0, 0)
    var skipped: [String: Int] = [:]
    var failures: [String] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder).sorted() {
      switch try Self.run("\(Self.folder)/\(name)") {
      case .passed(let isPlanned):
        passed += 1
        if isPlanned { planned += 1 }
      case .skipped(let reason): skipped[reason, default: 0] += 1
      case .failed(let reason): failures.append("\(name): \(reason)")
      }
    }
    print(
      "ONNX node tests: \(passed) passed (\(planned) as plans), \(failures.count) failed, "
        + "\(skipped.values.reduce(0, +)) skipped: "
        + skipped.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    )
    #expect(failures == [])
    #expect(passed >= 281)
  }

  /// Runs all data sets of a case, as a plan where there is one and node by node.
  private static func run(_ folder: String) throws -> Outcome {
    let model: Model
    do {
      model = try ModelFile.read("\(folder)/model.onnx")
    } catch is ModelFileError {
      return .skipped(because: "file")
    }
    let known = Set(Registry.entries.map(\.operatorType))
    guard model.graph.nodes.allSatisfy({ known.contains($0.operatorType) && $0.domain.isEmpty })
    else { return .skipped(because: "operator") }
    let session: InferenceSession
    do {
      session = try InferenceSession(model: model)
    } catch {
      return isBeyondUs(error) ? .skipped(because: "type or training") : .failed("\(error)")
    }
    do {
      return try compare(session, folder)
    } catch let error as InferenceError {
      return isBeyondUs(error) ? .skipped(because: "type or training") : .failed("\(error)")
    }
  }

  /// Types that arrays do not have, and training.
  private static func isBeyondUs(_ error: InferenceError) -> Bool {
    switch error.problem {
    case .unsupportedElementType: true
    case .invalidValue(let reason): reason.contains("training")
    case .invalidAttribute(_, let reason): reason.contains("not supported")
    default: false
    }
  }

  private static func compare(_ session: InferenceSession, _ folder: String) throws -> Outcome {
    var isPlanned = false
    for set in try FileManager.default.contentsOfDirectory(atPath: folder)
    where set.hasPrefix("test_data_set_") {
      var arguments: [String: NDArray] = [:]
      for (index, info) in session.inputs.enumerated() {
        let tensor = try TensorFile.read("\(folder)/\(set)/input_\(index).pb")
        arguments[info.name] = try NDArray(tensor)
      }
      isPlanned = try session.isPlanned(for: arguments)
      for results in [
        try session.run(arguments), try session.runKeepingIntermediates(arguments),
      ] {
        for (index, info) in session.outputs.enumerated() {
          let expected = try NDArray(TensorFile.read("\(folder)/\(set)/output_\(index).pb"))
          if let difference = difference(results[info.name], expected) {
            return .failed("output '\(info.name)' \(difference)")
          }
        }
      }
    }
    return .passed(isPlanned: isPlanned)
  }
}
