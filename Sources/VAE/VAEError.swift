/// Why training, a checkpoint or sampling is refused. Files that cannot be read or written at all
/// throw `ArrayFileError`, data sets `DatasetError`.
public enum VAEError: Error, Equatable, CustomStringConvertible {
  /// A setting is outside its range.
  case invalidValue(name: String, value: String, requirement: String)
  /// The folder holds a run already, and resuming was not asked for.
  case runExists(String)
  /// A folder cannot be created or written, for the reason that the system gives.
  case folder(String, reason: String)
  /// There is no run to take a checkpoint from.
  case noRun(folder: String)
  /// The run has no checkpoint yet.
  case noCheckpoint(folder: String)
  /// No checkpoint of the run can be read, with what is wrong with the newest.
  case allCheckpointsDamaged(folder: String, newest: String)
  /// The file is not a checkpoint of `vae-train`.
  case notCheckpoint(String, reason: String)
  /// The checkpoint's tensors are those of another network.
  case otherArchitecture(String, differences: String)
  /// Flags contradict the checkpoint that training is to resume from.
  case resumeConflict(String, differences: [String])
  /// The loss became infinite or not a number.
  case diverged(epoch: Int, batch: Int)
  /// Two flags do not go together, or one does not fit the model.
  case unsuitable(String)
  /// An ONNX file is not a decoder.
  case notDecoder(String, reason: String)

  /// One line for people.
  public var description: String {
    switch self {
    case .invalidValue(let name, let value, let requirement): "\(name) \(value): \(requirement)"
    case .runExists(let folder):
      "\(folder): holds a run already; --resume continues it, another --output starts a new one"
    case .folder(let folder, let reason): "\(folder): cannot be written: \(reason)"
    case .noRun(let folder):
      "\(folder): holds no run with a checkpoint; vae-train makes one, --checkpoint names one"
    case .noCheckpoint(let folder): "\(folder): holds no checkpoint"
    case .allCheckpointsDamaged(let folder, let newest):
      "\(folder): none of its checkpoints can be read; the newest: \(newest)"
    case .notCheckpoint(let file, let reason): "\(file): is not a checkpoint: \(reason)"
    case .otherArchitecture(let file, let differences): "\(file): \(differences)"
    case .resumeConflict(let file, let differences):
      "cannot resume from \(file): \(differences.joined(separator: "; "))"
    case .diverged(let epoch, let batch):
      "the loss is not finite in epoch \(epoch), batch \(batch): try a lower learning rate"
    case .unsuitable(let reason): reason
    case .notDecoder(let file, let reason): "\(file): is not a decoder: \(reason)"
    }
  }
}
