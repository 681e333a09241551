import ArgumentParser
import Terminals

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ends the program with success, unless what it printed could not be written.
private func finish() -> Never {
  if fflush(nil) != 0 {
    complain("error:", .red, OutputError().description)
    end(1)
  }
  end(0)
}

/// Ends the program; commands have methods named `exit`.
private func end(_ code: Int32) -> Never { exit(code) }

/// A setting from outside that has no meaning.
private struct EnvironmentError: Error, CustomStringConvertible {
  let description: String
}

/// Checks what `Threads` reads from the environment and would have to guess.
private func checkEnvironment() throws {
  let text = getenv("TESSERA_THREADS").map { String(cString: $0) } ?? ""
  if !text.isEmpty && (Int(text) ?? 0) < 1 {
    throw EnvironmentError(
      description: "TESSERA_THREADS is '\(text)', which is not a number of threads from 1 on")
  }
}

extension ParsableCommand {
  /// Parses the arguments, runs the command and ends the program.
  ///
  /// What goes wrong is one line on standard error, `error: …`, `TESSERA_THREADS` without a number
  /// included; a mistake in the flags adds how the command is used. The exit code is 0 after success,
  /// 64 after a mistake in the flags, and 1 or the command's own code after another failure.
  public static func runCommand() -> Never {
    do {
      var command = try parseAsRoot()
      try checkEnvironment()
      try command.run()
      finish()
    } catch let code as ExitCode {
      end(code.rawValue)
    } catch {
      let code = exitCode(for: error)
      if code == .success {  // Help or the version.
        print(fullMessage(for: error))
        finish()
      }
      let text = fullMessage(for: error)
      let start = "Error: "
      let message = text.hasPrefix(start) ? String(text.dropFirst(start.count)) : text
      complain("error:", .red, message)
      end(code.rawValue)
    }
  }

  /// Prints one line of warning on standard error.
  public func warn(_ text: String) { complain("warning:", .yellow, text) }
}

private func complain(_ label: String, _ style: Terminal.Style, _ text: String) {
  Terminal.errors.write("\(Terminal.errors.styled(label, style)) \(text)\n")
}
