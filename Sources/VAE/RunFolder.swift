/// The folder that holds everything about one training run.
///
/// `metrics.csv`, `loss.png`, a `reconstructions-EPOCH.png` and a `samples-EPOCH.png` for each epoch,
/// and the newest checkpoints: `checkpoint-EPOCH.safetensors` after an epoch and
/// `checkpoint-EPOCH-BATCH.safetensors` after a batch of the epoch that follows; `trace.json` where
/// steps were measured, and a folder `tensorboard` of event files where they were asked for.
public struct RunFolder: Sendable, Hashable {
  /// The folder's path.
  public let path: String

  /// Names a folder, which need not exist.
  public init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// The table of losses.
  public var metrics: String { "\(path)/metrics.csv" }
  /// The trace of measured steps.
  public var trace: String { "\(path)/trace.json" }
  /// The folder of the event files for TensorBoard.
  public var events: String { "\(path)/tensorboard" }
  /// The plot of losses.
  public var lossPlot: String { "\(path)/loss.png" }

  /// The picture of test images above their reconstructions after an epoch.
  public func reconstructions(epoch: Int) -> String {
    "\(path)/reconstructions-\(Self.padded(epoch, 3)).png"
  }

  /// The picture of samples after an epoch.
  public func samples(epoch: Int) -> String { "\(path)/samples-\(Self.padded(epoch, 3)).png" }

  /// The checkpoint at a position.
  public func checkpoint(_ progress: TrainingProgress) -> String {
    let batch = progress.batch == 0 ? "" : "-\(Self.padded(progress.batch, 5))"
    return "\(path)/checkpoint-\(Self.padded(progress.epoch, 3))\(batch).safetensors"
  }

  /// The paths of the checkpoints, the newest first.
  public var checkpoints: [String] { positions.map { "\(path)/\($0.name)" } }

  /// Whether the folder holds a run.
  public var holdsRun: Bool { FileSystem.exists(metrics) || !positions.isEmpty }

  /// Checkpoints by the position in training that their names state, the farthest first.
  private var positions: [(name: String, epoch: Int, batch: Int)] {
    FileSystem.names(in: path).compactMap { name -> (name: String, epoch: Int, batch: Int)? in
      let (prefix, suffix) = ("checkpoint-", ".safetensors")
      guard name.hasPrefix(prefix), name.hasSuffix(suffix), name.count > prefix.count + suffix.count
      else { return nil }
      let numbers = name.dropFirst(prefix.count).dropLast(suffix.count)
        .split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(numbers.count), let epoch = numbers[0] else { return nil }
      guard numbers.count == 2 else { return (name, epoch, 0) }
      return numbers[1].map { (name, epoch, $0) }
    }.sorted { ($0.epoch, $0.batch) > ($1.epoch, $1.batch) }
  }

  /// Writes a checkpoint and removes all but the newest `keep`. Those that claim a later position
  /// are removed too: training went on from before them because they could not be read.
  ///
  /// - Throws: `ArrayFileError.file` where the system refuses.
  func save(_ checkpoint: Checkpoint, keep: Int) throws {
    try checkpoint.write(to: self.checkpoint(checkpoint.progress))
    let written = (checkpoint.progress.epoch, checkpoint.progress.batch)
    let ordered = positions
    let later = ordered.filter { ($0.epoch, $0.batch) > written }
    for position in later + ordered.dropFirst(later.count + max(1, keep)) {
      FileSystem.remove("\(path)/\(position.name)")
    }
  }

  /// The newest checkpoint that can be read.
  ///
  /// - Parameter warn: Told about each damaged checkpoint that is skipped, in one line.
  /// - Returns: The checkpoint and its path; nil where the folder has none.
  /// - Throws: `VAEError.allCheckpointsDamaged` where it has some, but none that can be read.
  public func newestCheckpoint(
    warn: (String) -> Void
  ) throws -> (checkpoint: Checkpoint, path: String)? {
    let paths = checkpoints
    var newest: String?
    for path in paths {
      do {
        return (try Checkpoint(contentsOf: path), path)
      } catch {
        newest = newest ?? "\(error)"
        if path != paths.last { warn("\(error); using the checkpoint before it") }
      }
    }
    if let newest { throw VAEError.allCheckpointsDamaged(folder: path, newest: newest) }
    return nil
  }

  // MARK: Finding folders

  /// Where runs are made by default.
  public static let defaultParent = "runs"

  /// The run in a folder of runs whose files changed last.
  ///
  /// - Parameters:
  ///   - parent: The folder of runs.
  ///   - withCheckpoint: Whether runs without a checkpoint are passed over.
  public static func newest(
    in parent: String = defaultParent, withCheckpoint: Bool
  ) -> RunFolder? {
    let runs = FileSystem.names(in: parent).compactMap { name -> (run: RunFolder, time: Int)? in
      let run = RunFolder("\(parent)/\(name)")
      let files = run.checkpoints + (withCheckpoint ? [] : [run.metrics])
      return files.compactMap(FileSystem.changeTime).max().map { (run, $0) }
    }
    return runs.max { ($0.time, $0.run.path) < ($1.time, $1.run.path) }?.run
  }

  /// Makes a new folder `PREFIX-001`, or with the first number that is free.
  ///
  /// - Throws: `VAEError.folder`.
  static func make(in parent: String = defaultParent, prefix: String) throws -> RunFolder {
    try FileSystem.makeFolder(parent)
    for number in 1... {
      let path = "\(parent)/\(prefix)-\(padded(number, 3))"
      if try FileSystem.makeNewFolder(path) { return RunFolder(path) }
    }
    throw VAEError.folder(parent, reason: "all numbers are taken")
  }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = "\(number)"
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
