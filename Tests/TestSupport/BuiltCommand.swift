import Foundation

/// One of the package's commands, as it was built beside the tests.
public struct BuiltCommand: Sendable {
  /// How a command ended.
  public struct Result: Sendable {
    /// What it exited with; for a command that a signal ended, 128 and the signal's number.
    public let exitCode: Int32
    /// What it printed.
    public let output: String
    /// What it printed on standard error.
    public let errors: String

    /// The lines on standard error.
    public var errorLines: [String] {
      errors.split(separator: "\n").map(String.init)
    }
  }

  /// The command is not where it must be.
  public struct Missing: Error, CustomStringConvertible {
    /// What to do about it.
    public let description: String
  }

  /// The environment variable that can name the folder of the built commands.
  public static let variable = "TESSERA_COMMANDS"

  private let executable: URL

  /// Finds a command beside the test bundle, or in the folder that `TESSERA_COMMANDS` names.
  ///
  /// - Throws: `Missing`.
  public init(_ name: String) throws {
    let folder =
      ProcessInfo.processInfo.environment[Self.variable].map { URL(fileURLWithPath: $0) }
      ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent()
    executable = folder.appendingPathComponent(name)
    guard FileManager.default.isExecutableFile(atPath: executable.path) else {
      throw Missing(
        description: "\(executable.path) is missing: build it with 'swift build', or let "
          + "\(Self.variable) name the folder of the built commands")
    }
  }

  /// The command's file.
  public var path: String { executable.path }

  /// Runs the command to its end.
  ///
  /// - Parameters:
  ///   - arguments: The flags.
  ///   - folder: The working directory.
  ///   - output: A file that takes what the command prints; nil keeps it for the result.
  ///   - environment: Variables that the command gets besides those of the tests.
  public func run(
    _ arguments: [String], in folder: String, output: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Result {
    try start(arguments, in: folder, output: output, environment: environment).finish()
  }

  /// Starts the command.
  public func start(
    _ arguments: [String], in folder: String, output: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Running {
    let process = process(arguments, in: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    return try Running(process, output: output.flatMap { FileHandle(forWritingAtPath: $0) })
  }

  /// The command, not started yet.
  func process(_ arguments: [String], in folder: String) -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    return process
  }

  /// A command that runs.
  public final class Running {
    private let process: Process
    private let output = Pipe()
    private let errors = Pipe()
    private var text = Data()

    fileprivate init(_ process: Process, output file: FileHandle?) throws {
      self.process = process
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = file ?? output
      if file != nil { try output.fileHandleForWriting.close() }
      process.standardError = errors
      try process.run()
    }

    /// Waits until the output has some text; false when it ends without.
    public func waitFor(_ expected: String) -> Bool {
      while !String(decoding: text, as: UTF8.self).contains(expected) {
        let piece = output.fileHandleForReading.availableData
        if piece.isEmpty { return false }
        text += piece
      }
      return true
    }

    /// Sends a signal.
    public func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for the end.
    public func finish() -> Result {
      text += output.fileHandleForReading.readDataToEndOfFile()
      let errors = self.errors.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      let code = process.terminationStatus
      return Result(
        exitCode: process.terminationReason == .exit ? code : 128 + code,
        output: String(decoding: text, as: UTF8.self),
        errors: String(decoding: errors, as: UTF8.self))
    }
  }
}
