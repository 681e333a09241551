#!/usr/bin/env python3
"""Trains every model of vae-train, and prints what each achieves as a table in Markdown.

    vae_family.py DATA_FOLDER
    vae_family.py DATA_FOLDER --seeds 0 1 2 --epochs 20 --binary-epochs 50
    vae_family.py DATA_FOLDER --epochs 1 --binary-epochs 1 --samples 10 --limit 100    # a try

DATA_FOLDER holds the four IDX files of MNIST or a data set in its form. On grey pixels it trains mlp,
conv and conditional; on pixels that are drawn black or white, mlp and iwae, whose log-likelihood it
estimates with importance samples. See README.md beside this file.
"""

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def parse():
    parser = argparse.ArgumentParser(
        description="Train every model of vae-train and print a table in Markdown.")
    parser.add_argument("data", help="a folder with the four IDX files")
    parser.add_argument("--commands", default=os.path.join(ROOT, ".build", "release"),
                        help="the folder of the built commands (default: .build/release)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], help="default: 0")
    parser.add_argument("--epochs", type=int, default=20, help="on grey pixels (default: 20)")
    parser.add_argument("--binary-epochs", type=int, default=50,
                        help="on black and white pixels (default: 50)")
    parser.add_argument("--samples", type=int, default=500,
                        help="importance samples of the log-likelihood (default: 500)")
    parser.add_argument("--limit", type=int, help="evaluate on the first test images only")
    parser.add_argument("--keep", metavar="FOLDER", help="leave the runs in this folder")
    return parser.parse_args()


def run(arguments):
    """A command's output; ends the program where the command fails."""
    result = subprocess.run(arguments, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"error: {' '.join(arguments)}: {result.stderr.strip()}")
    return result.stdout


def measure(options, flags, epochs, seed, folder):
    """Trains and evaluates one model; gives its numbers."""
    start = time.monotonic()
    run([os.path.join(options.commands, "vae-train"), "--data", options.data, "--quiet",
         "--epochs", str(epochs), "--seed", str(seed), "--output", folder] + flags)
    trained = time.monotonic() - start
    with open(os.path.join(folder, "metrics.csv")) as file:
        last = list(csv.DictReader(file))[-1]
    limit = ["--limit", str(options.limit)] if options.limit else []
    start = time.monotonic()
    found = json.loads(run(
        [os.path.join(options.commands, "vae-evaluate"), "--checkpoint", folder, "--json",
         "--samples", str(options.samples)] + limit))
    return {
        "test": float(last["test_loss"]), "bound": found["negative_lower_bound"],
        "nll": -found["log_likelihood"], "active": found["active_units"],
        "latent": found["latent"], "train": trained, "evaluate": time.monotonic() - start}


def spread(values, decimals=2):
    """The mean, and the range where there are several."""
    text = f"{statistics.mean(values):.{decimals}f}"
    if len(values) > 1:
        text += f" ({min(values):.{decimals}f} to {max(values):.{decimals}f})"
    return text


def main():
    options = parse()
    options.data = os.path.abspath(options.data)
    grey = [(name, ["--model", name], options.epochs, "grey")
            for name in ("mlp", "conv", "conditional")]
    binary = [(name, flags + ["--binarize", "stochastic"], options.binary_epochs, "stochastic")
              for name, flags in (
                  ("mlp", ["--model", "mlp"]),
                  ("iwae, k = 5", ["--model", "iwae", "--importance-samples", "5"]))]
    print(f"Seeds {', '.join(map(str, options.seeds))}; nats per test image; NLL with "
          f"{options.samples} importance samples; seconds for one seed.\n")
    print("| model | pixels | epochs | test loss | negative lower bound | NLL | active units "
          "| training | evaluation |")
    print("| --- | --- | --: | --: | --: | --: | --: | --: | --: |", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        parent = options.keep or temporary
        os.makedirs(parent, exist_ok=True)
        for position, (name, flags, epochs, pixels) in enumerate(grey + binary):
            rows = [
                measure(options, flags, epochs, seed,
                        os.path.join(parent, f"{position}-{pixels}-seed{seed}"))
                for seed in options.seeds]
            column = {key: [row[key] for row in rows] for key in rows[0]}
            active = spread(column["active"], 0) + f" of {rows[0]['latent']}"
            print(f"| {name} | {pixels} | {epochs} | {spread(column['test'])} "
                  f"| {spread(column['bound'])} | {spread(column['nll'])} | {active} "
                  f"| {statistics.mean(column['train']):.0f} s "
                  f"| {statistics.mean(column['evaluate']):.0f} s |", flush=True)


main()
