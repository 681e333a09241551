import ArrayFiles
import ONNX
import SwiftProtobuf

/// Reading and writing ONNX models (ONNX IR specification, docs/IR.md).
///
/// What is read is bounded: the file's size, the depth of subgraphs, and every tensor's data against
/// its shape. Whether the graph makes sense is the engine's to check.
public enum ModelFile {
  /// The most bytes that a file may have: the most that a protobuf message can.
  public static let maximumSize = (1 << 31) - 1
  /// How deep subgraphs may lie in each other.
  public static let maximumDepth = 16

  /// Reads a model from a file, and weights that lie in other files of the same folder.
  ///
  /// - Throws: `ArrayFileError.file` where the file cannot be read, `ModelFileError` where it is no
  ///   model that can be read.
  public static func read(_ path: String) throws -> Model { try read(path, substitutes: [:]) }

  private static func read(_ path: String, substitutes: [String: String]) throws -> Model {
    let bytes = try readFile(path, limit: maximumSize)
    return try reporting(path) {
      var message = try decodeMessage(Onnx_ModelProto.self, bytes)
      let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : path[..<$0] } ?? "."
      try ExternalDataReader(folder: String(folder), substitutes: substitutes)
        .fill(&message.graph)
      return try Model(message)
    }
  }

  /// Reads a model from a file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - file: The name that errors give.
  /// - Throws: `ModelFileError`.
  public static func decode(_ bytes: [UInt8], file: String = "model") throws -> Model {
    try reporting(file) {
      try Model(decodeMessage(Onnx_ModelProto.self, bytes))
    }
  }

  /// The bytes of a model's file: the same for equal models.
  ///
  /// Tensors are written as `raw_data`, attributes and operator sets in the order of their names.
  public static func encode(_ model: Model) throws -> [UInt8] {
    try model.message(nil).serializedBytes()
  }

  /// Writes a model's file; a crash leaves the old file or the new one.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - path: The file.
  ///   - storage: Where the weights go. A file beside the model's is put in its place first.
  ///   - approve: Receives the model as it was read back before any file takes the place of an old
  ///     one, with the number of bytes written, and may refuse it by throwing.
  /// - Returns: The number of bytes written.
  /// - Throws: `ArrayFileError.file` where the system refuses, and whatever `approve` throws.
  @discardableResult
  public static func write(
    _ model: Model, to path: String, storage: WeightStorage = .automatic,
    approving approve: ((Model, Int) throws -> Void)? = nil
  ) throws -> Int {
    let weights = model.graph.initializers.reduce(0) { $0 + $1.byteCount }
    let isBeside = storage == .beside || weights > maximumSize - 1 << 24
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let layout = isBeside ? ExternalLayout(model, location: "\(name).data") : nil
    let bytes: [UInt8] = try model.message(layout).serializedBytes()
    let total = bytes.count + (layout?.byteCount ?? 0)
    try AtomicFile.write(
      to: path,
      approving: layout == nil && approve == nil
        ? nil
        : { temporary in
          guard let layout else { return try approve?(read(temporary), total) ?? () }
          try AtomicFile.write(
            to: "\(path).data",
            approving: { weights in
              try approve?(read(temporary, substitutes: [layout.location: weights]), total)
            }, layout.write)
        }
    ) { try $0.write(bytes) }
    return total
  }
}

/// Reading and writing single tensors as ONNX's test cases store them: one `TensorProto` a file.
public enum TensorFile {
  /// Reads a tensor from a file.
  ///
  /// - Throws: `ArrayFileError.file` where the file cannot be read, `ModelFileError` where it is no
  ///   tensor that can be read.
  public static func read(_ path: String) throws -> TensorValue {
    try decode(readFile(path, limit: ModelFile.maximumSize), file: path)
  }

  /// Reads a tensor from a file's bytes.
  ///
  /// - Throws: `ModelFileError`.
  public static func decode(_ bytes: [UInt8], file: String = "tensor") throws -> TensorValue {
    try reporting(file) { try TensorValue(decodeMessage(Onnx_TensorProto.self, bytes)) }
  }

  /// The bytes of a tensor's file.
  public static func encode(_ tensor: TensorValue) throws -> [UInt8] {
    try tensor.message.serializedBytes()
  }

  /// Writes a tensor's file; a crash leaves the old file or the new one.
  ///
  /// - Throws: `ArrayFileError.file` where the system refuses.
  public static func write(_ tensor: TensorValue, to path: String) throws {
    try AtomicFile.write(to: path, encode(tensor))
  }
}

/// Reading single values that need not be tensors, as ONNX's test cases store them: a `TensorProto`,
/// `SequenceProto` or `OptionalProto` a file.
public enum ValueFile {
  /// Reads a value from a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - containers: What the value is, from the outside in; the file does not tell.
  /// - Throws: `ArrayFileError.file` where the file cannot be read, `ModelFileError` where it is no
  ///   such value that can be read.
  public static func read(_ path: String, in containers: [Container]) throws -> StoredValue {
    try decode(readFile(path, limit: ModelFile.maximumSize), in: containers, file: path)
  }

  /// Reads a value from a file's bytes.
  ///
  /// - Throws: `ModelFileError`.
  public static func decode(
    _ bytes: [UInt8], in containers: [Container], file: String = "value"
  ) throws -> StoredValue {
    try reporting(file) {
      switch containers.first {
      case nil: .tensor(try TensorValue(decodeMessage(Onnx_TensorProto.self, bytes)))
      case .sequence: try StoredValue(decodeMessage(Onnx_SequenceProto.self, bytes))
      case .optional: try StoredValue(decodeMessage(Onnx_OptionalProto.self, bytes))
      }
    }
  }
}

/// Names the file in whatever goes wrong.
private func reporting<Result>(_ file: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let problem as ModelFileProblem {
    throw ModelFileError(file: file, problem: problem)
  }
}

private func decodeMessage<M: SwiftProtobuf.Message>(_ type: M.Type, _ bytes: [UInt8]) throws -> M {
  var options = BinaryDecodingOptions()
  // A subgraph takes three levels: the node, its attribute, the graph.
  options.messageDepthLimit = 3 * ModelFile.maximumDepth + 16
  options.discardUnknownFields = true
  do {
    return try M(serializedBytes: bytes, options: options)
  } catch let error as BinaryDecodingError where error == .messageDepthLimit {
    throw ModelFileProblem.nestedTooDeeply(limit: ModelFile.maximumDepth)
  } catch {
    throw ModelFileProblem.notProtobuf
  }
}
