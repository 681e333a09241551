import ArrayFiles
import Arrays
import Foundation
import TestSupport
import Testing

@testable import Datasets

private func idx(_ extents: [UInt8], code: UInt8 = 8) -> [UInt8] {
  let count = extents.reduce(code == 8 ? 1 : 2) { $0 * Int($1) }
  return [0, 0, code, UInt8(extents.count)] + extents.flatMap { [0, 0, 0, $0] }
    + (0..<count).map { UInt8(truncatingIfNeeded: $0) }
}

/// The files of a small data set under their usual names.
private let small: [String: [UInt8]] = [
  "train-images-idx3-ubyte": idx([3, 2, 2]), "train-labels-idx1-ubyte": idx([3]),
  "t10k-images-idx3-ubyte": idx([1, 2, 2]), "t10k-labels-idx1-ubyte": idx([1]),
]

@Suite struct MNISTTests {
  @Test func theBundledFilesAreMNIST() throws {
    let data = try MNIST.load()
    #expect(data.train.images.shape == [60_000, 28, 28] && data.train.labels.shape == [60_000])
    #expect(data.test.images.shape == [10_000, 28, 28] && data.test.labels.shape == [10_000])
    #expect(data.train.labels.scalars(UInt8.self).prefix(8) == [5, 0, 4, 1, 9, 2, 1, 3])
    #expect(try MNIST.loadTest().count == 10_000)
  }

  private static let hasSums = FileManager.default.isExecutableFile(atPath: "/usr/bin/sha256sum")

  @Test(
    .enabled(if: hasSums, "/usr/bin/sha256sum is missing"),
    arguments: [
      (
        "train-images-idx3-ubyte",
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
      ),
      (
        "train-labels-idx1-ubyte",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
      ),
      (
        "t10k-images-idx3-ubyte",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
      ),
      (
        "t10k-labels-idx1-ubyte",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
      ),
    ])
  func theBundledFilesHaveTheirSums(name: String, sum: String) throws {
    let path = try "\(BundledData.folder())/\(name).gz"
    let unpacked = try Gzip.unpack(readFile(path), file: path, limit: 1 << 26)
    try withTemporaryFolder { folder in
      try AtomicFile.write(to: "\(folder)/\(name)", unpacked.scalars(UInt8.self))
      let process = Process()
      let output = Pipe()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
      process.arguments = ["\(folder)/\(name)"]
      process.standardOutput = output
      try process.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(text.hasPrefix("\(sum) "))
    }
  }

  @Test(
    .enabled(if: isFolder(DatasetSource.fashionFolder), "Fashion-MNIST is not installed"))
  func fashionMNISTLoads() throws {
    let data = try MNIST.load(DatasetSource("fashion-mnist"))
    #expect(data.train.images.shape == [60_000, 28, 28] && data.test.count == 10_000)
    #expect(data.train.labels.scalars(UInt8.self).prefix(4) == [9, 0, 0, 3])
  }

  @Test(arguments: [(dot: false, packed: false), (false, true), (true, false), (true, true)])
  func usualNamesAreFound(dot: Bool, packed: Bool) throws {
    try withTemporaryFolder { folder in
      for (name, bytes) in small {
        let name = dot ? name.replacingOccurrences(of: "-idx", with: ".idx") : name
        try AtomicFile.write(
          to: "\(folder)/\(name)\(packed ? ".gz" : "")", packed ? storedGzip(bytes) : bytes)
      }
      let data = try MNIST.load(DatasetSource(folder))
      #expect(data.train.count == 3 && data.test.rows == 2 && data.test.columns == 2)
    }
  }

  @Test(arguments: [
    ("fewer labels", "train-labels-idx1-ubyte", idx([2]), BadFolder.counts(images: 3, labels: 2)),
    ("labels for images", "train-images-idx3-ubyte", idx([3]), .notImages([3])),
    ("images for labels", "train-labels-idx1-ubyte", idx([3, 2, 2]), .notLabels([3, 2, 2])),
    ("wide images", "train-images-idx3-ubyte", idx([3, 2, 2], code: 0x0b), .notBytes),
    ("wide labels", "train-labels-idx1-ubyte", idx([3], code: 0x0b), .notBytes),
    ("no images", "train-images-idx3-ubyte", idx([0, 2, 2]), .empty),
    ("no pixels", "train-images-idx3-ubyte", idx([3, 0, 2]), .empty),
    ("another size", "t10k-images-idx3-ubyte", idx([1, 2, 3]), .sizes),
    ("missing", "t10k-labels-idx1-ubyte", [], .missing),
  ])
  func badFoldersThrow(name: String, file: String, bytes: [UInt8], kind: BadFolder) throws {
    try withTemporaryFolder { folder in
      for (name, usual) in small {
        let bytes = name == file ? bytes : usual
        if !bytes.isEmpty { try AtomicFile.write(to: "\(folder)/\(name)", bytes) }
      }
      #expect(throws: kind.error(folder: folder, file: "\(folder)/\(file)")) {
        try MNIST.load(.folder(folder))
      }
    }
  }

  enum BadFolder: Sendable {
    case counts(images: Int, labels: Int)
    case notImages([Int])
    case notLabels([Int])
    case notBytes, empty, sizes, missing

    func error(folder: String, file: String) -> DatasetError {
      switch self {
      case .counts(let images, let labels): .countMismatch(file, images: images, labels: labels)
      case .notImages(let shape): .notImages(file, shape: shape)
      case .notLabels(let shape): .notLabels(file, shape: shape)
      case .notBytes: .notBytes(file, .int16)
      case .empty: .empty(file)
      case .sizes: .sizeMismatch(train: [2, 2], test: [2, 3])
      case .missing:
        .fileMissing(
          folder: folder,
          names: [
            "t10k-labels-idx1-ubyte", "t10k-labels.idx1-ubyte", "t10k-labels-idx1-ubyte.gz",
            "t10k-labels.idx1-ubyte.gz",
          ])
      }
    }
  }

  @Test func aMissingFolderThrows() {
    #expect(throws: DatasetError.folderMissing("/nowhere")) {
      try MNIST.load(DatasetSource("/nowhere"))
    }
  }

  @Test func thePrefixHasTheFirstImages() throws {
    let test = try MNIST.loadTest()
    #expect(test.prefix(3).labels.scalars(UInt8.self) == [7, 2, 1])
    #expect(test.prefix(3).images.shape == [3, 28, 28] && test.prefix(.max).count == 10_000)
  }
}

@Suite struct BundledDataTests {
  @Test(arguments: [
    ("override", "data", "/bin/x", "data"),
    ("override of the parent", "data/mnist", "/bin/x", "data"),
    ("beside", "bin/Tessera_Datasets.resources/mnist", "bin/x", nil),
    ("shared", "share/tessera/Tessera_Datasets.resources/mnist", "bin/x", nil),
    ("sources", "mnist", "elsewhere/x", nil),
    ("no executable known", "mnist", nil, nil),
  ])
  func findsTheFolder(
    name: String, place: String, executable: String?, override: String?
  ) throws {
    try withTemporaryFolder { root in
      let place = "\(root)/\(place)"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      try AtomicFile.write(to: "\(place)/t10k-labels-idx1-ubyte.gz", [])
      let found = try BundledData.folder(
        override: override.map { "\(root)/\($0)" }, executable: executable.map { "\(root)/\($0)" },
        sources: root)
      #expect(found == place)
    }
  }

  @Test func missingDataThrows() {
    let resources = "Tessera_Datasets.resources/mnist"
    #expect(
      throws: DatasetError.bundleMissing(searched: [
        "/a/bin/\(resources)", "/a/share/tessera/\(resources)", "/b/mnist",
      ])
    ) {
      try BundledData.folder(override: nil, executable: "/a/bin/x", sources: "/b")
    }
    #expect(
      throws: DatasetError.bundleMissing(searched: ["/c", "/c/mnist", "/c/\(resources)"])
    ) {
      try BundledData.folder(override: "/c", executable: "/a/bin/x", sources: "/b")
    }
  }
}
