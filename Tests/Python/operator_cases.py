#!/usr/bin/env python3
"""Writes test cases for single operators, in the ONNX project's layout, with onnxruntime's answers.

    operator_cases.py FOLDER

Attributes, shapes and opsets are those that the project's own cases leave out. Each case states how
near an answer must come to onnxruntime's. Prints how many cases were written; what onnxruntime does
not run is left out, and named.
"""

import itertools
import json
import os
import sys

os.environ.setdefault("ALLOW_RELEASED_ONNX_OPSET_ONLY", "0")

import numpy
import onnx
import onnxruntime
from onnx import helper, numpy_helper

random = numpy.random.default_rng(7)


def normal(*shape, dtype=numpy.float32):
    return random.standard_normal(shape).astype(dtype)


def uniform(*shape):
    return random.random(shape).astype(numpy.float32)


def int64(*values):
    return numpy.array(values, dtype=numpy.int64)


def float32(*values):
    return numpy.array(values, dtype=numpy.float32)


def convolutions():
    """Operator, opset, inputs, attributes, number of outputs; and more of these below."""
    for opset in (7, 11, 22):
        for groups, pads in itertools.product(
            (1, 2), ("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID")
        ):
            inputs = [normal(2, 4, 9, 8), normal(6, 4 // groups, 3, 2), normal(6)]
            same = {"auto_pad": pads, "group": groups}
            yield "Conv", opset, inputs, {**same, "strides": [2, 3]}, 1
            if pads in ("NOTSET", "VALID"):
                yield "Conv", opset, inputs[:2], {**same, "dilations": [2, 3]}, 1
    yield "Conv", 11, [normal(1, 3, 20), normal(3, 1, 4)], {
        "group": 3,
        "pads": [3, 1],
        "strides": [2],
    }, 1
    yield "Conv", 11, [normal(2, 2, 5, 6, 7), normal(3, 2, 2, 3, 2)], {
        "pads": [1, 0, 2, 0, 1, 1],
        "strides": [2, 1, 3],
        "dilations": [1, 2, 1],
    }, 1
    yield "Conv", 11, [normal(1, 2, 4, 4), normal(3, 2, 1, 1)], {}, 1
    transposed = [
        {},
        {"strides": [3, 2]},
        {"strides": [3, 2], "pads": [1, 0, 2, 1]},
        {"strides": [3, 2], "output_padding": [2, 1]},
        {"dilations": [2, 3], "strides": [2, 1]},
        {"strides": [3, 2], "output_shape": [11, 9]},
        {"strides": [3, 2], "output_shape": [11, 9], "auto_pad": "SAME_UPPER"},
        {"strides": [3, 2], "auto_pad": "VALID"},
    ]
    for attributes, groups in itertools.product(transposed, (1, 2)):
        inputs = [normal(2, 4, 4, 5), normal(4, 3, 2, 3), normal(3 * groups)]
        yield "ConvTranspose", 11, inputs, {**attributes, "group": groups}, 1
    yield "ConvTranspose", 11, [normal(1, 2, 6), normal(2, 3, 4)], {"strides": [2]}, 1
    yield "ConvTranspose", 11, [normal(1, 2, 3, 2, 4), normal(2, 3, 2, 2, 3)], {
        "strides": [2, 3, 1],
        "pads": [0, 1, 1, 1, 0, 0],
    }, 1
    for groups in (1, 2):
        inputs = [normal(2, 4, 6, 7), normal(2, 4 // groups, 3, 2), 2 * normal(2, 24, 3, 8)]
        inputs += [normal(2), uniform(2, 12, 3, 8)]
        attributes = {"offset_group": 2, "group": groups, "strides": [2, 1], "pads": [1, 0, 0, 2]}
        yield "DeformConv", 19, inputs, attributes, 1


def pools():
    images, lists, volumes = normal(2, 3, 9, 8), normal(1, 2, 13), normal(1, 2, 5, 6, 7)
    shapes = [
        (images, {"kernel_shape": [3, 2]}),
        (images, {"kernel_shape": [3, 2], "strides": [2, 3], "pads": [1, 0, 2, 1]}),
        (images, {"kernel_shape": [4, 3], "strides": [3, 2], "auto_pad": "SAME_UPPER"}),
        (images, {"kernel_shape": [4, 3], "strides": [3, 2], "auto_pad": "SAME_LOWER"}),
        (images, {"kernel_shape": [4, 3], "strides": [3, 2], "auto_pad": "VALID"}),
        (lists, {"kernel_shape": [4], "strides": [3]}),
        (volumes, {"kernel_shape": [2, 3, 2], "strides": [2, 1, 3], "pads": [1, 0, 1, 0, 1, 0]}),
    ]
    rounded = [
        (images, {"kernel_shape": [3, 3], "strides": [2, 3], "ceil_mode": 1}),
        (images, {"kernel_shape": [3, 3], "strides": [2, 3], "ceil_mode": 1, "pads": [1, 1, 1, 1]}),
        (lists, {"kernel_shape": [2], "strides": [4], "ceil_mode": 1, "pads": [0, 1]}),
    ]
    dilated = [
        (
            images,
            {"kernel_shape": [3, 2], "dilations": [2, 3], "strides": [1, 2], "pads": [1, 1, 0, 1]},
        ),
        (
            volumes,
            {
                "kernel_shape": [2, 2, 2],
                "dilations": [2, 1, 3],
                "ceil_mode": 1,
                "strides": [2, 2, 2],
            },
        ),
    ]
    for x, attributes in shapes:
        for dtype in (numpy.float32, numpy.float64):
            yield "MaxPool", 8, [x.astype(dtype)], attributes, 2
        yield "MaxPool", 8, [x], {**attributes, "storage_order": 1}, 2
        yield "AveragePool", 7, [x], attributes, 1
        yield "AveragePool", 11, [x], {**attributes, "count_include_pad": 1}, 1
        for p in (1, 2, 3):
            yield "LpPool", 11, [x], {**attributes, "p": p}, 1
    for x, attributes in rounded:
        yield "MaxPool", 10, [x], attributes, 2
        for counted in (0, 1):
            yield "AveragePool", 10, [x], {**attributes, "count_include_pad": counted}, 1
    for x, attributes in dilated:
        yield "MaxPool", 12, [x], attributes, 2
        yield "LpPool", 18, [x], attributes, 1
        for counted in (0, 1):
            yield "AveragePool", 19, [x], {**attributes, "count_include_pad": counted}, 1
    for dtype in (numpy.int8, numpy.uint8):
        yield "MaxPool", 12, [random.integers(0, 100, (1, 2, 6, 6)).astype(dtype)], {
            "kernel_shape": [3, 3],
            "pads": [1, 1, 1, 1],
        }, 1
    for x in (images, lists, volumes):
        yield "GlobalAveragePool", 1, [x], {}, 1
        yield "GlobalMaxPool", 1, [x], {}, 1
        yield "GlobalLpPool", 2, [x], {"p": 3}, 1
    places = numpy.argsort(random.random((1, 1, 36)), axis=2)[..., :9].reshape(1, 1, 3, 3)
    window = {"kernel_shape": [2, 2], "strides": [2, 2]}
    yield "MaxUnpool", 11, [normal(1, 1, 3, 3), places], window, 1
    yield "MaxUnpool", 9, [normal(1, 1, 3, 3), places, int64(1, 1, 6, 6)], window, 1


def regions():
    x = normal(2, 3, 10, 12)
    corners = float32(
        [1, 2, 7, 8], [0, 0, 11, 9], [3.5, 1.25, 6, 9.75], [-3, -2, 20, 15], [5, 5, 4, 4]
    )
    batches = int64(0, 1, 0, 1, 1)
    for mode, ratio in itertools.product(("avg", "max"), (0, 2)):
        size = {"output_height": 3, "output_width": 4, "sampling_ratio": ratio, "mode": mode}
        yield "RoiAlign", 10, [x, corners, batches], {**size, "spatial_scale": 0.7}, 1
        for mapping in ("half_pixel", "output_half_pixel"):
            yield "RoiAlign", 16, [x, corners[:4], batches[:4]], {
                **size,
                "coordinate_transformation_mode": mapping,
            }, 1
    numbered = numpy.concatenate([batches[:, None].astype(numpy.float32), corners], 1)[:3]
    yield "MaxRoiPool", 1, [x, numbered], {"pooled_shape": [3, 4]}, 1
    yield "MaxRoiPool", 1, [x, numbered], {"pooled_shape": [2, 2], "spatial_scale": 0.5}, 1
    centers = uniform(2, 30, 4) * float32(10, 10, 4, 4) + float32(0, 0, 1, 1)
    for centered in (0, 1):
        for limit, overlap, least in ((5, 0.3, 0.2), (100, 0.5, 0.0), (0, 0.5, 0.0), (3, 0.0, 0.9)):
            inputs = [centers, uniform(2, 3, 30), int64(limit), float32(overlap), float32(least)]
            yield "NonMaxSuppression", 11, inputs, {"center_point_box": centered}, 1


def normalizations():
    for shape in ((3, 4, 5, 6), (3, 4), (2, 4, 7)):
        parameters = [normal(4), normal(4), normal(4), uniform(4) + 0.1]
        for opset in (7, 9, 14, 15):
            yield "BatchNormalization", opset, [normal(*shape), *parameters], {"epsilon": 1e-2}, 1
    yield "BatchNormalization", 15, [normal(3, 4, 5), *parameters], {
        "training_mode": 1,
        "momentum": 0.7,
    }, 3
    x = normal(2, 6, 3, 4)
    yield "InstanceNormalization", 6, [x, normal(6), normal(6)], {"epsilon": 1e-3}, 1
    yield "InstanceNormalization", 6, [normal(2, 6, 5), normal(6), normal(6)], {}, 1
    for axis in (0, 1, 2, -1):
        shape = x.shape[axis:]
        yield "LayerNormalization", 17, [x, normal(*shape), normal(*shape)], {"axis": axis}, 3
    yield "LayerNormalization", 17, [x, normal(4)], {"epsilon": 1e-1}, 1
    yield "GroupNormalization", 21, [x, normal(6), normal(6)], {"num_groups": 3, "epsilon": 1e-2}, 1
    yield "RMSNormalization", 23, [x, normal(3, 4)], {"axis": 2}, 1
    for axis, p in itertools.product((0, 1, -1), (1, 2)):
        yield "LpNormalization", 1, [x], {"axis": axis, "p": p}, 1
    yield "MeanVarianceNormalization", 9, [x], {"axes": [1, 3]}, 1
    for size in (1, 3, 9):
        yield "LRN", 1, [x], {"size": size, "alpha": 0.3, "beta": 0.6, "bias": 1.5}, 1


def resampling():
    x = normal(1, 2, 5, 6)
    scales = [float32(1, 1, 2, 2), float32(1, 1, 0.63, 1.71), float32(1, 1, 3, 0.41)]
    for mode, scale in itertools.product(("nearest", "linear"), scales):
        yield "Resize", 10, [x, scale], {"mode": mode}, 1
        if scale.min() >= 1:
            yield "Upsample", 7, [x], {"mode": mode, "scales": scale.tolist()}, 1
            yield "Upsample", 9, [x, scale], {"mode": mode}, 1
    mappings = ["half_pixel", "pytorch_half_pixel", "asymmetric"]
    sizes = [int64(1, 2, 10, 3), int64(1, 2, 4, 9), int64(1, 2, 1, 6)]
    for opset, mode, mapping in itertools.product(
        (11, 13, 18), ("nearest", "linear", "cubic"), mappings + ["align_corners"]
    ):
        attributes = {"mode": mode, "coordinate_transformation_mode": mapping}
        for size in sizes:
            yield "Resize", opset, [
                x,
                float32(),
                float32() if opset < 13 else None,
                size,
            ], attributes, 1
        if mapping != "align_corners":
            for scale in scales:
                yield "Resize", opset, [x, float32(), scale], attributes, 1
    for rounding, scale in itertools.product(
        ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"), scales
    ):
        for mapping in mappings:
            attributes = {"nearest_mode": rounding, "coordinate_transformation_mode": mapping}
            yield "Resize", 19, [x, None, scale], attributes, 1
    for mode, scale in itertools.product(("linear", "cubic"), scales):
        yield "Resize", 19, [x, None, scale], {
            "mode": mode,
            "coordinate_transformation_mode": "half_pixel_symmetric",
        }, 1
        for outside in (0, 1):
            yield "Resize", 18, [x, None, scale], {
                "mode": mode,
                "antialias": 1,
                "exclude_outside": outside,
            }, 1
        yield "Resize", 13, [x, None, scale], {
            "mode": "cubic",
            "exclude_outside": 1,
            "cubic_coeff_a": -0.5,
        }, 1
    for mode in ("nearest", "linear"):
        region = float32(0, 0, 0.2, -0.31, 1, 1, 0.8, 1.2)
        crop = {
            "mode": mode,
            "coordinate_transformation_mode": "tf_crop_and_resize",
            "extrapolation_value": 9.0,
        }
        yield "Resize", 13, [x, region, None, int64(1, 2, 4, 7)], crop, 1
    for policy in ("stretch", "not_larger", "not_smaller"):
        attributes = {"axes": [3, 2], "keep_aspect_ratio_policy": policy, "mode": "linear"}
        yield "Resize", 18, [x, None, None, int64(9, 4)], attributes, 1
    yield "Resize", 11, [
        random.integers(0, 99, (1, 1, 3, 3)).astype(numpy.int32),
        float32(),
        float32(1, 1, 2, 2),
    ], {}, 1
    modes = {16: ("bilinear", "nearest", "bicubic"), 20: ("linear", "nearest", "cubic")}
    for opset, padding, aligned in itertools.product(
        modes, ("zeros", "border", "reflection"), (0, 1)
    ):
        for mode in modes[opset]:
            attributes = {"mode": mode, "padding_mode": padding, "align_corners": aligned}
            yield "GridSample", opset, [normal(2, 3, 5, 6), 1.3 * normal(2, 4, 3, 2)], attributes, 1
            if opset == 20 and mode != "cubic":
                yield "GridSample", opset, [
                    normal(1, 2, 3, 5, 4),
                    normal(1, 3, 2, 2, 3),
                ], attributes, 1
    for aligned in (0, 1):
        yield "AffineGrid", 20, [normal(2, 2, 3), int64(2, 3, 4, 5)], {"align_corners": aligned}, 1
        yield "AffineGrid", 20, [normal(1, 3, 4), int64(1, 2, 3, 4, 5)], {
            "align_corners": aligned
        }, 1
    yield "Col2Im", 18, [normal(2, 12, 20), int64(7, 8), int64(2, 3)], {
        "strides": [2, 2],
        "pads": [1, 1, 1, 2],
    }, 1
    yield "Col2Im", 18, [normal(1, 8, 12), int64(5, 5), int64(2, 2)], {"dilations": [2, 1]}, 1


def losses():
    scores, labels = normal(3, 5, 4, 2), random.integers(0, 5, (3, 4, 2))
    for reduction, weighted, ignored, dtype in itertools.product(
        ("none", "sum", "mean"), (0, 1), (None, 1, -7), (numpy.int32, numpy.int64)
    ):
        attributes = {"reduction": reduction}
        targets = labels.astype(dtype)
        if ignored is not None:
            attributes["ignore_index"] = ignored
            targets.flat[3] = ignored
        inputs = [scores, targets] + ([uniform(5)] if weighted else [])
        yield "NegativeLogLikelihoodLoss", 13, inputs, attributes, 1
        yield "SoftmaxCrossEntropyLoss", 13, inputs, attributes, 2


def spectra():
    for length, parts, dtype in itertools.product(
        (1, 7, 8, 12, 30), (1, 2), (numpy.float32, numpy.float64)
    ):
        x = normal(2, length, 3, parts, dtype=dtype)
        for inverse in (0, 1):
            yield "DFT", 17, [x], {"axis": 1, "inverse": inverse}, 1
            yield "DFT", 20, [x, int64(10), int64(1)], {"inverse": inverse}, 1
        if parts == 1:
            yield "DFT", 17, [x], {"onesided": 1}, 1
            yield "DFT", 17, [x, int64(9)], {"onesided": 1}, 1
    signal = normal(2, 40, 1)
    for one_sided in (0, 1):
        yield "STFT", 17, [signal, int64(5), uniform(16), int64(16)], {"onesided": one_sided}, 1
        yield "STFT", 17, [signal, int64(7), None, int64(12)], {"onesided": one_sided}, 1
    for name, periodic, size in itertools.product(
        ("Hann", "Hamming", "Blackman"), (0, 1), (2, 9, 10)
    ):
        yield name + "Window", 17, [int64(size)[0]], {"periodic": periodic}, 1
    frequencies = [numpy.float32(100), numpy.float32(3000)]
    yield "MelWeightMatrix", 17, [numpy.int64(n) for n in (8, 64, 8000)] + frequencies, {}, 1


def embeddings():
    for inverted, partial in itertools.product((0, 1), (0, 4)):
        half = (partial or 6) // 2
        attributes = {"interleaved": inverted, "rotary_embedding_dim": partial}
        positions = random.integers(0, 20, (2, 5))
        yield "RotaryEmbedding", 23, [
            normal(2, 3, 5, 6),
            normal(20, half),
            normal(20, half),
            positions,
        ], attributes, 1
        attributes["num_heads"] = 3
        yield "RotaryEmbedding", 23, [
            normal(2, 5, 18),
            normal(2, 5, half),
            normal(2, 5, half),
        ], attributes, 1


def recurrences():
    """RNN, GRU and LSTM of 5 steps, a batch of 3, 4 numbers in and 2 out."""
    lengths = numpy.array([5, 2, 4], dtype=numpy.int32)
    gates = {"RNN": 1, "GRU": 3, "LSTM": 4}
    functions = {
        "RNN": ["Affine"], "GRU": ["HardSigmoid", "Softsign"],
        "LSTM": ["LeakyRelu", "ScaledTanh", "Elu"],
    }
    parameters = {
        "RNN": ([0.7], [0.2]), "GRU": ([0.3], [0.4]), "LSTM": ([0.1, 0.8, 0.9], [0.5]),
    }
    for operator, opset, direction in itertools.product(
        gates, (7, 14, 22), ("forward", "reverse", "bidirectional")
    ):
        directions = 2 if direction == "bidirectional" else 1
        rows = 2 * gates[operator]
        x, w, r = normal(5, 3, 4), normal(directions, rows, 4), normal(directions, rows, 2)
        bias, state = normal(directions, 2 * rows), normal(directions, 3, 2)
        attributes = {"hidden_size": 2, "direction": direction}
        count = 3 if operator == "LSTM" else 2
        yield operator, opset, [x, w, r], attributes, count
        yield operator, opset, [x, w, r, bias, lengths], attributes, count
        full = [x, w, r, bias, lengths, state]
        if operator == "LSTM":
            full += [normal(directions, 3, 2), normal(directions, 6)]
            yield operator, opset, full, {**attributes, "input_forget": 1}, count
        yield operator, opset, full, {**attributes, "clip": 0.5}, count
        if operator == "GRU":
            yield operator, opset, full, {**attributes, "linear_before_reset": 1}, count
        alpha, beta = parameters[operator]
        more = {
            "activations": functions[operator] * directions, "activation_alpha": alpha * directions,
            "activation_beta": beta * directions,
        }
        yield operator, opset, full, {**attributes, **more}, count


def quantized():
    def integers(dtype, *shape):
        bounds = numpy.iinfo(dtype)
        return random.integers(bounds.min, bounds.max + 1, shape).astype(dtype)

    byte, signed = numpy.uint8, numpy.int8
    for first, second in itertools.product((byte, signed), (byte, signed)):
        a, b = integers(first, 2, 3, 4), integers(second, 4, 5)
        yield "MatMulInteger", 10, [a, b, first(7), second(100)], {}, 1
        yield "MatMulInteger", 10, [a, b], {}, 1
        yield "MatMulInteger", 10, [a, b, None, integers(second, 5)], {}, 1
        scales = [numpy.float32(0.02), numpy.float32(0.03), numpy.float32(0.5)]
        inputs = [a, scales[0], first(3), b, scales[1], second(5), scales[2], first(90)]
        yield "QLinearMatMul", 10, inputs, {}, 1
        inputs[4:6] = [uniform(5), integers(second, 5)]
        yield "QLinearMatMul", 10, inputs, {}, 1
        image, weights = integers(first, 2, 4, 6, 5), integers(second, 6, 2, 3, 2)
        attributes = {"group": 2, "pads": [1, 0, 2, 1], "strides": [2, 1]}
        yield "ConvInteger", 10, [image, weights, first(9)], attributes, 1
        inputs = [image, scales[0], first(3), weights, scales[1], second(0), scales[2], first(90)]
        yield "QLinearConv", 10, inputs, attributes, 1
        inputs += [random.integers(-900, 900, 6).astype(numpy.int32)]
        yield "QLinearConv", 10, inputs, attributes, 1
        inputs[4] = uniform(6) / 10
        yield "QLinearConv", 10, inputs, attributes, 1
    for opset, dtype in itertools.product((10, 13, 19, 21, 23), (byte, signed, numpy.int16)):
        x, scale = 30 * normal(3, 4, 5), uniform(4) + numpy.float32(0.1)
        yield "QuantizeLinear", opset, [x, numpy.float32(0.3), dtype(5)], {}, 1
        yield "DequantizeLinear", opset, [integers(dtype, 3, 4, 5), numpy.float32(0.3), dtype(5)], {}, 1
        if opset >= 13:
            zeros = integers(dtype, 4)
            yield "QuantizeLinear", opset, [x, scale, zeros], {"axis": -2}, 1
            yield "DequantizeLinear", opset, [integers(dtype, 3, 4, 5), scale, zeros], {"axis": 1}, 1
        if opset >= 21:
            blocks, zeros = uniform(3, 2, 5) + numpy.float32(0.1), integers(dtype, 3, 2, 5)
            attributes = {"axis": 1, "block_size": 2}
            yield "QuantizeLinear", opset, [x, blocks, zeros], attributes, 1
            yield "DequantizeLinear", opset, [integers(dtype, 3, 4, 5), blocks, zeros], attributes, 1
    for x in (normal(3, 4), -uniform(5), numpy.zeros(3, dtype=numpy.float32), float32(0.5, 7)):
        yield "DynamicQuantizeLinear", 11, [x], {}, 3


def attentions():
    for heads, causal, cap in itertools.product((2, 4), (0, 1), (0.0, 0.7)):
        q, k, v = normal(2, 4, 3, 6), normal(2, heads, 5, 6), normal(2, heads, 5, 8)
        attributes = {"is_causal": causal, "softcap": cap}
        for mask in (None, normal(3, 5), random.random((2, 1, 3, 5)) < 0.7):
            yield "Attention", 23, [q, k, v, mask], attributes, 1
        past = [normal(2, heads, 2, 6), normal(2, heads, 2, 8)]
        # Where nothing is seen, onnxruntime shows the lowest number among the scores instead of -inf.
        for mode in (0, 1, 3) if causal else range(4):
            yield "Attention", 23, [q, k, v, normal(3, 7), *past], {**attributes, "qk_matmul_output_mode": mode}, 4
        flat = [normal(2, 3, 24), normal(2, 5, 6 * heads), normal(2, 5, 8 * heads)]
        yield "Attention", 23, flat, {**attributes, "q_num_heads": 4, "kv_num_heads": heads, "scale": 0.2}, 1


def write(folder, number, case):
    """Writes one case, or says why onnxruntime does not run it."""
    operator, opset, inputs, attributes, output_count = case
    names = [f"x{i}" if value is not None else "" for i, value in enumerate(inputs)]
    given = {name: numpy.asarray(value) for name, value in zip(names, inputs) if name}
    outputs = [f"y{i}" for i in range(output_count)]
    node = helper.make_node(operator, names, outputs, **attributes)
    infos = [
        helper.make_tensor_value_info(
            name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape
        )
        for name, value in given.items()
    ]
    graph = helper.make_graph(
        [node], "case", infos, [onnx.ValueInfoProto(name=name) for name in outputs]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        answers = session.run(None, given)
    except Exception as error:
        return " ".join(str(error).split())[:160]
    place = os.path.join(folder, f"{operator}-{opset}-{number}")
    os.makedirs(os.path.join(place, "test_data_set_0"))
    onnx.save(model, os.path.join(place, "model.onnx"))
    with open(os.path.join(place, "data.json"), "w") as file:
        json.dump({"rtol": 1e-3, "atol": 1e-4, "attributes": str(attributes)}, file)
    for kind, values in (("input", given.values()), ("output", answers)):
        for index, value in enumerate(values):
            path = os.path.join(place, "test_data_set_0", f"{kind}_{index}.pb")
            onnx.save_tensor(numpy_helper.from_array(numpy.asarray(value)), path)
    return None


def main():
    groups = [convolutions, pools, regions, normalizations, resampling, losses, spectra, embeddings]
    groups += [recurrences, quantized, attentions]
    written = 0
    refused = {}
    for number, case in enumerate(itertools.chain.from_iterable(group() for group in groups)):
        reason = write(sys.argv[1], number, case)
        if reason is None:
            written += 1
        else:
            refused.setdefault(f"{case[0]} {case[1]}: {reason}", []).append(number)
    for reason, numbers in refused.items():
        print(f"left out {len(numbers)}: {reason}")
    print(json.dumps({"written": written}))


if __name__ == "__main__":
    main()
