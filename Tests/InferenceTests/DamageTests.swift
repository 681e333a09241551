import Arrays
import ONNX
import ONNXFiles
import Testing

@testable import Inference

struct DamageTests {
  private static func node(_ type: String, _ inputs: [String], _ output: String) -> Node {
    Node(operatorType: type, inputs: inputs, outputs: [output])
  }

  /// Many operators whose constants decide about shapes.
  private static let sample = model(
    [
      node("Reshape", ["x", "shape"], "a"), node("Expand", ["a", "wide"], "b"),
      node("Slice", ["b", "starts", "ends", "axes", "steps"], "c"),
      node("Gather", ["c", "starts"], "d"), node("Unsqueeze", ["d", "axes"], "e"),
      node("ReduceSum", ["e", "axes"], "f"), node("ConstantOfShape", ["shape"], "g"),
      Node(
        operatorType: "Split", inputs: ["c"], outputs: ["h"], attributes: ["axis": .int(1)]),
      Node(
        operatorType: "Transpose", inputs: ["c"], outputs: ["i"],
        attributes: ["perm": .ints([2, 0, 1])]),
      Node(
        operatorType: "Concat", inputs: ["c", "c"], outputs: ["j"], attributes: ["axis": .int(-1)]),
      node("MatMul", ["j", "w"], "k"), node("Softmax", ["k"], "l"), node("Shape", ["l"], "m"),
      node("Div", ["m", "shape"], "n"), node("Clip", ["l", "low"], "o"),
    ], inputs: [value("x", [.fixed(6)])],
    outputs: ["f", "g", "h", "i", "l", "n", "o"].map { value($0, nil, nil) },
    initializers: [
      TensorValue(name: "shape", int64s: [1, 2, 3]), TensorValue(name: "wide", int64s: [2, 2, 3]),
      TensorValue(name: "starts", int64s: [0]), TensorValue(name: "ends", int64s: [2]),
      TensorValue(name: "axes", int64s: [0]), TensorValue(name: "steps", int64s: [1]),
      floats("w", (0..<12).map(Float.init), [6, 2]), floats("low", [0.25], []),
    ])

  private static func runs(_ bytes: [UInt8]) -> Bool {
    do {
      let session = try InferenceSession(
        model: try ModelFile.decode(bytes), options: .init(maximumMemory: 1 << 24))
      let x = NDArray((0..<6).map(Float.init))
      _ = try session.run(["x": x])
      _ = try session.runKeepingIntermediates(["x": x])
      return true
    } catch {
      return false
    }
  }

  @Test(arguments: 0..<8)
  func damagedModelsAreRefusedOrRunAndNeverTrap(_ seed: UInt64) throws {
    let bytes = try ModelFile.encode(Self.sample)
    #expect(Self.runs(bytes))
    var generator = RandomGenerator(seed: seed, stream: 11)
    var survivors = 0
    for _ in 0..<400 {
      var damaged = bytes
      for place in generator.integers(1 + generator.integers(1, below: 3)[0], below: bytes.count) {
        let masks: [UInt8] = [0x01, 0x80, 0xff, 0x7f, 0x40]
        damaged[place] ^= masks[generator.integers(1, below: masks.count)[0]]
      }
      if Self.runs(damaged) { survivors += 1 }
    }
    #expect(survivors < 400)
  }

  private static let longAxes: [(String, Int, [Int], [Int])] = [
    ("Tile", 13, [1, 1 << 55], [0, 1 << 55]),
    ("Pad", 18, [0, 0, 0, 1 << 47], [0, 1 + 1 << 47]),
    ("CenterCropPad", 18, [0, 1 << 47], [0, 1 << 47]),
  ]

  /// No array of the long axis' extent is made where the output has no elements.
  @Test(arguments: longAxes.indices)
  func emptyOutputsMayHaveALongAxis(_ index: Int) throws {
    let (type, opset, numbers, shape) = Self.longAxes[index]
    let session = try InferenceSession(
      model: model(
        [Self.node(type, ["x", "numbers"], "y")],
        inputs: [value("x", [.named("n"), .fixed(1)])], outputs: [value("y", nil)],
        initializers: [TensorValue(name: "numbers", int64s: numbers)], opset: opset))
    #expect(try session.run(["x": NDArray.zeros([0, 1])])["y"]?.shape == shape)
  }

  /// Every constant's integers, one after the other, become the numbers that break arithmetic.
  @Test func hostileConstantsAreRefusedOrRunAndNeverTrap() throws {
    let hostile: [Int64] = [
      .min, .min + 1, -1 << 32, -7, -2, -1, 0, 1, 2, 7, 1 << 31, 1 << 32, 1 << 62, .max - 1, .max,
    ]
    for (index, tensor) in Self.sample.graph.initializers.enumerated()
    where tensor.elementType == .int64 {
      for place in 0..<tensor.bytes.count / 8 {
        for number in hostile {
          var changed = Self.sample
          let bytes = withUnsafeBytes(of: number.littleEndian) { Array($0) }
          changed.graph.initializers[index].bytes.replaceSubrange(
            place * 8..<place * 8 + 8, with: bytes)
          _ = Self.runs(try ModelFile.encode(changed))
        }
      }
    }
    for (index, node) in Self.sample.graph.nodes.enumerated() {
      for name in node.attributes.keys {
        for number in hostile {
          var changed = Self.sample
          changed.graph.nodes[index].attributes[name] = .int(number)
          _ = Self.runs(try ModelFile.encode(changed))
          changed.graph.nodes[index].attributes[name] = .ints([number, 0, 1])
          _ = Self.runs(try ModelFile.encode(changed))
        }
      }
    }
  }
}
