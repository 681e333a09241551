import ArrayFiles
import ONNX
import ONNXFiles

/// A file that does not answer as the function that it was traced from.
public struct VerificationFailure: Error, CustomStringConvertible {
  /// What was found.
  public let report: VerificationReport

  /// One line that names the first diverging node.
  public var description: String {
    guard let divergence = report.divergence else { return "verification failed" }
    return "verification failed: node '\(divergence.node)' \(divergence.detail)"
  }
}

extension TracedModel {
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
  ///   - reportPath: Where a Markdown report goes, also when verification fails.
  ///   - isVerified: Whether the file is verified.
  /// - Throws: `VerificationFailure`, `ArrayFileError` where a file cannot be written, and
  ///   `ModelFileError` or `InferenceError` where the file cannot be read back.
  public func write(
    to path: String, reportPath: String? = nil, isVerified: Bool = true
  ) throws -> WrittenFile {
    let bytes = try ModelFile.encode(model)
    var report: VerificationReport?
    func approve(_ temporary: String) throws {
      let found = try verify(ModelFile.read(temporary))
      report = found
      if let reportPath {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        try AtomicFile.write(
          to: reportPath, found.markdown(for: self, file: name, byteCount: bytes.count))
      }
      if !found.passed { throw VerificationFailure(report: found) }
    }
    try AtomicFile.write(to: path, approving: isVerified ? approve : nil) { try $0.write(bytes) }
    return WrittenFile(byteCount: bytes.count, report: report)
  }
}
