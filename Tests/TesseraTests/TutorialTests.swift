import Foundation
import Testing

/// The tutorial shows the files of the package in Tests/SamplePackage, which `make sample` builds
/// and runs.
struct TutorialTests {
  /// The repository's folder.
  static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// What the tutorial shows of a file: its reader has Tessera from its address.
  static func shown(_ path: String) throws -> String {
    try text("Tests/SamplePackage/\(path)")
      .replacing(
        #".package(name: "Tessera", path: "../..")"#,
        with: #".package(url: "https://github.com/tessera/tessera", branch: "main")"#
      )
      .replacing(#"package: "Tessera""#, with: #"package: "tessera""#)
  }

  @Test(
    "the tutorial shows each file of the sample package",
    arguments: [
      "Package.swift", "Sources/FashionClassifier/Classifier.swift",
      "Sources/FashionClassifier/Training.swift", "Sources/FashionClassifier/Exporting.swift",
      "Sources/FashionClassifier/main.swift",
    ])
  func theTutorialShows(path: String) throws {
    let tutorial = try Self.text("Sources/Tessera/Tessera.docc/FromAnEmptyFolder.md")
    #expect(tutorial.contains("```swift\n\(try Self.shown(path))```\n"))
  }

  @Test("the sample package has no files that the tutorial leaves out")
  func theTutorialIsComplete() throws {
    let folder = Self.root.appending(path: "Tests/SamplePackage/Sources/FashionClassifier")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == ["Classifier.swift", "Exporting.swift", "Training.swift", "main.swift"])
  }

  @Test("the package asks for no flags that versioned dependencies must not have")
  func noUnsafeFlags() throws {
    #expect(!(try Self.text("Package.swift")).contains("unsafeFlags"))
  }
}
