#if _endian(big)
  #error("array files are little-endian, and so must the machine be")
#endif

/// Why a file could not be read or written: the file, and the one thing that is wrong with it.
public enum ArrayFileError: Error, Equatable, CustomStringConvertible {
  /// The file system refused.
  case file(String, FileProblem)
  /// Not a gzip file that can be unpacked.
  case gzip(String, GzipProblem)
  /// Not a NumPy `.npy` file that can be read.
  case npy(String, NumpyProblem)
  /// Not a safetensors file that can be read or written.
  case safetensors(String, SafetensorsProblem)

  /// One line: the file and the problem.
  public var description: String {
    switch self {
    case .file(let file, let problem): "\(file): \(problem)"
    case .gzip(let file, let problem): "\(file): \(problem)"
    case .npy(let file, let problem): "\(file): \(problem)"
    case .safetensors(let file, let problem): "\(file): \(problem)"
    }
  }
}

/// What the file system refused.
public enum FileProblem: Error, Equatable, CustomStringConvertible {
  /// There is no such file.
  case missing
  /// The path names a folder.
  case isDirectory
  /// The file cannot be opened or read, for the reason that the system gives.
  case unreadable(reason: String)
  /// The file has more bytes than the reader takes.
  case tooLarge(limit: Int)
  /// The folder that a file is to be written in does not exist.
  case folderMissing
  /// The file cannot be written, for the reason that the system gives.
  case unwritable(reason: String)

  /// The problem in words, without the file's name.
  public var description: String {
    switch self {
    case .missing: "no such file"
    case .isDirectory: "is a folder, not a file"
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .tooLarge(let limit): "has more than \(limit) bytes, the most that is read"
    case .folderMissing: "cannot be written: its folder does not exist"
    case .unwritable(let reason): "cannot be written: \(reason)"
    }
  }
}
