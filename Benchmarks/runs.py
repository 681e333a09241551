"""The runs that are compared: Tessera's and those of its peers, each a process of its own."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from measuring import Failure, processor_text, run, seconds_to_first_line

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(FOLDER)
MNIST = os.path.join(ROOT, "Datasets", "mnist")
MNIST_IMAGES = 60_000

PEERS = {
    "products": "bare products",
    "eager": "PyTorch, eager",
    "channels-last": "PyTorch, channels_last",
    "compile": "torch.compile",
    "jax": "JAX, jit",
}


@dataclass(frozen=True)
class Setting:
    """What is trained, and how long."""

    model: str
    epochs: int
    seed: int = 0
    threads: int | None = None
    data: str = MNIST
    images: int = MNIST_IMAGES
    batch: int = 128
    hidden: int = 400


class Runs:
    """Runs of training.

    Each gives the `seconds` of its epochs and the `peak` memory in MB; those of libraries also what
    they print besides.
    """

    def __init__(self, command, python, overhead, folder):
        self.command, self.python, self.folder = command, python, folder
        self.overhead_command = overhead
        self.products = None
        self.products_variables = {}

    def train(self, name, setting):
        """The run called "tessera" or by a name in `PEERS`."""
        if name == "tessera":
            return self.tessera(setting)
        if name == "products":
            return self.bare_products(setting)
        if name == "jax":
            extra = ["--threads", str(setting.threads)] if setting.threads else []
            return self.library("jax_run.py", setting, extra)
        return self.library("pytorch_run.py", setting, ["--mode", name])

    def tessera(self, setting):
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            output = os.path.join(folder, "run")
            command = self.arguments(setting, output) + ["--quiet"]
            _, peak, _ = run(command, setting.threads)
            with open(os.path.join(output, "metrics.csv"), newline="") as file:
                rows = list(csv.DictReader(file))
        if len(rows) != setting.epochs:
            raise Failure(f"failed: metrics.csv has {len(rows)} epochs, not {setting.epochs}")
        return {"seconds": [float(row["seconds"]) for row in rows], "peak": peak,
                "loss": float(rows[-1]["train_loss"])}

    def tessera_start(self, setting):
        """Seconds from the start of the command until it trains."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            command = self.arguments(setting, os.path.join(folder, "run"))
            return seconds_to_first_line(command, setting.threads)

    def arguments(self, setting, output):
        numbers = {"epochs": setting.epochs, "seed": setting.seed, "batch-size": setting.batch}
        if setting.model == "mlp":
            numbers["hidden"] = setting.hidden
        flags = [text for name, value in numbers.items() for text in (f"--{name}", str(value))]
        return [self.command, "--model", setting.model, "--data", setting.data, "--output",
                output] + flags

    def overhead(self, threads):
        """What Benchmarks/Overhead prints."""
        if not self.overhead_command or not os.access(self.overhead_command, os.X_OK):
            raise Failure("skipped: Benchmarks/Overhead is not built")
        return json.loads(run([self.overhead_command], threads)[0])

    def library(self, script, setting, extra):
        command = [self.python, os.path.join(FOLDER, script), "--model", setting.model, "--data",
                   setting.data, "--epochs", str(setting.epochs), "--seed", str(setting.seed),
                   "--batch", str(setting.batch), "--hidden", str(setting.hidden)]
        output, peak, started = run(command + extra, setting.threads)
        report = json.loads(output.splitlines()[-1])
        if "skipped" in report:
            raise Failure(f"skipped: {report['skipped']}")
        return dict(report, peak=peak, start=report["started"] - started)

    def bare_products(self, setting):
        if self.products is None:
            self.products = self.build_products()
            self.products_variables = self.kernels_of_openblas()
        numbers = (setting.images, setting.batch, setting.hidden, setting.epochs)
        output, peak, _ = run([self.products] + [str(n) for n in numbers], setting.threads,
                              self.products_variables)
        return dict(json.loads(output), peak=peak)

    def build_products(self):
        """Compiles products.c."""
        program = os.path.join(self.folder, "products")
        found = pkg_config("openblas")
        command = [os.environ.get("CC", "cc"), "-O2", "-o", program,
                   os.path.join(FOLDER, "products.c")] + (found or ["-lopenblas"])
        try:
            result = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            raise Failure(f"skipped: no C compiler {command[0]}") from error
        if result.returncode != 0:
            lines = [line for line in result.stderr.splitlines() if "error" in line]
            raise Failure(f"skipped: products.c did not compile: {' '.join(lines[:1])}")
        return program


    def kernels_of_openblas(self):
        """The variable that gives OpenBLAS the fitting kernels.

        It takes a processor that it does not know for one of the oldest, and is then several times
        slower than it can be.
        """
        version = json.loads(run([self.products, "1", "1", "1", "1"])[0])["version"]
        if "OPENBLAS_CORETYPE" in os.environ or "Prescott" not in version:
            return {}
        flags = processor_text("flags").split()
        for kernels, needed in (("SkylakeX", ("avx512f", "avx512bw", "avx512vl", "avx512dq")),
                                ("Haswell", ("avx2", "fma"))):
            if all(flag in flags for flag in needed):
                return {"OPENBLAS_CORETYPE": kernels}
        return {}

    def cut_mnist(self, name, training, test):
        """A folder with the first images of MNIST, made in another process: see measuring.py."""
        target = os.path.join(self.folder, name)
        run([sys.executable, os.path.join(FOLDER, "mnist.py"), MNIST, target, str(training),
             str(test)])
        return target


def pkg_config(name):
    """The compiler's flags for a library, or none."""
    try:
        command = ["pkg-config", "--cflags", "--libs", name]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    except (OSError, subprocess.CalledProcessError):
        return []
