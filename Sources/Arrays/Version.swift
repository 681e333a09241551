/// Facts about the toolkit itself.
public enum TesseraVersion {
  /// The version that checkpoints and exported files name as their producer's.
  public static let current = "0.1.0"
}
