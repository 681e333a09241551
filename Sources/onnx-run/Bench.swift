import ArgumentParser
import ArrayFiles
import Arrays
import Commands
import Foundation
import Inference
import ONNX

/// `onnx-run bench`: times a model on random inputs.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time a model on random inputs.",
    discussion: """
      Example:
        onnx-run bench decoder.onnx --shape latent=64x20 --threads 1 --runs 1000

      Inputs are normally distributed. Runs are repeated until they have taken half a second, after
      runs that are not counted, unless --runs says how many.
      """)

  @Argument(help: "The model, an ONNX file.")
  var model: String

  @Option(
    name: .long,
    help: "An input's name and extents, as in latent=64x20; open ones are 1 where none are given.")
  var shape: [String] = []

  @Option(name: .long, help: "The most threads; as many as there are processors by default.")
  var threads: Int?

  @Option(name: .long, help: "The number of runs that are timed.")
  var runs: Int?

  @OptionGroup var format: JSONOption

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
    if let runs, runs < 1 { throw ValidationError("--runs must be at least 1") }
  }

  func run() throws {
    try reportingErrors {
      var options = InferenceSession.Options()
      if let threads {
        options.threadCount = threads
        NativeHost.limitLibraryThreads(to: threads)
      }
      let session = try InferenceSession(path: model, options: options)
      let arguments = try arguments(session)
      let isPlanned = try session.isPlanned(for: arguments)
      let result = Timing(try measure { _ = try session.run(arguments) }, isPlanned: isPlanned)
      if format.json { return try printJSON(result) }
      print(result.text, terminator: "")
    }
  }

  /// The time of each run in microseconds, sorted.
  private func measure(_ body: () throws -> Void) throws -> [Double] {
    let clock = ContinuousClock()
    func time() throws -> Double {
      let parts = try clock.measure(body).components
      return Double(parts.seconds) * 1e6 + Double(parts.attoseconds) / 1e12
    }
    var warming = 0.0
    // Time enough for the system to give each thread a processor; none for a single, cold run.
    while runs != 1 && warming < 2e5 { warming += try time() }
    var times: [Double] = []
    var total = 0.0
    while times.count < runs ?? 100_000 && (runs != nil || times.count < 5 || total < 5e5) {
      times.append(try time())
      total += times[times.count - 1]
    }
    return times.sorted()
  }

  private func arguments(_ session: InferenceSession) throws -> [String: NDArray] {
    var shapes: [String: [Int]] = [:]
    for text in shape {
      guard let split = text.lastIndex(of: "="),
        let shape = Self.extents(text[text.index(after: split)...])
      else { throw BenchError.malformedShape(text) }
      let name = String(text[..<split])
      if shapes.updateValue(shape, forKey: name) != nil { throw BenchError.shapeGivenTwice(name) }
    }
    var generator = RandomGenerator(seed: 0)
    var arguments: [String: NDArray] = [:]
    for input in session.inputs {
      let declared = input.shape?.map { dimension in
        if case .fixed(let extent) = dimension { extent } else { 1 }
      }
      let shape = shapes.removeValue(forKey: input.name) ?? declared ?? []
      guard let type = input.elementType.flatMap({ DataType($0) }), input.containers.isEmpty else {
        throw BenchError.noTensor(input.name)
      }
      guard let bytes = byteCount(of: shape, .float64), bytes <= session.options.maximumMemory
      else { throw BenchError.tooLarge(input.name, shape) }
      arguments[input.name] = generator.normal(shape).cast(to: type)
    }
    if let name = shapes.keys.min() { throw BenchError.unknownInput(name) }
    return arguments
  }

  /// Extents written as in 64x20; nothing for a scalar.
  private static func extents(_ text: Substring) -> [Int]? {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    if text.isEmpty { return [] }
    let extents = parts.compactMap { Int($0) }.filter { $0 >= 0 }
    return extents.count == parts.count ? extents : nil
  }
}

/// What came of timing a model.
private struct Timing: Encodable {
  let median: Double
  let minimum: Double
  let maximum: Double
  let runs: Int
  /// Whether the model ran as a plan rather than node by node.
  let isPlanned: Bool

  enum CodingKeys: String, CodingKey {
    case median = "median_us"
    case minimum = "min_us"
    case maximum = "max_us"
    case runs
    case isPlanned = "planned"
  }

  init(_ sorted: [Double], isPlanned: Bool) {
    median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    minimum = sorted[0]
    maximum = sorted[sorted.count - 1]
    runs = sorted.count
    self.isPlanned = isPlanned
  }

  var text: String {
    func number(_ microseconds: Double) -> String { String(format: "%.1f", microseconds) }
    return "median \(number(median)) µs, from \(number(minimum)) to \(number(maximum)) µs in "
      + "\(runs) runs\(isPlanned ? "" : "; node by node")\n"
  }
}

/// What can be wrong with the flags of a benchmark.
private enum BenchError: Error, CustomStringConvertible {
  case malformedShape(String)
  case shapeGivenTwice(String)
  case unknownInput(String)
  case noTensor(String)
  case tooLarge(String, [Int])

  var description: String {
    switch self {
    case .malformedShape(let text): "--shape \(text): write it as name=64x20"
    case .shapeGivenTwice(let name): "--shape gives '\(name)' twice"
    case .unknownInput(let name): "--shape: the model has no input '\(name)'"
    case .noTensor(let name): "the input '\(name)' is no tensor of numbers"
    case .tooLarge(let name, let shape): "the input '\(name)' of shape \(shape) is too large"
    }
  }
}
