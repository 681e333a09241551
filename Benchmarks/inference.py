#!/usr/bin/env python3
"""Times the inference engine beside onnxruntime on small models.

The script makes the models itself, with random weights. Runs of the two alternate, so that a
machine that grows slower or faster does so for both. See README.md beside this file.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# ---- Models. Imports stay inside: the measuring process itself must stay small, because Linux
# counts a parent's peak memory to the child that it starts.


class Maker:
    """Collects the nodes and weights of one model."""

    def __init__(self, seed=0):
        import numpy

        self.random = numpy.random.default_rng(seed)
        self.nodes, self.weights = [], []

    def weight(self, *shape):
        import onnx

        fan = max(1, int(shape[-1] if len(shape) < 4 else shape[1] * shape[2] * shape[3]))
        numbers = self.random.normal(size=shape).astype("float32") / fan**0.5
        name = f"w{len(self.weights)}"
        self.weights.append(onnx.numpy_helper.from_array(numbers, name))
        return name

    def constant(self, *numbers):
        import numpy
        import onnx

        name = f"w{len(self.weights)}"
        self.weights.append(onnx.numpy_helper.from_array(numpy.array(numbers, "int64"), name))
        return name

    def node(self, kind, *inputs, outputs=1, **attributes):
        import onnx

        names = [f"v{len(self.nodes)}_{index}" for index in range(outputs)]
        self.nodes.append(onnx.helper.make_node(kind, inputs, names, **attributes))
        return names[0]

    def dense(self, x, inputs, outputs, function=None):
        y = self.node("Gemm", x, self.weight(outputs, inputs), self.weight(outputs), transB=1)
        return self.node(function, y) if function else y

    def conv(self, x, inputs, outputs, kind="Conv", kernel=3, **attributes):
        shape = (outputs, inputs) if kind == "Conv" else (inputs, outputs)
        weights = self.weight(*shape, kernel, kernel)
        return self.node(kind, x, weights, self.weight(outputs), **attributes)

    def save(self, path, inputs, output):
        import onnx

        def value(name, shape):
            return onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)

        graph = onnx.helper.make_graph(
            self.nodes, "bench", [value(n, s) for n, s in inputs.items()],
            [value(output, None)], self.weights,
        )
        model = onnx.helper.make_model(
            graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8
        )
        onnx.save(model, path)


def decoder(path):
    make = Maker()
    y = make.dense(make.dense("x", 20, 400, "Relu"), 400, 784, "Sigmoid")
    make.save(path, {"x": ["n", 20]}, y)


def autoencoder(path):
    make = Maker()
    half = {"strides": [2, 2], "pads": [1, 1, 1, 1]}
    y = make.node("Relu", make.conv("x", 1, 32, **half))
    y = make.node("Relu", make.conv(y, 32, 64, **half))
    y = make.dense(make.node("Flatten", y), 3136, 16)
    y = make.dense(y, 16, 3136, "Relu")
    y = make.node("Reshape", y, make.constant(-1, 64, 7, 7))
    double = dict(half, kind="ConvTranspose", output_padding=[1, 1])
    y = make.node("Relu", make.conv(y, 64, 32, **double))
    y = make.node("Sigmoid", make.conv(y, 32, 1, **double))
    make.save(path, {"x": ["n", 1, 28, 28]}, y)


def classifier(path):
    make = Maker()
    y = "x"
    for inputs, outputs in ((3, 32), (32, 64)):
        y = make.node("Relu", make.conv(y, inputs, outputs, pads=[1, 1, 1, 1]))
        y = make.node("MaxPool", y, kernel_shape=[2, 2], strides=[2, 2])
    y = make.dense(make.node("Flatten", y), 4096, 128, "Relu")
    make.save(path, {"x": ["n", 3, 32, 32]}, make.node("Softmax", make.dense(y, 128, 10)))


def lstm(path):
    make = Maker()
    weights = [make.weight(1, 512, 64), make.weight(1, 512, 128), make.weight(1, 1024)]
    y = make.node("LSTM", "x", *weights, hidden_size=128)
    make.save(path, {"x": [32, "n", 64]}, y)


MODELS = {
    "MLP decoder": (decoder, "{}x20", (1, 64, 512)),
    "conv autoencoder": (autoencoder, "{}x1x28x28", (1, 64)),
    "CNN classifier": (classifier, "{}x3x32x32", (1, 16)),
    "LSTM": (lstm, "32x{}x64", (1, 16)),
}


# ---- The runs in onnxruntime.


def run_in_onnxruntime(path, shape, threads, runs):
    """Times runs; prints a line of JSON as `onnx-run bench` does."""
    import numpy
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    x = numpy.random.default_rng(0).normal(size=shape).astype("float32")
    # Bound memory: the time of a run without that of making Python objects.
    binding = session.io_binding()
    binding.bind_cpu_input("x", x)
    binding.bind_output(session.get_outputs()[0].name)
    # As long as `onnx-run bench` warms up.
    end = time.perf_counter() + 0.2
    while time.perf_counter() < end:
        session.run_with_iobinding(binding)
    times = []
    for _ in range(runs):
        start = time.perf_counter_ns()
        session.run_with_iobinding(binding)
        times.append((time.perf_counter_ns() - start) / 1e3)
    result = {"median_us": statistics.median(times), "min_us": min(times), "max_us": max(times)}
    print(json.dumps(result | {"runs": runs}))


def run_once_in_onnxruntime(path, shape):
    """One run, as short as a program in Python can be."""
    import numpy
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    session.run(None, {"x": numpy.zeros(shape, "float32")})


# ---- Measuring.


def run(command):
    """Runs a command; returns seconds, peak memory in MB, and standard output."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"error: {command[0]} ended with {process.returncode}")
        output.seek(0)
        return seconds, usage.ru_maxrss / 1024, output.read().decode()


class Sides:
    """The commands of both sides."""

    def __init__(self, options):
        self.command, self.python = options.command, options.python

    def bench(self, side, path, shape, threads, runs):
        if side == "Tessera":
            flags = ["--shape", f"x={shape}", "--threads", str(threads), "--runs", str(runs)]
            command = [self.command, "bench", path, "--json"] + flags
        else:
            command = [self.python, os.path.abspath(__file__), "--run", path]
            command += ["--shape", shape, "--threads", str(threads), "--runs", str(runs)]
        return json.loads(run(command)[2].splitlines()[-1])["median_us"]

    def once(self, side, path, shape):
        if side == "Tessera":
            return run([self.command, "bench", path, "--shape", f"x={shape}", "--runs", "1"])[:2]
        command = [self.python, os.path.abspath(__file__), "--once", path, "--shape", shape]
        return run(command)[:2]


def alternate(pairs, measure):
    """Pairs of measurements of both sides, the order changing from pair to pair."""
    results = {"Tessera": [], "onnxruntime": []}
    for pair in range(pairs):
        for side in sorted(results, reverse=pair % 2 == 0):
            results[side].append(measure(side))
    return results["Tessera"], results["onnxruntime"]


def row(cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def compare(name, ours, theirs, unit, extra=()):
    ratio = statistics.median(a / b for a, b in zip(ours, theirs))
    middle = [f"{statistics.median(side):,.1f} {unit}" for side in (ours, theirs)]
    row([name, *extra, *middle, f"{ratio:.2f}"])


def measure(options):
    sides = Sides(options)
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name in MODELS:
            paths[name] = os.path.join(folder, name.replace(" ", "-") + ".onnx")
            subprocess.run(
                [options.python, os.path.abspath(__file__), "--make", name, paths[name]], check=True
            )
        print(f"Load before: {os.getloadavg()[0]:.2f}; medians of {options.pairs} pairs\n")
        row(["model", "batch", "threads", "Tessera", "onnxruntime", "ratio"])
        row(["---"] + ["---:"] * 5)
        for name, (_, shape, batches) in MODELS.items():
            if options.only and options.only not in name:
                continue
            for batch in batches:
                for threads in options.threads:
                    extent = shape.format(batch)
                    runs = max(50, (2000 if name == "MLP decoder" else 500) // batch)
                    ours, theirs = alternate(
                        options.pairs,
                        lambda side: sides.bench(side, paths[name], extent, threads, runs),
                    )
                    compare(name, ours, theirs, "µs", (str(batch), str(threads)))
        if options.only:
            return
        print("\nFrom the start of the process to the decoder's first output:\n")
        row(["", "Tessera", "Python with onnxruntime", "ratio"])
        row(["---"] + ["---:"] * 3)
        ours, theirs = alternate(
            options.pairs, lambda side: sides.once(side, paths["MLP decoder"], "1x20")
        )
        for index, (title, unit, scale) in enumerate((("time", "ms", 1e3), ("memory", "MB", 1))):
            first, second = ([scale * x[index] for x in side] for side in (ours, theirs))
            compare(title, first, second, unit)


def numbers(text):
    return [int(part) for part in text.split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5, help="runs of each, alternating")
    parser.add_argument("--threads", type=numbers, default=[1, 2], help="as in 1,2")
    parser.add_argument("--python", default=sys.executable, help="the Python with onnxruntime")
    parser.add_argument("--only", help="measure only models with this in their names")
    parser.add_argument("--command", default=os.path.join(ROOT, ".build", "release", "onnx-run"))
    parser.add_argument("--runs", type=int, default=500, help=argparse.SUPPRESS)
    parser.add_argument("--shape", help=argparse.SUPPRESS)
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--once", help=argparse.SUPPRESS)
    parser.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    shape = [int(part) for part in options.shape.split("x")] if options.shape else None
    if options.make:
        MODELS[options.make[0]][0](options.make[1])
    elif options.run:
        run_in_onnxruntime(options.run, shape, options.threads[0], options.runs)
    elif options.once:
        run_once_in_onnxruntime(options.once, shape)
    else:
        check = [options.python, "-c", "import onnx, onnxruntime"]
        if subprocess.run(check, capture_output=True, check=False).returncode != 0:
            print(f"skipped: {options.python} has no onnxruntime; --python names another Python")
            return
        measure(options)


if __name__ == "__main__":
    main()
