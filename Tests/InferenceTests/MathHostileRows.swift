import Arrays
import ONNX

/// Operators of mathematics and indexing, for `HostileRowTests`.
enum MathHostileRows {
  private static func random(_ shape: Int...) -> TensorValue {
    var generator = RandomGenerator(seed: 6)
    return floats("", generator.normal(shape).scalars(Float.self), shape)
  }

  private static func integers(_ values: Int..., shape: [Int]? = nil) -> TensorValue {
    TensorValue(
      elementType: .int64, shape: shape ?? [values.count], bytes: TensorValue(int64s: values).bytes)
  }

  private static func scalar(_ value: Float) -> TensorValue { floats("", [value], []) }

  private static let flags = TensorValue(elementType: .bool, shape: [3], bytes: [1, 0, 1])

  static let rows: [HostileRow] =
    reductions + indexing + shapes + randomness + [
      HostileRow("Elu", 6, [random(2, 3)], ["alpha": .float(1)]),
      HostileRow("Gelu", 20, [random(3)], ["approximate": .string("tanh")]),
      HostileRow("IsInf", 10, [random(3)], ["detect_negative": .int(0)]),
      HostileRow("Mod", 13, [integers(7, -7), integers(3, -3)], ["fmod": .int(0)]),
      HostileRow("Mod", 28, [random(3), random(3)], ["fmod": .int(0)]),
      HostileRow("Div", 14, [integers(7, -7), integers(3, -3)]),
      HostileRow("Pow", 15, [integers(7, -7), integers(3, 3)]),
      HostileRow("BitShift", 28, [integers(7), integers(3)], ["direction": .string("LEFT")]),
      HostileRow("PRelu", 6, [random(1, 3, 2), random(3)]),
      HostileRow("Hardmax", 11, [random(2, 3)], ["axis": .int(1)]),
      HostileRow("Det", 11, [random(2, 3, 3)]),
      HostileRow("Einsum", 12, [random(2, 3), random(3, 2)], ["equation": .string("ij,jk->ik")]),
      HostileRow("Einsum", 12, [random(3, 3)], ["equation": .string("ii->i")]),
      HostileRow("BitCast", 26, [random(3)], ["to": .int(6)]),
    ]

  private static let reductions = [
    HostileRow("ReduceSum", 11, [random(2, 3)], ["axes": .ints([0, 1]), "keepdims": .int(0)]),
    HostileRow(
      "ReduceProd", 18, [random(2, 3), integers(0, 1)], ["noop_with_empty_axes": .int(1)]),
    HostileRow("ReduceLogSumExp", 18, [random(2, 3), integers(1)]),
    HostileRow("ReduceMin", 20, [integers(1, 2, 3), integers(0)]),
    HostileRow("ReduceL1", 18, [integers(1, 2, 3), integers(0)]),
    HostileRow("ReduceMean", 18, [integers(1, 2, 3), integers(0)]),
    HostileRow(
      "ArgMax", 13, [random(2, 3)],
      ["axis": .int(1), "keepdims": .int(0), "select_last_index": .int(1)]),
    HostileRow("CumSum", 14, [random(2, 3), integers(1)], ["reverse": .int(1)]),
    HostileRow("TopK", 11, [random(2, 3), integers(2)], ["axis": .int(1)], outputs: 2),
    HostileRow("TopK", 1, [random(2, 3)], ["k": .int(2), "axis": .int(-1)], outputs: 2),
    HostileRow("Unique", 11, [random(2, 3)], ["axis": .int(1), "sorted": .int(0)], outputs: 4),
  ]

  private static let indexing = [
    HostileRow("Gather", 13, [random(2, 3), integers(0, 1)], ["axis": .int(1)]),
    HostileRow(
      "GatherElements", 13, [random(2, 3), integers(0, 1, shape: [2, 1])], ["axis": .int(1)]),
    HostileRow(
      "GatherND", 13, [random(2, 3), integers(0, 1, shape: [2, 1])], ["batch_dims": .int(1)]),
    HostileRow("GatherND", 13, [random(2, 3), integers(0, 1, shape: [1, 2])]),
    HostileRow(
      "ScatterElements", 18, [random(2, 3), integers(0, 1, shape: [2, 1]), random(2, 1)],
      ["axis": .int(1), "reduction": .string("add")]),
    HostileRow(
      "ScatterND", 18, [random(2, 3), integers(0, 1, shape: [2, 1]), random(2, 3)],
      ["reduction": .string("max")]),
    HostileRow(
      "TensorScatter", 24, [random(2, 4, 3), random(2, 2, 3), integers(1, 2)],
      ["axis": .int(1), "mode": .string("linear")]),
    HostileRow(
      "TensorScatter", 24, [random(2, 4, 3), random(2, 2, 3), integers(1, 2)],
      ["axis": .int(1), "mode": .string("circular")]),
    HostileRow("Compress", 11, [random(3, 2), flags], ["axis": .int(0)]),
    HostileRow("NonZero", 13, [random(3, 2)]),
    HostileRow(
      "OneHot", 11, [integers(0, 2), integers(3), random(2)], ["axis": .int(0)]),
    HostileRow("OneHot", 11, [random(2), scalar(3), random(2)]),
    HostileRow(
      "ReverseSequence", 10, [random(2, 3, 1), integers(1, 3)],
      ["batch_axis": .int(0), "time_axis": .int(1)]),
  ]

  private static let shapes = [
    HostileRow(
      "Pad", 2, [random(2, 3)], ["pads": .ints([0, 1, 1, 0]), "value": .float(1)]),
    HostileRow("Pad", 19, [random(2, 3), integers(0, 1, 1, 0)], ["mode": .string("wrap")]),
    HostileRow("Pad", 19, [random(2, 3), integers(0, 1, 1, 0)], ["mode": .string("reflect")]),
    HostileRow("Pad", 19, [random(2, 3), integers(1, 2), scalar(1), integers(1)]),
    HostileRow("Tile", 13, [random(2, 3), integers(2, 1)]),
    HostileRow("Tile", 1, [random(2, 3), scalar(2), scalar(1)]),
    HostileRow("CenterCropPad", 18, [random(2, 3), integers(4)], ["axes": .ints([1])]),
    HostileRow("Trilu", 14, [random(2, 3), integers(1)], ["upper": .int(0)]),
    HostileRow("EyeLike", 9, [random(2, 3)], ["dtype": .int(7), "k": .int(1)]),
    HostileRow(
      "Range", 11, [integers(0, shape: []), integers(5, shape: []), integers(2, shape: [])]),
    HostileRow("Range", 11, [scalar(0), scalar(5), scalar(2)]),
    HostileRow("Size", 13, [random(2, 3)]),
    HostileRow("SpaceToDepth", 13, [random(1, 1, 4, 4)], ["blocksize": .int(2)]),
    HostileRow(
      "DepthToSpace", 13, [random(1, 4, 2, 2)], ["blocksize": .int(2), "mode": .string("CRD")]),
  ]

  private static let randomness = [
    HostileRow(
      "RandomNormal", 22, [], ["shape": .ints([2, 3]), "seed": .float(1), "scale": .float(2)]),
    HostileRow("RandomUniformLike", 22, [random(2, 3)], ["dtype": .int(11), "low": .float(0)]),
    HostileRow("Bernoulli", 15, [random(2, 3)], ["dtype": .int(9)]),
    HostileRow(
      "Multinomial", 7, [random(2, 3)], ["sample_size": .int(4), "dtype": .int(7)]),
  ]
}
