/// What the versions of the standard operator set mean for a file.
///
/// Source: ONNX `docs/Versioning.md`, "Released Versions".
public enum Opset {
  /// The versions that Tessera writes.
  public static let supported = 7...28

  /// The lowest file-format version that may hold the opset, and at least 4: from there on
  /// initializers need not be inputs.
  public static func irVersion(for opset: Int) -> Int {
    switch opset {
    case ...9: 4
    case 10: 5
    case 11: 6
    case 12...14: 7
    case 15...18: 8
    case 19...20: 9
    case 21...22: 10
    case 23: 11
    case 24: 12
    case 25...27: 13
    default: 14
    }
  }
}
