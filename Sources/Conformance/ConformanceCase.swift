import ArrayFiles
import Arrays
import Foundation
import ONNX
import ONNXFiles

/// One test case as the ONNX project keeps them: a folder with `model.onnx` and, in each
/// `test_data_set_N`, the inputs `input_K.pb` and the outputs that are right, `output_K.pb`.
///
/// Layout: <https://onnx.ai/onnx/repo-docs/OnnxBackendTest.html>.
public struct ConformanceCase: Sendable {
  /// The folder.
  public let folder: String
  /// The folder's name.
  public let name: String

  /// Names a case by its folder.
  public init(folder: String) {
    self.folder = folder
    name = URL(fileURLWithPath: folder).lastPathComponent
  }

  /// All cases in or below folders, in the order of their paths.
  ///
  /// - Throws: `ConformanceError` where a folder is missing.
  public static func find(in folders: [String]) throws -> [ConformanceCase] {
    var found: [ConformanceCase] = []
    for folder in folders {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
        isFolder.boolValue
      else { throw ConformanceError.noFolder(folder) }
      var paths: [String] = isCase(folder) ? [folder] : []
      // The enumerator does not follow links, so that it comes to an end.
      let below = FileManager.default.enumerator(atPath: folder)
      while let path = below?.nextObject() as? String {
        let full = "\(folder)/\(path)"
        if path.hasSuffix("/model.onnx"), isCase(String(full.dropLast(11))) {
          paths.append(String(full.dropLast(11)))
        }
      }
      found += paths.sorted().map(ConformanceCase.init)
    }
    return found
  }

  private static func isCase(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/model.onnx")
  }

  /// The folders of the data sets, by number.
  var dataSets: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { name in
      name.hasPrefix("test_data_set_") ? Int(name.dropFirst(14)).map { ($0, name) } : nil
    }
    .sorted { $0.0 < $1.0 }.map { "\(folder)/\($0.1)" }
  }

  /// How far numbers may lie from those that are right.
  func tolerance() throws -> Tolerance {
    let path = "\(folder)/data.json"
    guard FileManager.default.fileExists(atPath: path) else { return .onnx }
    let bytes = try readFile(path, limit: 1 << 20)
    guard let stated = try? JSONDecoder().decode(StatedTolerance.self, from: Data(bytes)) else {
      throw ConformanceError.badDescription(path)
    }
    let usual = Tolerance.onnx
    return Tolerance(
      relative: stated.rtol ?? usual.relative, absolute: stated.atol ?? usual.absolute)
  }

  /// What a case's `data.json` may say.
  private struct StatedTolerance: Decodable {
    let rtol: Double?
    let atol: Double?
  }
}

/// What is wrong with the folders that cases are looked for in.
public enum ConformanceError: Error, CustomStringConvertible {
  /// There is no such folder.
  case noFolder(String)
  /// There are no cases in the folders.
  case noCases([String])
  /// A case's `data.json` cannot be read.
  case badDescription(String)

  /// One line: the folder or file and the problem.
  public var description: String {
    switch self {
    case .noFolder(let path): "\(path): no such folder"
    case .noCases(let paths): "\(paths.joined(separator: ", ")): no test cases there"
    case .badDescription(let path): "\(path): is no description of a test case"
    }
  }
}
