#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension VerificationReport {
  /// The report for programs: an object with the file's facts under `model`, and the errors, with
  /// what `ErrorHistogram.bins` name, under `verification`.
  ///
  /// - Parameters:
  ///   - traced: The model that was verified.
  ///   - file: The file's name.
  ///   - byteCount: The file's size.
  public func json(for traced: TracedModel, file: String, byteCount: Int) throws -> String {
    struct Document: Encodable {
      let model: ModelFacts
      let passed: Bool
      let histogramBins: [String]
      let verification: VerificationReport
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let document = Document(
      model: ModelFacts(traced, file: file, byteCount: byteCount), passed: passed,
      histogramBins: ErrorHistogram.bins, verification: self)
    return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
  }
}
