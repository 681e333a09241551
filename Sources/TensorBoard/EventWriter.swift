import ArrayFiles
import Foundation
import Images
import SwiftProtobuf

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes what TensorBoard shows: numbers, pictures and distributions, each under a tag and at a step.
///
/// Every writer makes a file of its own, `events.out.tfevents.SECONDS.HOST.PROCESS`, and TensorBoard
/// joins the files of a folder. Events are kept until `flush()` appends them; nothing that was
/// appended is changed, so that a crash leaves a file whose beginning can be read.
///
/// ```swift
/// let writer = try EventWriter(folder: "runs/first/tensorboard")
/// try writer.add(scalar: 105.3, tag: "loss/test", step: 1)
/// try writer.flush()
/// ```
///
/// A tag with a slash is shown under what comes before it. The format is that of TensorFlow's records
/// of `Event` messages, the file version `brain.Event:2`.
public final class EventWriter {
  /// The path of the file.
  public var path: String { file.path }

  private let file: AppendedFile
  private var pending: [UInt8] = []

  /// Starts a file.
  ///
  /// - Parameters:
  ///   - folder: The folder, which exists.
  ///   - step: Where the work goes on that older files of the folder tell of: what they hold for this
  ///     step and later ones is no longer shown. nil leaves it all.
  /// - Throws: `ArrayFileError.file` where the file cannot be made.
  public init(folder: String, resumingAt step: Int? = nil) throws {
    file = try Self.makeFile(in: folder)
    try add { $0.fileVersion = "brain.Event:2" }
    if let step {
      try add(step: step) { $0.sessionLog.status = .start }
    }
    try flush()
  }

  /// Adds a number, which is kept as a 32-bit float.
  ///
  /// - Throws: `BinaryEncodingError` where the message cannot be written.
  public func add(scalar: Double, tag: String, step: Int) throws {
    try add(tag, step) { $0.simpleValue = Float(scalar) }
  }

  /// Adds a picture.
  ///
  /// - Throws: `ImageError.notEncoded` where it cannot be made a PNG file's bytes.
  public func add(image: Image, tag: String, step: Int) throws {
    let bytes = try image.pngBytes()
    try add(tag, step) { value in
      value.image.height = Int32(clamping: image.height)
      value.image.width = Int32(clamping: image.width)
      value.image.colorspace = Int32(image.channels)
      value.image.encodedImageString = Data(bytes)
    }
  }

  /// Adds a distribution.
  ///
  /// - Throws: `BinaryEncodingError` where the message cannot be written.
  public func add(histogram: Histogram, tag: String, step: Int) throws {
    try add(tag, step) { value in
      value.histo.min = histogram.minimum
      value.histo.max = histogram.maximum
      value.histo.num = Double(histogram.count)
      value.histo.sum = histogram.sum
      value.histo.sumSquares = histogram.sumOfSquares
      value.histo.bucketLimit = histogram.limits
      value.histo.bucket = histogram.counts.map(Double.init)
    }
  }

  /// Appends the events that were added, and waits until they are on the disk.
  ///
  /// - Throws: `ArrayFileError.file` where the system refuses.
  public func flush() throws {
    if pending.isEmpty { return }
    try file.append(pending)
    pending = []
  }

  private func add(
    _ tag: String, _ step: Int, _ fill: (inout Tensorboard_Summary.Value) -> Void
  ) throws {
    var value = Tensorboard_Summary.Value()
    value.tag = tag
    fill(&value)
    try add(step: step) { $0.summary.value = [value] }
  }

  private func add(step: Int = 0, _ fill: (inout Tensorboard_Event) -> Void) throws {
    var event = Tensorboard_Event()
    event.wallTime = Self.now
    event.step = Int64(step)
    fill(&event)
    pending += Record.framed(try event.serializedBytes())
  }
}

// MARK: - Files

extension EventWriter {
  /// The seconds since 1970.
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static let prefix = "events.out.tfevents."

  /// Makes a file whose name sorts after those of the folder's other event files, which is the order
  /// that they are read in.
  private static func makeFile(in folder: String) throws -> AppendedFile {
    var seconds = max(Int(now), (newestSeconds(in: folder) ?? 0) + 1)
    while true {
      let path = "\(folder)/\(prefix)\(seconds).\(host).\(getpid())"
      if let file = try AppendedFile(creating: path) { return file }
      seconds += 1
    }
  }

  /// The largest number of seconds in the names of a folder's event files; far-off ones do not count.
  private static func newestSeconds(in folder: String) -> Int? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var newest: Int?
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasPrefix(prefix) else { continue }
      let seconds = name.dropFirst(prefix.count).prefix { $0 != "." }
      if seconds.count <= 10, let seconds = Int(seconds) { newest = max(newest ?? 0, seconds) }
    }
    return newest
  }

  /// The machine's name, as far as it is safe in a file's name.
  private static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    let isKnown = gethostname(&name, name.count - 1) == 0
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let text = String(decoding: bytes, as: UTF8.self)
    let safe = text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    return isKnown && !safe.isEmpty ? safe : "localhost"
  }
}
