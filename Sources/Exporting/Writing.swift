import ArrayFiles
import Foundation
import ONNX
import ONNXFiles

/// A file that does not answer as the function that it was traced from.
public struct VerificationFailure: Error, CustomStringConvertible {
  /// What was found.
  public let report: VerificationReport

  /// One line that names the first diverging node.
  public var description: String {
    if let divergence = report.divergence {
      return "verification failed: node '\(divergence.node)' \(divergence.detail)"
    }
    return "verification failed: \(report.crossCheck?.runtime ?? "the engine") answers differently"
  }
}

extension TracedModel {
  /// What is done with a model besides writing it.
  public struct WritingOptions: Sendable {
    /// Where reports go, also when verification fails: JSON for a name that ends in `.json`, Markdown
    /// otherwise.
    public var reportPaths: [String]
    /// Whether the file is verified.
    public var isVerified: Bool
    /// Whether onnxruntime is asked too.
    public var isCrossChecked: Bool
    /// Where the weights go.
    public var weightStorage: WeightStorage

    /// Creates options.
    public init(
      reportPaths: [String] = [], isVerified: Bool = true, isCrossChecked: Bool = false,
      weightStorage: WeightStorage = .automatic
    ) {
      self.reportPaths = reportPaths
      self.isVerified = isVerified
      self.isCrossChecked = isCrossChecked
      self.weightStorage = weightStorage
    }
  }

  /// Facts about a file that was written.
  public struct WrittenFile: Sendable {
    /// The file's size.
    public let byteCount: Int
    /// What verification found; nil when it was left out.
    public let report: VerificationReport?
  }

  /// Writes the model beside its target, reads the file back, verifies it, and only then puts it in
  /// the place of the target.
  ///
  /// - Parameters:
  ///   - path: The ONNX file.
  ///   - options: Reports and checks.
  /// - Throws: `VerificationFailure`, `CrossCheckError`, `ArrayFileError` where a file cannot be
  ///   written, and `ModelFileError` or `InferenceError` where the file cannot be read back.
  public func write(
    to path: String, options: WritingOptions = WritingOptions()
  ) throws -> WrittenFile {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    var report: VerificationReport?
    func approve(_ written: Model, _ byteCount: Int) throws {
      var found = try verify(written)
      if options.isCrossChecked && found.passed { found.crossCheck = try crossCheck() }
      report = found
      for reportPath in options.reportPaths {
        let text =
          reportPath.hasSuffix(".json")
          ? try found.json(for: self, file: name, byteCount: byteCount)
          : found.markdown(for: self, file: name, byteCount: byteCount)
        try AtomicFile.write(to: reportPath, text)
      }
      if !found.passed || found.crossCheck?.passed == false {
        throw VerificationFailure(report: found)
      }
    }
    let byteCount = try ModelFile.write(
      model, to: path, storage: options.weightStorage,
      approving: options.isVerified ? approve : nil)
    return WrittenFile(byteCount: byteCount, report: report)
  }

  /// What onnxruntime answers to the inputs that a case folder would hold.
  private func crossCheck() throws -> CrossCheck {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tessera-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try writeCase(to: folder)
    return try Self.crossCheck(caseFolder: folder)
  }
}
