import Arrays

/// Why data could not be loaded. Files that cannot be read at all throw `ArrayFileError` instead.
public enum DatasetError: Error, Equatable, CustomStringConvertible {
  /// Not an IDX file that can be read.
  case idx(String, IDXProblem)
  /// None of a file's usual names is in the folder.
  case fileMissing(folder: String, names: [String])
  /// The folder does not exist.
  case folderMissing(String)
  /// Fashion-MNIST is not installed.
  case fashionMissing(folder: String)
  /// The data that comes with the package is in none of the places where it is looked for.
  case bundleMissing(searched: [String])
  /// A file of images has another number of axes than three, such as a file of labels.
  case notImages(String, shape: [Int])
  /// A file of labels has another number of axes than one, such as a file of images.
  case notLabels(String, shape: [Int])
  /// Elements are not unsigned bytes.
  case notBytes(String, DataType)
  /// There are no images, or they have no pixels.
  case empty(String)
  /// Images and labels differ in number.
  case countMismatch(String, images: Int, labels: Int)
  /// Training and test images differ in size.
  case sizeMismatch(train: [Int], test: [Int])

  /// One line: the file and the problem.
  public var description: String {
    switch self {
    case .idx(let file, let problem): "\(file): \(problem)"
    case .fileMissing(let folder, let names):
      "\(folder): has none of the files \(names.joined(separator: ", "))"
    case .folderMissing(let folder): "\(folder): no such folder"
    case .fashionMissing(let folder):
      "\(folder): Fashion-MNIST is not installed; 'apt install dataset-fashion-mnist' does that"
    case .bundleMissing(let searched):
      "the bundled data is in none of \(searched.joined(separator: ", ")); "
        + "\(BundledData.variable) can name its folder"
    case .notImages(let file, let shape):
      "\(file): holds no images, which need 3 axes, but the shape \(shape)"
    case .notLabels(let file, let shape):
      "\(file): holds no labels, which need 1 axis, but the shape \(shape)"
    case .notBytes(let file, let type): "\(file): has elements of type \(type) instead of uint8"
    case .empty(let file): "\(file): holds no pixels"
    case .countMismatch(let file, let images, let labels):
      "\(file): has \(labels) labels for \(images) images"
    case .sizeMismatch(let train, let test):
      "training images of size \(train) and test images of size \(test) do not go together"
    }
  }
}

/// What is wrong with an IDX file.
public enum IDXProblem: Error, Equatable, CustomStringConvertible {
  /// The file does not begin with two zero bytes.
  case badMagic
  /// The third byte names no element type.
  case unknownType(UInt8)
  /// The fourth byte is a number of axes outside 1 to 8.
  case invalidRank(Int)
  /// The file ends within its header.
  case headerTruncated
  /// The product of the extents is more than any file has.
  case tooLarge(shape: [Int])
  /// The file ends within its data.
  case dataTruncated(expected: Int, found: Int)
  /// Bytes follow the data.
  case trailingBytes(count: Int)

  /// The problem in words, without the file's name.
  public var description: String {
    switch self {
    case .badMagic: "is not an IDX file"
    case .unknownType(let code): "has the unknown element type \(code)"
    case .invalidRank(let rank): "has \(rank) axes; 1 to \(IDXFile.highestRank) are possible"
    case .headerTruncated: "ends within its IDX header"
    case .tooLarge(let shape): "has the impossible shape \(shape)"
    case .dataTruncated(let expected, let found):
      "ends within its data: \(found) of \(expected) bytes"
    case .trailingBytes(let count): "\(count) bytes follow its data"
    }
  }
}
