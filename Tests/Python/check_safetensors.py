#!/usr/bin/env python3
"""Reads a checkpoint with the Python safetensors library and prints what is in it as JSON.

    check_safetensors.py FILE.safetensors

{"metadata": {…}, "tensors": {NAME: {"dtype": …, "shape": […], "finite": …, "sum": …}}}
"""

import json
import sys

import numpy
from safetensors import safe_open


def describe(array):
    numbers = array.astype("f8") if array.dtype != bool else array.astype("i8")
    finite = bool(numpy.isfinite(numbers).all())
    return {
        "dtype": str(array.dtype),
        "shape": list(array.shape),
        "finite": finite,
        "sum": float(numbers.sum()) if finite else None,
    }


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: check_safetensors.py FILE.safetensors")
    with safe_open(sys.argv[1], framework="numpy") as file:
        tensors = {name: describe(file.get_tensor(name)) for name in file.keys()}
        print(json.dumps({"metadata": file.metadata() or {}, "tensors": tensors}, sort_keys=True))


if __name__ == "__main__":
    main()
