import ArrayFiles
import Arrays

/// Where images of the MNIST kind come from.
public enum DatasetSource: Sendable, Equatable {
  /// MNIST as it comes with the package.
  case bundled
  /// Fashion-MNIST as Debian's package `dataset-fashion-mnist` installs it.
  case fashionMNIST
  /// A folder with four IDX files under their usual names.
  case folder(String)

  /// The source that a command's flag names: `mnist`, `fashion-mnist`, or a folder.
  public init(_ argument: String) {
    switch argument {
    case "mnist": self = .bundled
    case "fashion-mnist": self = .fashionMNIST
    default: self = .folder(argument)
    }
  }

  /// Where Debian puts Fashion-MNIST.
  static let fashionFolder = "/usr/share/datasets/fashion-mnist"

  /// The folder that holds the files.
  ///
  /// - Throws: `DatasetError` where there is none.
  func folder() throws -> String {
    switch self {
    case .bundled: return try BundledData.folder()
    case .fashionMNIST:
      guard isFolder(Self.fashionFolder) else {
        throw DatasetError.fashionMissing(folder: Self.fashionFolder)
      }
      return Self.fashionFolder
    case .folder(let path):
      guard isFolder(path) else { throw DatasetError.folderMissing(path) }
      return path
    }
  }
}

/// MNIST or a data set in its form: training and test images of one size.
public struct MNIST: Sendable {
  /// The images to train with.
  public let train: ImageDataset
  /// The images to test with.
  public let test: ImageDataset

  /// The four files' usual names, without `.gz`.
  enum Part: String {
    case train
    case test = "t10k"
  }

  /// Puts two data sets together.
  ///
  /// - Throws: `DatasetError.sizeMismatch` where their images differ in size.
  public init(train: ImageDataset, test: ImageDataset) throws {
    let sizes = [train, test].map { [$0.rows, $0.columns] }
    guard sizes[0] == sizes[1] else {
      throw DatasetError.sizeMismatch(train: sizes[0], test: sizes[1])
    }
    self.train = train
    self.test = test
  }

  /// Loads all four files.
  ///
  /// A folder's files are called `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`,
  /// `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, with a dot before `idx` instead or
  /// with `.gz` behind; the first of these that exists is read.
  ///
  /// - Throws: `DatasetError` where files are missing or do not hold images and labels that go
  ///   together, `ArrayFileError` where one cannot be read or unpacked.
  public static func load(_ source: DatasetSource = .bundled) throws -> MNIST {
    let folder = try source.folder()
    let parts = Threads.map([Part.train, .test]) { part in
      Result { try load(part, from: folder) }
    }
    return try MNIST(train: parts[0].get(), test: parts[1].get())
  }

  /// Loads the test images only, which is quicker than loading all.
  ///
  /// - Throws: As `load(_:)`.
  public static func loadTest(_ source: DatasetSource = .bundled) throws -> ImageDataset {
    try load(.test, from: source.folder())
  }

  private static func load(_ part: Part, from folder: String) throws -> ImageDataset {
    let imageFile = try find("\(part.rawValue)-images", "idx3-ubyte", in: folder)
    let labelFile = try find("\(part.rawValue)-labels", "idx1-ubyte", in: folder)
    return try ImageDataset(
      images: IDXFile.read(imageFile), labels: IDXFile.read(labelFile), imageFile: imageFile,
      labelFile: labelFile)
  }

  private static func find(_ stem: String, _ kind: String, in folder: String) throws -> String {
    let names = [
      "\(stem)-\(kind)", "\(stem).\(kind)", "\(stem)-\(kind).gz", "\(stem).\(kind).gz",
    ]
    guard let name = names.first(where: { exists("\(folder)/\($0)") }) else {
      throw DatasetError.fileMissing(folder: folder, names: names)
    }
    return "\(folder)/\(name)"
  }
}
