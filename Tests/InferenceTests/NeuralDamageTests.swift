import Arrays
import ONNX
import Testing

@testable import Inference

/// Operators of networks whose attributes and constants are hostile: refused or run, never a trap.
struct NeuralDamageTests {
  /// One operator on constants.
  struct Row: Sendable, CustomTestStringConvertible {
    let type: String
    let opset: Int
    let inputs: [TensorValue?]
    let attributes: [String: Attribute]
    let outputs: Int

    init(
      _ type: String, _ opset: Int, _ inputs: [TensorValue?],
      _ attributes: [String: Attribute] = [:],
      outputs: Int = 1
    ) {
      (self.type, self.opset, self.inputs) = (type, opset, inputs)
      (self.attributes, self.outputs) = (attributes, outputs)
    }

    var testDescription: String { "\(type) \(opset)" }
  }

  private static func random(_ shape: Int...) -> TensorValue {
    var generator = RandomGenerator(seed: 5)
    let array = generator.normal(shape)
    return floats("", array.scalars(Float.self), shape)
  }

  private static func numbers(_ values: Float...) -> TensorValue {
    floats("", values, [values.count])
  }

  private static func integers(_ values: Int...) -> TensorValue { TensorValue(int64s: values) }

  private static let window: [String: Attribute] = [
    "kernel_shape": .ints([2, 2]), "strides": .ints([2, 1]), "pads": .ints([1, 0, 0, 1]),
    "auto_pad": .string("NOTSET"),
  ]

  private static let dilated = window.merging(["dilations": .ints([1, 2])]) { $1 }
  private static let rounded = dilated.merging(["ceil_mode": .int(1)]) { $1 }

  static let rows: [Row] = [
    Row(
      "Conv", 11, [random(1, 4, 5, 5), random(2, 2, 2, 2), random(2)],
      dilated.merging(["group": .int(2)]) { $1 }),
    Row(
      "ConvTranspose", 11, [random(1, 4, 3, 3), random(4, 3, 2, 2)],
      dilated.merging(["group": .int(2), "output_padding": .ints([1, 0])]) { $1 }),
    Row(
      "ConvTranspose", 11, [random(1, 4, 3, 3), random(4, 3, 2, 2)],
      ["output_shape": .ints([7, 6])]),
    Row(
      "DeformConv", 19, [random(1, 2, 4, 4), random(2, 2, 2, 2), random(1, 8, 2, 3)],
      [
        "kernel_shape": .ints([2, 2]), "strides": .ints([2, 1]), "pads": .ints([1, 0, 0, 1]),
        "dilations": .ints([1, 2]), "group": .int(1), "offset_group": .int(1),
      ]),
    Row(
      "MaxPool", 12, [random(1, 2, 5, 5)], rounded.merging(["storage_order": .int(1)]) { $1 },
      outputs: 2),
    Row(
      "AveragePool", 19, [random(1, 2, 5, 5)],
      rounded.merging(["count_include_pad": .int(1)]) { $1 }),
    Row("LpPool", 18, [random(1, 2, 5, 5)], rounded.merging(["p": .int(3)]) { $1 }),
    Row("GlobalLpPool", 2, [random(1, 2, 3)], ["p": .int(2)]),
    Row(
      "MaxUnpool", 11,
      [
        random(1, 1, 1, 2),
        TensorValue(elementType: .int64, shape: [1, 1, 1, 2], bytes: integers(3, 5).bytes),
        integers(1, 1, 4, 4),
      ],
      ["kernel_shape": .ints([2, 2]), "strides": .ints([2, 2])]),
    Row(
      "MaxRoiPool", 1, [random(1, 2, 4, 4), floats("", [0, 0, 0, 3, 3], [1, 5])],
      ["pooled_shape": .ints([2, 2]), "spatial_scale": .float(1)]),
    Row(
      "RoiAlign", 16, [random(1, 2, 4, 4), floats("", [0, 0, 3, 3], [1, 4]), integers(0)],
      [
        "output_height": .int(2), "output_width": .int(2), "sampling_ratio": .int(0),
        "spatial_scale": .float(1),
      ]),
    Row(
      "GroupNormalization", 21, [random(1, 4, 2), random(4), random(4)], ["num_groups": .int(2)]),
    Row(
      "LayerNormalization", 17, [random(2, 3), random(3)],
      ["axis": .int(1), "stash_type": .int(1)], outputs: 3),
    Row("LpNormalization", 1, [random(2, 3)], ["axis": .int(1), "p": .int(2)]),
    Row("LRN", 1, [random(1, 4, 2)], ["size": .int(3)]),
    Row("MeanVarianceNormalization", 9, [random(2, 3)], ["axes": .ints([0, 1])]),
    Row("Upsample", 9, [random(1, 1, 2, 2), numbers(1, 1, 2, 2)]),
    Row("Upsample", 7, [random(1, 1, 2, 2)], ["scales": .floats([1, 1, 2, 2])]),
    Row(
      "Resize", 13, [random(1, 1, 3, 3), numbers(0, 0, 0, 0, 1, 1, 1, 1), numbers(1, 1, 2, 2)],
      ["coordinate_transformation_mode": .string("tf_crop_and_resize")]),
    Row(
      "Resize", 18, [random(1, 1, 3, 3), nil, numbers(1, 0.5)],
      ["axes": .ints([1, 2]), "antialias": .int(1), "mode": .string("cubic")]),
    Row(
      "Resize", 18, [random(1, 1, 3, 3), nil, nil, integers(1, 2)],
      ["axes": .ints([2, 3]), "keep_aspect_ratio_policy": .string("not_larger")]),
    Row(
      "GridSample", 20, [random(1, 1, 3, 3), random(1, 2, 2, 2)],
      ["padding_mode": .string("reflection"), "align_corners": .int(1)]),
    Row("GridSample", 20, [random(1, 1, 3, 3), random(1, 2, 2, 2)], ["mode": .string("cubic")]),
    Row("AffineGrid", 20, [random(1, 2, 3), integers(1, 1, 2, 2)], ["align_corners": .int(1)]),
    Row(
      "Col2Im", 18, [random(1, 4, 4), integers(4, 4), integers(2, 2)],
      ["strides": .ints([2, 2]), "pads": .ints([0, 0, 0, 0]), "dilations": .ints([1, 1])]),
    Row(
      "SoftmaxCrossEntropyLoss", 13, [random(2, 3), integers(0, 2)], ["ignore_index": .int(1)],
      outputs: 2),
    Row(
      "NegativeLogLikelihoodLoss", 13, [random(2, 3), integers(0, 2), random(3)],
      ["ignore_index": .int(1)]),
    Row(
      "NonMaxSuppression", 11,
      [
        floats("", [0, 0, 1, 1, 0, 0, 2, 2], [1, 2, 4]), random(1, 1, 2), integers(2), numbers(0.5),
        numbers(0),
      ]),
    Row("DFT", 20, [random(1, 5, 1), integers(6), integers(1)], ["onesided": .int(1)]),
    Row("DFT", 17, [random(1, 5, 2)], ["axis": .int(1), "inverse": .int(1)]),
    Row("STFT", 17, [random(1, 9, 1), integers(2), nil, integers(4)]),
    Row("HannWindow", 17, [integers(5)], ["output_datatype": .int(1), "periodic": .int(0)]),
    Row(
      "MelWeightMatrix", 17,
      [integers(4), integers(16), integers(8000), numbers(0), numbers(2000)],
      ["output_datatype": .int(1)]),
    Row(
      "RotaryEmbedding", 23,
      [
        random(1, 2, 8), random(4, 2), random(4, 2),
        TensorValue(elementType: .int64, shape: [1, 2], bytes: integers(0, 3).bytes),
      ], ["num_heads": .int(2), "rotary_embedding_dim": .int(4)]),
    Row("CausalConvWithState", 27, [random(1, 2, 4), random(2, 1, 3)], outputs: 2),
  ]

  /// What a run of a row comes to; nil where it succeeds.
  private static func problem(_ row: Row) -> String? {
    let names = row.inputs.indices.map { row.inputs[$0] == nil ? "" : "x\($0)" }
    let outputs = (0..<row.outputs).map { "y\($0)" }
    let constants = zip(names, row.inputs).compactMap { name, input in
      input.map { tensor in
        var named = tensor
        named.name = name
        return named
      }
    }
    let node = Node(
      operatorType: row.type, inputs: names, outputs: outputs, attributes: row.attributes)
    do {
      let session = try InferenceSession(
        model: model(
          [node], outputs: outputs.map { value($0, nil, nil) }, initializers: constants,
          opset: row.opset), options: .init(maximumMemory: 1 << 22))
      _ = try session.run([:])
      return nil
    } catch {
      return "\(error)"
    }
  }

  private static let hostileIntegers: [Int64] = [
    .min, -1 << 32, -2, -1, 0, 1, 2, 3, 7, 1 << 31, 1 << 32, 1 << 62, .max,
  ]
  private static let hostileNumbers: [Float] = [
    .nan, .infinity, -.infinity, -1, 0, 1e-30, 0.3, 7, 1e9, 1e30,
  ]

  @Test(arguments: rows)
  func rightRowsRun(_ row: Row) { #expect(Self.problem(row) == nil) }

  @Test(arguments: rows)
  func hostileAttributes(_ row: Row) {
    for (name, attribute) in row.attributes {
      var changed: [Attribute] = []
      switch attribute {
      case .int: changed = Self.hostileIntegers.map(Attribute.int)
      case .float: changed = Self.hostileNumbers.map(Attribute.float)
      case .ints(let list):
        for place in list.indices {
          changed += Self.hostileIntegers.map { number in
            .ints(list.indices.map { $0 == place ? number : list[$0] })
          }
        }
        changed.append(.ints([Int64]()))
      case .floats(let list):
        changed = Self.hostileNumbers.map { .floats([$0] + list.dropFirst()) }
      default: changed = [.string("?")]
      }
      for attribute in changed {
        let attributes = row.attributes.merging([name: attribute]) { $1 }
        _ = Self.problem(
          Row(row.type, row.opset, row.inputs, attributes, outputs: row.outputs))
      }
    }
  }

  @Test(arguments: rows)
  func hostileConstants(_ row: Row) {
    for (index, input) in row.inputs.enumerated() {
      guard let input else { continue }
      let width = input.elementType.byteWidth ?? 1
      let numbers =
        input.elementType == .int64
        ? Self.hostileIntegers.map { number in withUnsafeBytes(of: number) { Array($0) } }
        : Self.hostileNumbers.map { number in withUnsafeBytes(of: number) { Array($0) } }
      for place in stride(from: 0, to: min(input.bytes.count, 8 * width), by: width) {
        for bytes in numbers {
          var changed = input
          changed.bytes.replaceSubrange(place..<(place + width), with: bytes)
          var inputs = row.inputs
          inputs[index] = changed
          _ = Self.problem(
            Row(row.type, row.opset, inputs, row.attributes, outputs: row.outputs))
        }
      }
      for shape in [[], [0], [0, 0], [1, 0, 3], [1, 2, 0, 0], [0, 1, 2, 2], [1, 1, 1, 1, 0]] {
        var inputs = row.inputs
        let count = shape.reduce(1, *) * width
        inputs[index] = TensorValue(
          elementType: input.elementType, shape: shape, bytes: Array(repeating: 0, count: count))
        _ = Self.problem(
          Row(row.type, row.opset, inputs, row.attributes, outputs: row.outputs))
      }
    }
  }
}
