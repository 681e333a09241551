#!/usr/bin/env python3
"""Checks exported ONNX files with the Python onnx and onnxruntime packages.

    check_exports.py MANIFEST.json

The manifest is a list with one entry for each file; paths in it are relative to its own folder:

    [{"file": "vae-11.onnx", "opset": 11,
      "cases": [{"batch": 3,
                 "inputs": {"image": "image-3.npy", "noise": "noise-3.npy"},
                 "outputs": {"reconstruction": "reconstruction-3.npy", …}}, …]}, …]

`inputs` and `outputs` may also each name one .npz file that holds the arrays by name.

Every file must pass `onnx.checker` with full check, and onnxruntime must agree with every expected
output within 1e-5 x max(1, max|expected|). Prints one line for each failure and, last, a line of
JSON: how many pairs of model and batch were checked and agreed, and which models onnxruntime
cannot run. Exits with 1 where something failed or nothing was checked.
"""

import json
import os
import sys

# onnxruntime refuses a model whose opset is newer than the newest that it was released with, before
# it looks at the operators. With this it tries, and refuses only operators that it does not know.
os.environ.setdefault("ALLOW_RELEASED_ONNX_OPSET_ONLY", "0")

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper

TOLERANCE = 1e-5


class Failure(Exception):
    """What is wrong with a model or its answers, in one line."""


def one_line(error):
    return " ".join(str(error).split())[:400]


def arrays(entry, folder):
    """The arrays of a case by name."""
    if isinstance(entry, str):
        with numpy.load(os.path.join(folder, entry)) as file:
            return {name: file[name] for name in file.files}
    return {name: numpy.load(os.path.join(folder, path)) for name, path in entry.items()}


def start_session(model):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def knows_opset(opset, ir_version, known={}):
    """Whether onnxruntime runs the simplest model of an opset and IR version at all."""
    key = (opset, ir_version)
    if key not in known:
        value = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "xy"]
        graph = helper.make_graph(
            [helper.make_node("Identity", ["x"], ["y"])], "probe", value[:1], value[1:]
        )
        imports = [helper.make_opsetid("", opset)]
        try:
            start_session(
                helper.make_model(graph, opset_imports=imports, ir_version=ir_version)
            )
            known[key] = True
        except Exception:
            known[key] = False
    return known[key]


def load(path, opset):
    """Reads a model and has onnx check it."""
    try:
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
    except Exception as error:
        raise Failure(f"onnx.checker: {one_line(error)}") from error
    found = [entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")]
    if found != [opset]:
        raise Failure(f"the file says opset {found}, the manifest {opset}")
    return model


def compare(session, case, folder):
    """Runs one batch and compares every output; raises `Failure` at the first that differs."""
    inputs, expected = arrays(case["inputs"], folder), arrays(case["outputs"], folder)
    names = [output.name for output in session.get_outputs()]
    if sorted(names) != sorted(expected):
        raise Failure(f"outputs are {names}, expected {sorted(expected)}")
    try:
        answers = dict(zip(names, session.run(names, inputs)))
    except Exception as error:
        raise Failure(f"onnxruntime: {one_line(error)}") from error
    for name in names:
        answer, wanted = answers[name], expected[name]
        if answer.shape != wanted.shape or answer.dtype != wanted.dtype:
            raise Failure(
                f"{name} is {answer.dtype}{list(answer.shape)}, expected "
                f"{wanted.dtype}{list(wanted.shape)}"
            )
        if not (numpy.isfinite(answer).all() and numpy.isfinite(wanted).all()):
            raise Failure(f"{name} is not finite")
        error = numpy.abs(answer.astype("f8") - wanted.astype("f8")).max(initial=0)
        limit = TOLERANCE * max(1.0, float(numpy.abs(wanted).max(initial=0)))
        if error > limit:
            raise Failure(f"{name} differs by {error:.3g}, more than {limit:.3g}")


def check(entry, folder, summary):
    """Checks one model of the manifest and counts the result in `summary`."""
    file = entry["file"]

    def fail(batch, error):
        print(f"failed: {file}, batch {batch}: {error}")
        summary["failed"].append({"file": file, "batch": batch, "error": str(error)})

    try:
        model = load(os.path.join(folder, file), entry["opset"])
    except Failure as failure:
        return fail("any", failure)
    try:
        session = start_session(model)
    except Exception as error:
        if knows_opset(entry["opset"], model.ir_version):
            return fail("any", f"onnxruntime: {one_line(error)}")
        print(f"unsupported: {file}: {one_line(error)}")
        return summary["unsupported"].append({"file": file, "opset": entry["opset"]})
    for case in entry["cases"]:
        summary["checked"] += 1
        try:
            compare(session, case, folder)
            summary["agreed"] += 1
        except (Failure, OSError, ValueError, KeyError) as error:
            fail(case["batch"], error)


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: check_exports.py MANIFEST.json")
    path = sys.argv[1]
    with open(path) as file:
        manifest = json.load(file)
    summary = {
        "onnx": onnx.__version__,
        "onnxruntime": onnxruntime.__version__,
        "checked": 0,
        "agreed": 0,
        "unsupported": [],
        "failed": [],
    }
    for entry in manifest:
        check(entry, os.path.dirname(os.path.abspath(path)), summary)
    print(json.dumps(summary))
    sys.exit(1 if summary["failed"] or summary["agreed"] == 0 else 0)


if __name__ == "__main__":
    main()
