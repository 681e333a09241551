#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One of the program's streams for people, and what the terminal behind it can show.
public struct Terminal: Sendable, Hashable {
  /// Standard output.
  public static let output = Terminal(descriptor: STDOUT_FILENO)
  /// Standard error.
  public static let errors = Terminal(descriptor: STDERR_FILENO)

  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// Whether the stream is a terminal that understands control codes.
  public var isInteractive: Bool { isatty(descriptor) == 1 && Self.variable("TERM") != "dumb" }

  /// Whether colour is shown: on terminals, unless NO_COLOR is set (https://no-color.org).
  public var isColoured: Bool { isInteractive && Self.variable("NO_COLOR").isEmpty }

  /// Whether the terminal says that it shows each of 2²⁴ colours; others have 256.
  public var hasAllColours: Bool {
    isColoured && ["truecolor", "24bit"].contains(Self.variable("COLORTERM"))
  }

  /// The characters that fit beside each other; nil where that is unknown.
  public var columns: Int? {
    var size = winsize()
    let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : nil
  }

  /// Writes bytes; gives how many of them, or -1 and `errno`.
  func writeBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  /// An environment variable's value; empty where it is not set.
  private static func variable(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
  }
}

// MARK: - Colour

extension Terminal {
  /// How a text stands out where colour is shown.
  public enum Style: Int, Sendable, CaseIterable {
    /// Names and titles.
    case bold = 1
    /// What went wrong.
    case red = 31
    /// What is proved.
    case green = 32
    /// What deserves attention.
    case yellow = 33
  }

  /// The text in a style; as it is where the stream shows no colour.
  public func styled(_ text: String, _ style: Style) -> String {
    guard isColoured else { return text }
    let codes = style == .bold ? "1" : "1;\(style.rawValue)"
    return "\u{1b}[\(codes)m\(text)\u{1b}[0m"
  }
}
