import Arrays
import ONNX

/// Operators of networks, for `HostileRowTests`.
enum NeuralHostileRows {
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

  static let rows: [HostileRow] = [
    HostileRow(
      "Conv", 11, [random(1, 4, 5, 5), random(2, 2, 2, 2), random(2)],
      dilated.merging(["group": .int(2)]) { $1 }),
    HostileRow(
      "ConvTranspose", 11, [random(1, 4, 3, 3), random(4, 3, 2, 2)],
      dilated.merging(["group": .int(2), "output_padding": .ints([1, 0])]) { $1 }),
    HostileRow(
      "ConvTranspose", 11, [random(1, 4, 3, 3), random(4, 3, 2, 2)],
      ["output_shape": .ints([7, 6])]),
    HostileRow(
      "DeformConv", 19, [random(1, 2, 4, 4), random(2, 2, 2, 2), random(1, 8, 2, 3)],
      [
        "kernel_shape": .ints([2, 2]), "strides": .ints([2, 1]), "pads": .ints([1, 0, 0, 1]),
        "dilations": .ints([1, 2]), "group": .int(1), "offset_group": .int(1),
      ]),
    HostileRow(
      "MaxPool", 12, [random(1, 2, 5, 5)], rounded.merging(["storage_order": .int(1)]) { $1 },
      outputs: 2),
    HostileRow(
      "AveragePool", 19, [random(1, 2, 5, 5)],
      rounded.merging(["count_include_pad": .int(1)]) { $1 }),
    HostileRow("LpPool", 18, [random(1, 2, 5, 5)], rounded.merging(["p": .int(3)]) { $1 }),
    HostileRow("GlobalLpPool", 2, [random(1, 2, 3)], ["p": .int(2)]),
    HostileRow(
      "MaxUnpool", 11,
      [
        random(1, 1, 1, 2),
        TensorValue(elementType: .int64, shape: [1, 1, 1, 2], bytes: integers(3, 5).bytes),
        integers(1, 1, 4, 4),
      ],
      ["kernel_shape": .ints([2, 2]), "strides": .ints([2, 2])]),
    HostileRow(
      "MaxRoiPool", 1, [random(1, 2, 4, 4), floats("", [0, 0, 0, 3, 3], [1, 5])],
      ["pooled_shape": .ints([2, 2]), "spatial_scale": .float(1)]),
    HostileRow(
      "RoiAlign", 16, [random(1, 2, 4, 4), floats("", [0, 0, 3, 3], [1, 4]), integers(0)],
      [
        "output_height": .int(2), "output_width": .int(2), "sampling_ratio": .int(0),
        "spatial_scale": .float(1),
      ]),
    HostileRow(
      "GroupNormalization", 21, [random(1, 4, 2), random(4), random(4)], ["num_groups": .int(2)]),
    HostileRow(
      "LayerNormalization", 17, [random(2, 3), random(3)],
      ["axis": .int(1), "stash_type": .int(1)], outputs: 3),
    HostileRow("LpNormalization", 1, [random(2, 3)], ["axis": .int(1), "p": .int(2)]),
    HostileRow("LRN", 1, [random(1, 4, 2)], ["size": .int(3)]),
    HostileRow("MeanVarianceNormalization", 9, [random(2, 3)], ["axes": .ints([0, 1])]),
    HostileRow("Upsample", 9, [random(1, 1, 2, 2), numbers(1, 1, 2, 2)]),
    HostileRow("Upsample", 7, [random(1, 1, 2, 2)], ["scales": .floats([1, 1, 2, 2])]),
    HostileRow(
      "Resize", 13, [random(1, 1, 3, 3), numbers(0, 0, 0, 0, 1, 1, 1, 1), numbers(1, 1, 2, 2)],
      ["coordinate_transformation_mode": .string("tf_crop_and_resize")]),
    HostileRow(
      "Resize", 18, [random(1, 1, 3, 3), nil, numbers(1, 0.5)],
      ["axes": .ints([1, 2]), "antialias": .int(1), "mode": .string("cubic")]),
    HostileRow(
      "Resize", 18, [random(1, 1, 3, 3), nil, nil, integers(1, 2)],
      ["axes": .ints([2, 3]), "keep_aspect_ratio_policy": .string("not_larger")]),
    HostileRow(
      "GridSample", 20, [random(1, 1, 3, 3), random(1, 2, 2, 2)],
      ["padding_mode": .string("reflection"), "align_corners": .int(1)]),
    HostileRow(
      "GridSample", 20, [random(1, 1, 3, 3), random(1, 2, 2, 2)], ["mode": .string("cubic")]),
    HostileRow(
      "AffineGrid", 20, [random(1, 2, 3), integers(1, 1, 2, 2)], ["align_corners": .int(1)]),
    HostileRow(
      "Col2Im", 18, [random(1, 4, 4), integers(4, 4), integers(2, 2)],
      ["strides": .ints([2, 2]), "pads": .ints([0, 0, 0, 0]), "dilations": .ints([1, 1])]),
    HostileRow(
      "SoftmaxCrossEntropyLoss", 13, [random(2, 3), integers(0, 2)], ["ignore_index": .int(1)],
      outputs: 2),
    HostileRow(
      "NegativeLogLikelihoodLoss", 13, [random(2, 3), integers(0, 2), random(3)],
      ["ignore_index": .int(1)]),
    HostileRow(
      "NonMaxSuppression", 11,
      [
        floats("", [0, 0, 1, 1, 0, 0, 2, 2], [1, 2, 4]), random(1, 1, 2), integers(2), numbers(0.5),
        numbers(0),
      ]),
    HostileRow("DFT", 20, [random(1, 5, 1), integers(6), integers(1)], ["onesided": .int(1)]),
    HostileRow("DFT", 17, [random(1, 5, 2)], ["axis": .int(1), "inverse": .int(1)]),
    HostileRow("STFT", 17, [random(1, 9, 1), integers(2), nil, integers(4)]),
    HostileRow("HannWindow", 17, [integers(5)], ["output_datatype": .int(1), "periodic": .int(0)]),
    HostileRow(
      "MelWeightMatrix", 17,
      [integers(4), integers(16), integers(8000), numbers(0), numbers(2000)],
      ["output_datatype": .int(1)]),
    HostileRow(
      "RotaryEmbedding", 23,
      [
        random(1, 2, 8), random(4, 2), random(4, 2),
        TensorValue(elementType: .int64, shape: [1, 2], bytes: integers(0, 3).bytes),
      ], ["num_heads": .int(2), "rotary_embedding_dim": .int(4)]),
    HostileRow("CausalConvWithState", 27, [random(1, 2, 4), random(2, 1, 3)], outputs: 2),
  ]
}
