import Tensors

/// Convolution, pooling and resampling.
let parityNetworks: [String: ParityFunction] = [
  "adaptive_avg_pool2d": { x, a in x[0].adaptiveAvgPool2d(PerAxis(try a.integers("size"))) },
  "avg_pool1d": { x, a in
    x[0].avgPool1d(
      kernel: try perAxis(a, "kernel_size"), stride: try stride(a),
      padding: try perAxis(a, "padding", or: 0))
  },
  "avg_pool2d": { x, a in
    x[0].avgPool2d(
      kernel: try perAxis(a, "kernel_size"), stride: try stride(a),
      padding: try perAxis(a, "padding", or: 0), ceilMode: try a.bool("ceil_mode", or: false),
      countIncludePad: try a.bool("count_include_pad", or: true))
  },
  "conv1d": { x, a in
    x[0].conv1d(
      x[1], bias: x[2], stride: try perAxis(a, "stride", or: 1),
      padding: try perAxis(a, "padding", or: 0), dilation: try perAxis(a, "dilation", or: 1),
      groups: try a.integer("groups", or: 1))
  },
  "conv2d": { x, a in
    x[0].conv2d(
      x[1], bias: x[2], stride: try perAxis(a, "stride", or: 1),
      padding: try perAxis(a, "padding", or: 0), dilation: try perAxis(a, "dilation", or: 1),
      groups: try a.integer("groups", or: 1))
  },
  "conv_transpose1d": { x, a in
    x[0].convTranspose1d(
      x[1], bias: x[2], stride: try perAxis(a, "stride", or: 1),
      padding: try perAxis(a, "padding", or: 0),
      outputPadding: try perAxis(a, "output_padding", or: 0))
  },
  "conv_transpose2d": { x, a in
    x[0].convTranspose2d(
      x[1], bias: x[2], stride: try perAxis(a, "stride", or: 1),
      padding: try perAxis(a, "padding", or: 0),
      outputPadding: try perAxis(a, "output_padding", or: 0),
      groups: try a.integer("groups", or: 1), dilation: try perAxis(a, "dilation", or: 1))
  },
  "interpolate_bilinear": { x, a in
    x[0].upsample(size: PerAxis(try a.integers("size")), .linear)
  },
  "interpolate_nearest": { x, a in
    x[0].upsample(size: PerAxis(try a.integers("size")), .nearest)
  },
  "max_pool1d": { x, a in
    x[0].maxPool1d(
      kernel: try perAxis(a, "kernel_size"), stride: try stride(a),
      padding: try perAxis(a, "padding", or: 0))
  },
  "max_pool2d": { x, a in
    x[0].maxPool2d(
      kernel: try perAxis(a, "kernel_size"), stride: try stride(a),
      padding: try perAxis(a, "padding", or: 0), ceilMode: try a.bool("ceil_mode", or: false))
  },
  "upsample_nearest2d": { x, a in x[0].upsample(scale: a.number("scale") ?? 1, .nearest) },
]

/// Normalisation over axes.
let parityNormalizations: [String: ParityFunction] = [
  "batch_norm_eval": { x, _ in
    x[0].batchNorm(weight: x[1], bias: x[2], mean: x[3], variance: x[4])
  },
  "batch_norm_train": { x, _ in x[0].batchNorm(weight: x[1], bias: x[2]).output },
  "group_norm": { x, a in
    x[0].groupNorm(groups: try a.integer("groups"), weight: x[1], bias: x[2])
  },
  "instance_norm": { x, _ in x[0].instanceNorm(weight: x[1], bias: x[2]) },
  "layer_norm": { x, a in
    x[0].layerNorm(axes: try a.integers("norm").count, weight: x[1], bias: x[2])
  },
  "rms_norm": { x, a in x[0].rmsNorm(axes: try a.integers("norm").count, weight: x[1]) },
]

private func perAxis(
  _ attributes: ParityAttributes, _ name: String, or fallback: Int? = nil
) throws -> PerAxis {
  PerAxis(try attributes.integers(name, or: fallback.map { [$0] }))
}

/// A pool's stride, which is its kernel's size by default.
private func stride(_ attributes: ParityAttributes) throws -> PerAxis? {
  attributes.has("stride") ? try perAxis(attributes, "stride") : nil
}
