import ArgumentParser
import Foundation

/// The flag that makes a command print for programs rather than for people.
public struct JSONOption: ParsableArguments {
  /// Whether JSON is wanted.
  @Flag(help: "Print JSON for programs instead of text.")
  public var json = false

  /// Creates the option as it is without the flag.
  public init() {}
}

/// Prints a value as a JSON object in one line, at once: keys are sorted and in snake case.
///
/// - Throws: `OutputError` where standard output cannot be written, `EncodingError` for numbers that are
///   not finite; `finite(_:)` leaves these out.
public func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
  if fflush(nil) != 0 { throw OutputError() }
}

/// A number that JSON can write; nil, whose key is left out, for what is not finite.
public func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

/// Standard output is full or closed.
public struct OutputError: Error, CustomStringConvertible {
  /// One line for people.
  public let description = "standard output cannot be written"
}
