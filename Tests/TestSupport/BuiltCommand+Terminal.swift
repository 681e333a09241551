import Foundation

extension BuiltCommand {
  /// There is no pseudo-terminal to be had.
  public struct NoTerminal: Error {}

  /// Runs the command to its end with standard output and standard error on a terminal.
  ///
  /// - Parameters:
  ///   - arguments: The flags.
  ///   - folder: The working directory.
  ///   - columns: The terminal's width.
  ///   - environment: Variables that differ from the tests' own; nil removes one.
  /// - Returns: What the terminal received, with line feeds as ends of lines, and the exit code.
  public func runInTerminal(
    _ arguments: [String], in folder: String, columns: Int = 100,
    environment: [String: String?] = [:]
  ) throws -> (text: String, exitCode: Int32) {
    var (main, end) = (Int32(-1), Int32(-1))
    var size = winsize()
    (size.ws_row, size.ws_col) = (50, UInt16(columns))
    guard openpty(&main, &end, nil, nil, &size) == 0 else { throw NoTerminal() }
    defer { close(main) }
    // Commands of other tests must not hold them open.
    for descriptor in [main, end] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    let process = process(arguments, in: folder)
    var variables = ProcessInfo.processInfo.environment
    let usual: [String: String?] = ["TERM": "xterm-256color", "NO_COLOR": nil, "COLORTERM": nil]
    for (name, value) in usual.merging(environment, uniquingKeysWith: { $1 }) {
      variables[name] = value
    }
    process.environment = variables
    let terminal = FileHandle(fileDescriptor: end, closeOnDealloc: true)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = terminal
    process.standardError = terminal
    try process.run()
    try terminal.close()
    let text = Self.readToEnd(main)
    process.waitUntilExit()
    return (text.replacingOccurrences(of: "\r\n", with: "\n"), process.terminationStatus)
  }

  /// Reads until nobody has the other end open, which is an error to Linux.
  private static func readToEnd(_ descriptor: Int32) -> String {
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count > 0 { text += piece[..<count] } else if count == 0 || errno != EINTR { break }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
