"""Writes test cases for operators at every version of the standard, in the ONNX project's layout.

    version_cases.py FOLDER

The outputs are onnxruntime's; where it does not run a version or a type, onnx's reference evaluator's;
where neither does, there is no case. The last line printed is the number of cases.
"""

import pathlib
import sys
import warnings

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

warnings.simplefilter("ignore")
onnxruntime.set_default_logger_severity(4)

FLOATS = [np.float32, np.float64]
SIGNED = [np.int8, np.int16, np.int32, np.int64]
UNSIGNED = [np.uint8, np.uint16, np.uint32, np.uint64]
NUMBERS = FLOATS + SIGNED + UNSIGNED
# Types whose names in the standard are not NumPy's.
TYPE_NAMES = {np.dtype(np.float32): "float", np.dtype(np.float64): "double"}
TYPE_NAMES.update({np.dtype(kind): np.dtype(kind).name for kind in SIGNED + UNSIGNED + [bool]})
LATEST = onnx.defs.onnx_opset_version()

random = np.random.default_rng(5)


def numbers(*shape, low=-3.0, high=3.0):
    return random.uniform(low, high, shape)


def whole(*shape, low=1, high=9):
    return random.integers(low, high, shape)


def fixed(values, kind=np.int64):
    """An input that keeps its type whatever the others have."""
    return np.array(values, dtype=kind)


def typed(array):
    """An input of the type that a case is about."""
    return ("typed", np.asarray(array))


ROWS = []


def row(operator, inputs, types=FLOATS, since=1, until=LATEST, outputs=1, **attributes):
    ROWS.append((operator, inputs, types, since, until, outputs, attributes))


def functions():
    x = typed(numbers(2, 3, 4))
    for name in "Atan Ceil Cos Cosh Floor Round Sin Sinh Asinh Softsign Tan Mish HardSwish".split():
        row(name, [x])
    for name in "Acos Asin Atanh".split():
        row(name, [typed(numbers(5, low=-0.9, high=0.9))])
    row("Acosh", [typed(numbers(5, low=1.1, high=5))])
    for name in "Elu Celu LeakyRelu Selu ThresholdedRelu Swish HardSigmoid".split():
        row(name, [x])
        row(name, [x], alpha=0.7)
    row("Gelu", [x])
    row("Gelu", [x], approximate="tanh")
    row("Sign", [typed(whole(7, low=-2, high=3))], NUMBERS)
    row("Shrink", [typed(whole(7, low=-4, high=5))], FLOATS + SIGNED, bias=1.0, lambd=2.0)
    special = typed([0, np.inf, -np.inf, np.nan, 1])
    row("IsNaN", [special])
    row("IsInf", [special])
    row("IsInf", [special], detect_negative=0)
    row("PRelu", [x, typed(numbers(4))], since=7)
    row("PRelu", [x, typed(numbers(3))], until=6)
    # The reference evaluator takes one axis at every version, and onnxruntime has float32 only.
    for attributes in [{}, {"axis": 0}]:
        row("Hardmax", [typed(whole(2, 3, 4))], [np.float32], **attributes)
    row("Det", [typed(numbers(3, 4, 4))])


def pairs():
    a, b = typed(whole(2, 3)), typed(whole(3))
    for name in "Add Sub Mul Div GreaterOrEqual LessOrEqual Greater Less Equal".split():
        row(name, [a, b], NUMBERS, since=7)
    for name in "Add Sub Mul Div".split():
        row(name, [a, typed(whole(2))], NUMBERS, until=6, broadcast=1, axis=0)
        row(name, [a, b], NUMBERS, until=6, broadcast=1)
    for name in "BitwiseAnd BitwiseOr BitwiseXor".split():
        row(name, [a, b], SIGNED + UNSIGNED)
    row("BitwiseNot", [a], SIGNED + UNSIGNED)
    for direction in ["LEFT", "RIGHT"]:
        row("BitShift", [a, b], SIGNED + UNSIGNED, direction=direction)
    signs = typed([7, -7, 7, -7]), typed([3, 3, -3, -3])
    row("Mod", list(signs), SIGNED)
    row("Mod", list(signs), FLOATS + SIGNED, fmod=1)
    row("Mod", [a, b], UNSIGNED)
    for name in "And Or Xor".split():
        row(name, [fixed(whole(2, 3) > 4, bool), fixed(whole(3) > 4, bool)], [bool], since=7)
    many = [typed(numbers(2, 3)) for _ in range(3)]
    for name in "Sum Mean Max Min".split():
        row(name, many)
        row(name, [many[0], typed(numbers(3))], since=8)
        row(name, [typed(whole(2, 3)), typed(whole(2, 3))], NUMBERS)


def reductions():
    # Products of these numbers stay below 2³¹.
    x = typed(whole(2, 3, 4, low=1, high=3))
    for name in "L1 L2 LogSum LogSumExp Max Mean Min Prod Sum SumSquare".split():
        name = "Reduce" + name
        since = 13 if name == "ReduceSum" else 18
        # Logarithms of integers are cut off, and no two engines agree before that.
        types = FLOATS if "Log" in name else FLOATS + [np.int32, np.int64]
        row(name, [x], types)
        row(name, [x], types, keepdims=0)
        row(name, [x], types, until=since - 1, axes=[0, 2])
        row(name, [x], types, until=since - 1, axes=[-1], keepdims=0)
        row(name, [x, fixed([0, 2])], types, since=since)
        row(name, [x, fixed([-2])], types, since=since, keepdims=0)
        row(name, [x, fixed([])], types, since=since, noop_with_empty_axes=1)
        # What these are over no elements, the standard leaves open or onnxruntime does differently.
        if name not in ["ReduceMax", "ReduceMin", "ReduceMean"]:
            row(name, [typed(np.zeros((2, 0, 3))), fixed([1])], FLOATS, since=since)
    for name in "ArgMax ArgMin".split():
        row(name, [x], NUMBERS)
        row(name, [x], axis=1, keepdims=0)
        row(name, [x], since=12, axis=-1, select_last_index=1)
    for name in "CumSum CumProd".split():
        row(name, [x, fixed(1)], FLOATS + [np.int32, np.int64])
        row(name, [x, fixed(-1, np.int32)], exclusive=1, reverse=1)


def indexing():
    x = typed(numbers(3, 4, high=100))
    indices = fixed([[0, 2, -1, 1], [1, 1, 0, -3]])
    updates = typed(numbers(2, 4))
    row("Gather", [x, fixed([[0, 2], [1, -1]])], FLOATS + [np.int64], axis=1)
    row("GatherElements", [x, indices], NUMBERS)
    row("GatherElements", [x, indices[:, :1]], axis=1)
    row("GatherND", [x, fixed([[[0, 1]], [[2, -1]]])], NUMBERS)
    row("GatherND", [x, fixed([[1], [0], [3]])], since=12, batch_dims=1)
    row("Scatter", [x, fixed([[0, 2, 1, 1]]), typed(numbers(1, 4))])
    row("ScatterElements", [x, fixed([[0, 2, 1, 1]]), typed(numbers(1, 4))], NUMBERS)
    row("ScatterND", [x, fixed([[1], [-1]]), updates], NUMBERS)
    for reduction, since in [("add", 16), ("mul", 16), ("max", 18), ("min", 18)]:
        row("ScatterElements", [x, indices, updates], since=since, reduction=reduction)
        row("ScatterND", [x, fixed([[1], [1]]), updates], since=since, reduction=reduction)
    row("Compress", [x, fixed([True, False, True], bool)], NUMBERS, axis=0)
    row("Compress", [x, fixed([False, True, True, True, False], bool)])
    row("NonZero", [typed(whole(3, 4, low=0, high=2))], NUMBERS)
    for axis in [-1, 0]:
        row("OneHot", [fixed([[1, -1], [5, 0]]), fixed(3), typed([2, 7])], NUMBERS, axis=axis)
    row("TopK", [typed(numbers(3, 6))], until=9, outputs=2, k=3)
    row("TopK", [typed(numbers(3, 6)), fixed([2])], since=10, outputs=2)
    row("TopK", [typed(whole(3, 6)), fixed([4])], NUMBERS, since=11, outputs=2, axis=0 - 1)
    row("TopK", [typed(whole(3, 6)), fixed([2])], since=11, outputs=2, axis=0, largest=0)
    repeated = typed([[1, 2, 1], [3, 1, 3], [1, 2, 1]])
    row("Unique", [repeated], NUMBERS, outputs=4)
    row("Unique", [repeated], outputs=4, sorted=0)
    for axis in [0, 1]:
        row("Unique", [repeated], outputs=4, axis=axis)


def shapes():
    x = typed(whole(2, 3, 4))
    for mode in ["constant", "edge", "reflect"]:
        row("Pad", [x], since=2, until=10, pads=[0, 1, 2, 1, 1, 3], mode=mode, value=1.5)
        row("Pad", [x, fixed([0, 2, 1, 1, 1, 0])], FLOATS + [np.int64], since=11, mode=mode)
        row("Pad", [x, fixed([0, -1, 1, 0, 1, -1])], since=11, mode=mode)
    row("Pad", [x], until=1, paddings=[0, 1, 2, 1, 1, 3], value=1.5)
    row("Pad", [x, fixed([1, 2, 0, 1]), typed(7), fixed([-1, 0])], NUMBERS, since=18)
    row("Pad", [x, fixed([0, 5, 1, 1, 4, 0])], since=19, mode="wrap")
    row("Tile", [x, fixed([1, 2, 3])], NUMBERS, since=6)
    square = typed(numbers(2, 4, 5))
    for upper in [0, 1]:
        for k in [-9, -1, 0, 2, 9]:
            row("Trilu", [square, fixed(k)], FLOATS + [np.int64], upper=upper)
    for k in [-5, -1, 0, 3]:
        row("EyeLike", [typed(np.zeros((3, 4)))], [np.float32, np.int64], k=k)
    row("EyeLike", [typed(np.zeros((3, 4)))], dtype=TensorProto.INT32)
    row("Range", [typed(1), typed(8), typed(3)], FLOATS + [np.int16, np.int32, np.int64])
    row("Range", [typed(9), typed(0), typed(-2)], FLOATS + [np.int16, np.int32, np.int64])
    row("Range", [typed(9), typed(0), typed(2)], FLOATS + [np.int64])
    row("ReverseSequence", [x, fixed([1, 2, 0])])
    row("ReverseSequence", [x, fixed([3, 1])], NUMBERS, batch_axis=0, time_axis=1)
    row("Size", [x], NUMBERS)
    image = typed(numbers(1, 8, 4, 6))
    row("SpaceToDepth", [image], blocksize=2)
    row("DepthToSpace", [image], blocksize=2)
    row("DepthToSpace", [image], since=11, blocksize=2, mode="CRD")
    row("CenterCropPad", [typed(numbers(5, 6)), fixed([8, 3])])
    row("CenterCropPad", [typed(numbers(5, 6, 7)), fixed([4, 10])], axes=[-1, 0])
    row("CastLike", [typed(numbers(5)), fixed([0], np.int32)])
    row("CastLike", [fixed([0, 1, 5]), typed([0])], NUMBERS)
    a, b, c = typed(whole(2, 3)), typed(whole(3, 4)), typed(whole(4, 2))
    for equation, inputs in [
        ("ij,jk->ik", [a, b]), ("ij,jk,kl->li", [a, b, c]), ("ij,jk,kl", [a, b, c]),
        ("ij->ji", [a]), ("ij->", [a]), ("ab,cb->ac", [a, a]), ("ij,kl->ijkl", [a, b]),
        ("ii->i", [typed(whole(3, 3))]), ("ii", [typed(whole(3, 3))]),
        ("...ij,...jk->...ik", [typed(whole(5, 2, 3)), typed(whole(5, 3, 4))]),
        ("...ij,jk", [typed(whole(5, 2, 3)), b]), ("bij,bij->b", [x, x]),
        ("Ab , b -> bA", [a, typed(whole(3))]),
    ]:
        row("Einsum", inputs, FLOATS + [np.int32, np.int64], equation=equation)


def schema_versions(operator):
    return sorted(
        s.since_version
        for s in onnx.defs.get_all_schemas_with_history()
        if s.name == operator and s.domain == "" and not s.deprecated)


def is_allowed(operator, version, arrays, attributes):
    """Whether a version has these attributes and takes inputs of these types."""
    schema = onnx.defs.get_schema(operator, version)
    formal = schema.inputs[:len(arrays)]
    formal += formal[-1:] * (len(arrays) - len(formal))
    return set(attributes) <= set(schema.attributes) and all(
        f"tensor({TYPE_NAMES[array.dtype]})" in part.types for array, part in zip(arrays, formal))


def results(model, feeds):
    """The outputs, by onnxruntime or else by the reference evaluator; None where neither runs it."""
    try:
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), providers=["CPUExecutionProvider"])
        return session.run(None, feeds)
    except Exception:  # onnxruntime has no class for "not implemented" alone.
        pass
    try:
        return ReferenceEvaluator(model).run(None, feeds)
    except Exception:
        return None


def write_case(folder, model, inputs, outputs):
    data = folder / "test_data_set_0"
    data.mkdir(parents=True)
    onnx.save(model, folder / "model.onnx")
    for stem, arrays in [("input", inputs), ("output", outputs)]:
        for index, array in enumerate(arrays):
            tensor = numpy_helper.from_array(np.asarray(array), f"{stem}_{index}")
            (data / f"{stem}_{index}.pb").write_bytes(tensor.SerializeToString())


def cases(number, operator, inputs, types, since, until, output_count, attributes):
    """Yields each version's and type's name, model, inputs and outputs."""
    names = [f"x{index}" for index in range(len(inputs))]
    outputs = [f"y{index}" for index in range(output_count)]
    for version in schema_versions(operator):
        if not since <= version <= until:
            continue
        for kind in types:
            arrays = [
                part[1].astype(kind) if isinstance(part, tuple) else part for part in inputs]
            node = helper.make_node(operator, names, outputs, **attributes)
            infos = [
                helper.make_tensor_value_info(
                    name, helper.np_dtype_to_tensor_dtype(array.dtype), array.shape)
                for name, array in zip(names, arrays)]
            graph = helper.make_graph(
                [node], "case", infos, [onnx.ValueInfoProto(name=name) for name in outputs])
            model = helper.make_model(
                graph, opset_imports=[helper.make_opsetid("", version)], ir_version=8)
            if not is_allowed(operator, version, arrays, attributes):
                continue
            found = results(model, dict(zip(names, arrays)))
            if found is not None:
                name = f"test_{operator}_{version}_{np.dtype(kind).name}_{number}"
                yield name, model, arrays, found


def main():
    root = pathlib.Path(sys.argv[1])
    for part in [functions, pairs, reductions, indexing, shapes]:
        part()
    count = 0
    for number, fields in enumerate(ROWS):
        for name, model, inputs, outputs in cases(number, *fields):
            write_case(root / name, model, inputs, outputs)
            count += 1
    print(count)


main()
