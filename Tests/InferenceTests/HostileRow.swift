import Arrays
import ONNX
import Testing

@testable import Inference

/// One operator on constants that it takes, and what an attacker may make of them: what is hostile is
/// refused or run, never a trap.
struct HostileRow: Sendable, CustomTestStringConvertible {
  let type: String
  let opset: Int
  var inputs: [TensorValue?]
  var attributes: [String: Attribute]
  let outputs: Int

  init(
    _ type: String, _ opset: Int, _ inputs: [TensorValue?],
    _ attributes: [String: Attribute] = [:], outputs: Int = 1
  ) {
    (self.type, self.opset, self.inputs) = (type, opset, inputs)
    (self.attributes, self.outputs) = (attributes, outputs)
  }

  var testDescription: String { "\(type) \(opset)" }

  /// What a run comes to; nil where it succeeds.
  var problem: String? {
    let names = inputs.indices.map { inputs[$0] == nil ? "" : "x\($0)" }
    let results = (0..<outputs).map { "y\($0)" }
    let constants = zip(names, inputs).compactMap { name, input in
      input.map { tensor in
        var named = tensor
        named.name = name
        return named
      }
    }
    let node = Node(
      operatorType: type, inputs: names, outputs: results, attributes: attributes)
    do {
      let session = try InferenceSession(
        model: model(
          [node], outputs: results.map { value($0, nil, nil) }, initializers: constants,
          opset: opset), options: .init(maximumMemory: 1 << 22))
      _ = try session.run([:])
      return nil
    } catch {
      return "\(error)"
    }
  }

  private static let integers: [Int64] = [
    .min, -1 << 32, -2, -1, 0, 1, 2, 3, 7, 1 << 31, 1 << 32, 1 << 62, .max,
  ]
  private static let numbers: [Float] = [
    .nan, .infinity, -.infinity, -1, 0, 1e-30, 0.3, 7, 1e9, 1e30,
  ]

  /// The row with each attribute replaced in turn.
  var attributeVariants: [HostileRow] {
    attributes.flatMap { name, attribute in
      Self.variants(of: attribute).map { changed in
        var row = self
        row.attributes[name] = changed
        return row
      }
    }
  }

  private static func variants(of attribute: Attribute) -> [Attribute] {
    switch attribute {
    case .int: return integers.map(Attribute.int)
    case .float: return numbers.map(Attribute.float)
    case .ints(let list):
      let changed = list.indices.flatMap { place in
        integers.map { number in
          Attribute.ints(list.indices.map { $0 == place ? number : list[$0] })
        }
      }
      return changed + [.ints([Int64]())]
    case .floats(let list): return numbers.map { .floats([$0] + list.dropFirst()) }
    default: return [.string("?"), .string("")]
    }
  }

  /// The row with elements of each input replaced in turn, and with inputs of other shapes.
  var constantVariants: [HostileRow] {
    inputs.indices.flatMap { index in
      (inputs[index].map(Self.variants) ?? []).map { changed in
        var row = self
        row.inputs[index] = changed
        return row
      }
    }
  }

  private static func variants(of input: TensorValue) -> [TensorValue] {
    let width = input.elementType.byteWidth ?? 1
    let elements =
      input.elementType == .int64
      ? integers.map { number in withUnsafeBytes(of: number) { Array($0) } }
      : numbers.map { number in withUnsafeBytes(of: number) { Array($0) } }
    var variants: [TensorValue] = []
    for place in stride(from: 0, to: min(input.bytes.count, 8 * width), by: width) {
      for bytes in elements {
        var changed = input
        changed.bytes.replaceSubrange(place..<(place + width), with: bytes.prefix(width))
        variants.append(changed)
      }
    }
    for shape in [[], [0], [0, 0], [1, 0, 3], [1, 2, 0, 0], [0, 1, 2, 2], [1, 1, 1, 1, 0]] {
      variants.append(
        TensorValue(
          elementType: input.elementType, shape: shape,
          bytes: Array(repeating: 0, count: shape.reduce(1, *) * width)))
    }
    return variants
  }
}
