#!/usr/bin/env python3
"""Times training in Tessera beside PyTorch, JAX and the bare matrix products, as a Markdown table.

All train the same variational autoencoders on MNIST: batches of 128, Adam at 1e-3, binary
cross-entropy with logits plus the Kullback-Leibler term. Each run is a process of its own; the runs
of a pair follow each other and their order changes from pair to pair, so that a machine that grows
slower or faster does so for all. What is not installed is skipped. See README.md beside this file.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile

import scaling
from measuring import Failure, print_table, processor, processors, ratio, run, steady
from runs import MNIST, MNIST_IMAGES, PEERS, ROOT, Runs, Setting

# What is measured, and in which order in the first pair.
WORKS = {
    "mlp": ("products", "tessera", "eager", "compile", "jax"),
    "conv": ("compile", "channels-last", "eager", "tessera"),
    "start": ("tessera",),
    "overhead": ("tessera",),
}
TITLES = {
    "mlp": "mlp 784-400-20-400-784, one epoch",
    "conv": "conv 1→32→64, one epoch",
}
# The most that Tessera may take, as a part of what the peer takes; others are shown.
BARS = {("mlp", "eager"): 0.60, ("mlp", "compile"): 0.75, ("mlp", "products"): 1.25,
        ("conv", "eager"): 0.60}
# Starts of the command in a pair.
STARTS = 3


def say(text):
    """Shows how far the measuring has come; the tables alone go to standard output."""
    print(text, file=sys.stderr, flush=True)


class Results:
    """What runs have found, by work and library: a list of one entry a pair, or a failure."""

    def __init__(self):
        self.found = {}

    def add(self, key, measure):
        """Calls `measure`, unless the same has failed before."""
        if isinstance(self.found.get(key), Failure):
            return
        try:
            self.found.setdefault(key, []).append(measure())
        except Failure as failure:
            self.found[key] = failure
        except (KeyError, ValueError, OSError) as error:
            self.found[key] = Failure(f"failed: {type(error).__name__}: {error}")

    def values(self, work, name, pick):
        """`pick` of every entry; throws where the run failed."""
        found = self.found[work, name]
        if isinstance(found, Failure):
            raise found
        return [pick(entry) for entry in found]

    def plain(self):
        """The same for a JSON file."""
        return [{"work": work, "library": name,
                 "runs": str(found) if isinstance(found, Failure) else found}
                for (work, name), found in self.found.items()]


def chosen(only):
    """The works and libraries that `--only` leaves."""
    works = [name for name in WORKS if name in only]
    peers = [name for name in PEERS if name in only]
    return {work: [name for name in names if name == "tessera" or name in peers or not peers]
            for work, names in WORKS.items() if work in works or not works}


def measure_once(runs, work, name, setting):
    if work == "start":
        return [runs.tessera_start(setting) for _ in range(STARTS)]
    if work == "overhead":
        return runs.overhead(setting.threads)
    return runs.train(name, setting)


def measure(runs, works, options):
    results = Results()
    for pair in range(options.pairs):
        for work, names in works.items():
            model = work if work in TITLES else "mlp"
            setting = Setting(model, options.epochs, options.seed + pair, options.threads,
                              options.data, options.images)
            for name in names[:: -1 if pair % 2 else 1]:
                results.add((work, name), lambda: measure_once(runs, work, name, setting))
                found = results.found[work, name]
                say(f"pair {pair + 1} of {options.pairs}, {work}, {name}: "
                    f"{found if isinstance(found, Failure) else summary(found[-1])}")
    return results


def summary(entry):
    if isinstance(entry, list):
        return f"{statistics.median(entry):.3f} s"
    if "seconds" not in entry:
        return ", ".join(f"{chain['operator_ns']:.0f} ns an operator of {chain['length']:,}"
                         for chain in entry["chains"])
    text = f"{steady(entry['seconds']):.3f} s an epoch, {entry['peak']:.0f} MB"
    return text + (f", training loss {entry['loss']:.2f}" if "loss" in entry else "")


# ---- The rows: work, Tessera, the peer, its value, the ratio, the bar, whether it is met.


def verdict(is_met):
    return "met" if is_met else "missed"


def comparison(results, work, name):
    """A row that compares the steady epochs of Tessera and a peer."""
    bar = BARS.get((work, name))
    ends = [f"≤ {bar:.2f} ×" if bar else "shown"]
    ours = theirs = None
    try:
        ours = results.values(work, "tessera", lambda run: steady(run["seconds"]))
        theirs = results.values(work, name, lambda run: steady(run["seconds"]))
    except Failure as failure:
        texts = [f"{statistics.median(ours):.3f} s", str(failure)] if ours else [str(failure), "–"]
        return [TITLES[work], texts[0], PEERS[name], texts[1], "–", *ends, "–"]
    middle, text = ratio(ours, theirs)
    ends.append(verdict(middle <= bar) if bar else "")
    return [TITLES[work], f"{statistics.median(ours):.3f} s", PEERS[name],
            f"{statistics.median(theirs):.3f} s", text, *ends]


def against_number(title, values, unit, decimals, bar, is_met, peer=None):
    """A row that compares Tessera with a number, and shows a peer's numbers where there are some.

    `values` and `peer` are functions that throw a `Failure` where there are none.
    """
    try:
        ours = values()
    except Failure as failure:
        return [title, str(failure), "", "", "", bar, "–"]
    cells = ["", "", ""]
    if peer:
        try:
            theirs = peer()
            cells = [PEERS["eager"], f"{statistics.median(theirs):.{decimals}f}{unit}",
                     ratio(ours, theirs)[1]]
        except Failure as failure:
            cells = [PEERS["eager"], str(failure), "–"]
    return [title, f"{statistics.median(ours):.{decimals}f}{unit}", *cells, bar,
            verdict(is_met(ours))]


def rows(results, works):
    table = []
    for work in TITLES:
        table += [comparison(results, work, name) for name in PEERS if name in works.get(work, ())]
    has_eager = "eager" in works.get("mlp", ())

    def picked(work, pick):
        return lambda: results.values(work, "tessera", pick)

    def eager(key):
        return (lambda: results.values("mlp", "eager", lambda run: run[key])) if has_eager else None

    if "start" in works:
        table.append(against_number(
            "start to first batch, data loaded", picked("start", statistics.median), " s", 3,
            "< 0.22 s", lambda values: statistics.median(values) < 0.22, eager("start")))
    if "mlp" in works:
        table.append(against_number(
            "peak memory of training mlp", picked("mlp", lambda run: run["peak"]), " MB", 0,
            "< 150 MB", lambda values: max(values) < 150, eager("peak")))
    if "overhead" in works:
        table.append(against_number(
            "allocations from the system in a steady step",
            picked("overhead", lambda run: run["step_allocations"]), "", 0, "0",
            lambda values: max(values) == 0))
        for place, length in enumerate(["1,000", "100,000"]):
            table.append(against_number(
                f"overhead of a recorded operator of {length}, 1 element, forward and backward",
                picked("overhead",
                       lambda run, place=place: run["chains"][place]["operator_ns"] / 1000),
                " µs", 3, "< 1.0 µs", lambda values: statistics.median(values) < 1))
    return table


# ---- The command.


def describe(options):
    """Lines on the machine and on Tessera."""
    version = run([options.command, "--version"])[0].strip()
    threads = options.threads or os.environ.get("TESSERA_THREADS") or processors()
    return [f"Processor: {processor()}; load before: {os.getloadavg()[0]:.2f}",
            f"Tessera: {version}, threads: {threads}"]


def libraries(results):
    """Lines on what the peers say of their versions and threads."""
    lines = {}
    for (_, name), found in results.found.items():
        if name != "tessera" and not isinstance(found, Failure):
            lines[name] = f"{PEERS[name]}: {found[0]['version']}, threads: {found[0]['threads']}"
    return [lines[name] for name in PEERS if name in lines]


def benchmark(options):
    if not os.access(options.command, os.X_OK):
        raise SystemExit(f"error: no command at {options.command}: run `make build`")
    works = chosen(options.only)
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(options.command, options.python, options.overhead, folder)
        lines = describe(options)
        options.data = MNIST
        if options.images < MNIST_IMAGES:
            options.data = runs.cut_mnist("mnist", training=options.images, test=10_000)
        results = measure(runs, works, options)
        lines += libraries(results)
        lines.append(
            f"Medians over pairs of runs: {options.pairs}; an epoch has {options.images} images, "
            f"and its time is the median of all but the first of {options.epochs}; ratios are "
            "Tessera / peer")
        print("\n".join(f"- {line}" for line in lines) + "\n")
        table = rows(results, works)
        print_table(["work", "Tessera", "peer", "peer's", "ratio", "bar", ""], table)
        sizes = []
        if options.scaling:
            sizes = scaling.tables(runs, options.scaling_pairs, options.seed, options.threads)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"about": lines, "rows": table, "runs": results.plain(), "scaling": sizes},
                      file, indent=1)


def at_least(lowest):
    def number(text):
        value = int(text)
        if value < lowest:
            raise argparse.ArgumentTypeError(f"at least {lowest}")
        return value

    return number


def main():
    names = list(WORKS) + list(PEERS)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=at_least(1), default=3,
                        help="runs of each, in changing order (default: 3)")
    parser.add_argument("--epochs", type=at_least(2), default=4,
                        help="of each run; the first does not count (default: 4)")
    parser.add_argument("--images", type=at_least(1), default=MNIST_IMAGES,
                        help="the first of MNIST, in an epoch; fewer for a try (default: 60000)")
    parser.add_argument("--only", nargs="+", choices=names, default=[], metavar="NAME",
                        help="measure only these works and peers: " + ", ".join(names))
    parser.add_argument("--scaling", action=argparse.BooleanOptionalAction, default=False,
                        help="also tables by batch, hidden units and threads")
    parser.add_argument("--scaling-pairs", type=at_least(1), default=3,
                        help="runs of each for those tables (default: 3)")
    parser.add_argument("--threads", type=at_least(1),
                        help="for all (default: each library's own choice)")
    parser.add_argument("--seed", type=int, default=0, help="of the first pair (default: 0)")
    parser.add_argument("--python", default=sys.executable,
                        help="the Python that has torch and jax (default: this one)")
    parser.add_argument("--command", default=os.path.join(ROOT, ".build", "release", "vae-train"),
                        help="the built vae-train (default: .build/release/vae-train)")
    parser.add_argument("--overhead", metavar="PATH",
                        default=os.path.join(ROOT, ".build-bench", "release", "overhead"),
                        help="Overhead as built (default: .build-bench/release/overhead)")
    parser.add_argument("--json", metavar="FILE", help="write all that was measured to this file")
    benchmark(parser.parse_args())


if __name__ == "__main__":
    main()
