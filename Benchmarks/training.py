#!/usr/bin/env python3
"""Times training in Tessera beside the same training loop in eager PyTorch.

Both train the variational autoencoder 784-400-20-400-784 on MNIST: batches of 128, Adam at 1e-3,
binary cross-entropy with logits plus the Kullback-Leibler term, and after each epoch the test loss
over all 10,000 images, with noise. Each run is a process of its own; runs alternate, so that a
machine that grows slower or faster does so for both. See README.md beside this file.
"""

import argparse
import csv
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DATA = os.path.join(ROOT, "Datasets", "mnist")
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


# ---- The loop in PyTorch. Imports stay inside: the measuring process must itself stay small,
# because Linux counts a parent's peak memory to the child that it starts.


def read_images(name):
    """One IDX file of images as a uint8 tensor [count, 784]."""
    import torch

    with gzip.open(os.path.join(DATA, name)) as file:
        data = bytearray(file.read())
    sizes = [int.from_bytes(data[4 * i : 4 * i + 4], "big") for i in range(4)]
    if sizes[0] != 0x803 or len(data) != 16 + sizes[1] * sizes[2] * sizes[3]:
        raise SystemExit(f"error: {name} is no IDX file of images")
    return torch.frombuffer(data, dtype=torch.uint8, offset=16).view(sizes[1], -1)


def train_in_pytorch(epochs, seed, adam):
    """The loop that is measured; prints a line of JSON."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    torch.manual_seed(seed)

    class VAE(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden = nn.Linear(784, 400)
            self.mean = nn.Linear(400, 20)
            self.log_variance = nn.Linear(400, 20)
            self.expand = nn.Linear(20, 400)
            self.logits = nn.Linear(400, 784)

        def forward(self, images):
            hidden = F.relu(self.hidden(images))
            mean, log_variance = self.mean(hidden), self.log_variance(hidden)
            latent = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
            return self.logits(F.relu(self.expand(latent))), mean, log_variance

    def loss_of(images):
        """The loss summed over a batch."""
        logits, mean, log_variance = network(images)
        reconstruction = F.binary_cross_entropy_with_logits(logits, images, reduction="sum")
        divergence = -0.5 * torch.sum(1 + log_variance - mean * mean - log_variance.exp())
        return reconstruction + divergence

    def batches(images, order):
        for rows in order.split(128):
            yield images[rows].to(torch.float32).div_(255)

    training = read_images("train-images-idx3-ubyte.gz")
    test = read_images("t10k-images-idx3-ubyte.gz")
    network = VAE()
    options = {"fused": True} if adam == "fused" else {}
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3, **options)
    history = []
    start = time.perf_counter()
    for _ in range(epochs):
        total = torch.zeros(())
        for images in batches(training, torch.randperm(len(training))):
            optimiser.zero_grad(set_to_none=True)
            loss = loss_of(images)
            (loss / len(images)).backward()
            optimiser.step()
            total += loss.detach()
        with torch.no_grad():
            test_total = sum(loss_of(images) for images in batches(test, torch.arange(len(test))))
        history.append((total.item() / len(training), test_total.item() / len(test)))
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - start,
                "test_loss": history[-1][1],
                "history": history,
                "version": torch.__version__,
                "threads": torch.get_num_threads(),
            }
        )
    )


# ---- Measuring.


def run(command, threads):
    """Runs a process to its end: (seconds, peak MB, standard output)."""
    environment = dict(os.environ)
    if threads:
        environment.update({name: str(threads) for name in THREAD_VARIABLES})
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, env=environment
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            message = errors.read().decode(errors="replace").strip()
            raise SystemExit(f"error: {command[0]} ended with {process.returncode}: {message}")
        output.seek(0)
        return seconds, usage.ru_maxrss / 1024, output.read().decode(errors="replace")


def run_tessera(command, epochs, seed, threads):
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "run")
        arguments = [command, "--epochs", str(epochs), "--seed", str(seed), "--quiet"]
        seconds, peak, _ = run(arguments + ["--data", DATA, "--output", output], threads)
        with open(os.path.join(output, "metrics.csv"), newline="") as file:
            rows = list(csv.DictReader(file))
    if len(rows) != epochs:
        raise SystemExit(f"error: metrics.csv has {len(rows)} epochs, not {epochs}")
    return {
        "process": seconds,
        "loop": sum(float(row["seconds"]) for row in rows),
        "peak": peak,
        "test_loss": float(rows[-1]["test_loss"]),
    }


def run_pytorch(python, epochs, seed, threads, adam):
    arguments = [python, os.path.abspath(__file__), "--pytorch-loop", "--epochs", str(epochs)]
    arguments += ["--seed", str(seed), "--adam", adam]
    seconds, peak, output = run(arguments, threads)
    report = json.loads(output.splitlines()[-1])
    return {
        "process": seconds,
        "loop": report["seconds"],
        "peak": peak,
        "test_loss": report["test_loss"],
        "title": f"PyTorch {report['version']}, {report['threads']} threads, {adam} Adam",
    }


def pytorch_is_installed(python):
    check = [python, "-c", "import torch"]
    try:
        return subprocess.run(check, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def processor():
    model = "unknown processor"
    try:
        with open("/proc/cpuinfo") as file:
            lines = [line for line in file if line.startswith("model name")]
        model = lines[0].split(":", 1)[1].strip() if lines else model
    except OSError:
        pass
    return f"{model}, {len(os.sched_getaffinity(0))} processors usable"


def print_table(results):
    print(f"{'':14}{'whole process':>15}{'loop':>10}{'peak memory':>14}{'test loss':>11}")
    for name, runs in results.items():
        middle = {key: statistics.median(run[key] for run in runs) for key in ("process", "loop")}
        peak = max(run["peak"] for run in runs)
        loss = statistics.median(run["test_loss"] for run in runs)
        print(
            f"{name:14}{middle['process']:13.2f} s{middle['loop']:8.2f} s{peak:11.0f} MB{loss:11.2f}"
        )


def ratios(results, key):
    """Tessera's whole process over PyTorch's `key`, pair by pair."""
    pairs = zip(results["Tessera"], results["PyTorch"])
    values = sorted(ours["process"] / theirs[key] for ours, theirs in pairs)
    return f"{statistics.median(values):.3f} (pairs from {values[0]:.3f} to {values[-1]:.3f})"


def measure(options):
    if not os.access(options.command, os.X_OK):
        raise SystemExit(f"error: no command at {options.command}: run `make build`")
    compare = pytorch_is_installed(options.python)
    print(f"Processor: {processor()}")
    print(f"Load before: {os.getloadavg()[0]:.2f}; threads: {options.threads or 'default'}")
    results = {"Tessera": []}
    if compare:
        results["PyTorch"] = []
    else:
        print(f"skipped: PyTorch ({options.python} has no torch); --python names another Python")
    for pair in range(options.pairs):
        # The order changes from pair to pair, so that neither always runs on a warmer machine.
        for name in sorted(results, reverse=pair % 2 == 0):
            arguments = (options.epochs, options.seed + pair, options.threads)
            if name == "Tessera":
                result = run_tessera(options.command, *arguments)
            else:
                result = run_pytorch(options.python, *arguments, options.adam)
            results[name].append(result)
            print(
                f"pair {pair + 1}, {name}: {result['process']:.2f} s, {result['peak']:.0f} MB,"
                f" test loss {result['test_loss']:.2f}",
                flush=True,
            )
    print(f"\n{options.epochs} epochs; medians of {options.pairs} runs, highest peak memory")
    print_table(results)
    if compare:
        print(f"\nCompared with {results['PyTorch'][0]['title']}")
        print(f"Tessera's process / PyTorch's process: {ratios(results, 'process')}")
        print(f"Tessera's process / PyTorch's loop:    {ratios(results, 'loop')}")


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=positive, default=10)
    parser.add_argument("--pairs", type=positive, default=3, help="runs of each, alternating")
    parser.add_argument("--threads", type=positive, help="for both; default: each library's own")
    parser.add_argument("--seed", type=int, default=0, help="of the first pair")
    parser.add_argument("--adam", choices=("fused", "default"), default="fused")
    parser.add_argument("--python", default=sys.executable, help="the Python that has torch")
    parser.add_argument(
        "--command", default=os.path.join(ROOT, ".build", "release", "vae-train")
    )
    parser.add_argument("--pytorch-loop", action="store_true", help="run only PyTorch's loop")
    options = parser.parse_args()
    if options.pytorch_loop:
        train_in_pytorch(options.epochs, options.seed, options.adam)
    else:
        measure(options)


if __name__ == "__main__":
    main()
