import ArrayFiles
import Foundation
import ONNX

// Weights in a file beside the model (ONNX IR specification, docs/ExternalData.md).

/// Where the weights of a model are written.
public enum WeightStorage: Sendable, Hashable {
  /// In the model's file, unless it would be too large for the format; beside it then.
  case automatic
  /// In a file beside the model's, which has the model's name and `.data` after it.
  case beside
}

/// The places of a model's weights in the file beside it.
struct ExternalLayout {
  /// Smaller tensors stay in the model.
  static let smallestTensor = 1 << 10
  /// Tensors begin at multiples of this, so that they can be mapped into memory.
  static let alignment = 1 << 12

  /// The file's name.
  let location: String
  /// The offset of each tensor that lies in the file, by its name.
  private(set) var offsets: [String: Int] = [:]
  /// The initializers that lie in the file, in order.
  private(set) var tensors: [TensorValue] = []
  /// The file's size.
  private(set) var byteCount = 0

  init(_ model: Model, location: String) {
    self.location = location
    for tensor in model.graph.initializers where tensor.byteCount >= Self.smallestTensor {
      let offset = (byteCount + Self.alignment - 1) / Self.alignment * Self.alignment
      offsets[tensor.name] = offset
      tensors.append(tensor)
      byteCount = offset + tensor.byteCount
    }
  }

  /// Writes the tensors one after the other, each from where it lies in memory.
  func write(to file: AtomicFile.FileHandle) throws {
    var position = 0
    for tensor in tensors {
      let offset = offsets[tensor.name] ?? position
      try file.write([UInt8](repeating: 0, count: offset - position))
      try tensor.withBytes { try file.write($0) }
      position = offset + tensor.byteCount
    }
  }
}

extension TensorValue {
  /// The tensor as the format stores it: in the file beside where the layout says so.
  func message(_ layout: ExternalLayout?) -> Onnx_TensorProto {
    guard let layout, let offset = layout.offsets[name] else { return message }
    var message = Onnx_TensorProto()
    message.name = name
    message.dataType = elementType.rawValue
    message.dims = shape.map(Int64.init)
    message.dataLocation = .external
    message.externalData = [
      ("location", layout.location), ("offset", "\(offset)"), ("length", "\(byteCount)"),
    ].map { key, value in
      var entry = Onnx_StringStringEntryProto()
      entry.key = key
      entry.value = value
      return entry
    }
    return message
  }
}

/// Reads weights from files in the model's folder.
struct ExternalDataReader {
  /// The folder that the model lies in.
  let folder: String
  /// Files to read instead of those that a model names, such as one that is not renamed yet.
  var substitutes: [String: String] = [:]

  /// Puts the weights of a graph, and those of its subgraphs, into the message.
  func fill(_ graph: inout Onnx_GraphProto, depth: Int = 0) throws {
    guard depth <= ModelFile.maximumDepth else {
      throw ModelFileProblem.nestedTooDeeply(limit: ModelFile.maximumDepth)
    }
    for index in graph.initializer.indices
    where graph.initializer[index].dataLocation == .external {
      try fill(&graph.initializer[index])
    }
    for node in graph.node.indices {
      for attribute in graph.node[node].attribute.indices {
        let kind = graph.node[node].attribute[attribute]
        if kind.hasT && kind.t.dataLocation == .external {
          try fill(&graph.node[node].attribute[attribute].t)
        }
        if kind.hasG { try fill(&graph.node[node].attribute[attribute].g, depth: depth + 1) }
      }
    }
  }

  private func fill(_ tensor: inout Onnx_TensorProto) throws {
    var entries: [String: String] = [:]
    for entry in tensor.externalData { entries[entry.key] = entry.value }
    let location = entries["location"] ?? ""
    if tensor.hasRawData || !tensor.floatData.isEmpty {
      throw ModelFileProblem.severalPayloads(tensor: tensor.name)
    }
    func number(_ key: String, _ missing: Int?) throws -> Int? {
      guard let text = entries[key] else { return missing }
      guard let value = Int(text), value >= 0 else {
        throw ModelFileProblem.invalidExternalData(
          tensor: tensor.name, reason: "its \(key) is '\(text)'")
      }
      return value
    }
    let offset = try number("offset", 0) ?? 0
    let length = try number("length", nil)
    let path = try substitutes[location] ?? self.path(location, tensor: tensor.name)
    tensor.rawData = try read(path, offset, length, location, tensor)
    tensor.dataLocation = .default
    tensor.externalData = []
  }

  /// The path of a file in the model's folder: not above it, not elsewhere, and no link.
  private func path(_ location: String, tensor: String) throws -> String {
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    guard !location.isEmpty, !location.utf8.contains(0), !location.contains("\\"),
      !parts.contains(""), !parts.contains("."), !parts.contains("..")
    else { throw ModelFileProblem.externalDataOutside(tensor: tensor, location: location) }
    var path = folder
    for part in parts {
      path += "/\(part)"
      var status = stat()
      if lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK {
        throw ModelFileProblem.externalDataOutside(tensor: tensor, location: location)
      }
    }
    return path
  }

  /// Part of a file. Its length is checked against the tensor's shape and the file's size first.
  private func read(
    _ path: String, _ offset: Int, _ length: Int?, _ location: String, _ tensor: Onnx_TensorProto
  ) throws -> Data {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      throw ModelFileProblem.externalData(tensor: tensor.name, location: location)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ModelFileProblem.externalData(tensor: tensor.name, location: location)
    }
    let size = Int(status.st_size)
    let count = length ?? max(0, size - offset)
    guard offset <= size, count <= size - offset else {
      throw ModelFileProblem.invalidExternalData(
        tensor: tensor.name,
        reason: "'\(location)' has \(size) bytes, and \(count) from \(offset) on are wanted")
    }
    if let expected = tensor.expectedByteCount, expected != count {
      throw ModelFileProblem.wrongDataLength(
        tensor: tensor.name, expected: expected, found: count)
    }
    var data = Data(count: count)
    var done = 0
    while done < count {
      let result = data.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map {
          pread(descriptor, $0 + done, count - done, off_t(offset + done))
        } ?? 0
      }
      if result < 0 && errno == EINTR { continue }
      guard result > 0 else {
        throw ModelFileProblem.externalData(tensor: tensor.name, location: location)
      }
      done += result
    }
    return data
  }
}

extension Onnx_TensorProto {
  /// The bytes that a tensor of this type and shape has; nil where either is impossible.
  fileprivate var expectedByteCount: Int? {
    guard let width = ElementType(rawValue: dataType)?.byteWidth else { return nil }
    var count = width
    for extent in dims {
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(extent))
      if extent < 0 || overflow { return nil }
      count = product
    }
    return count
  }
}
