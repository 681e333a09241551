#!/usr/bin/env python3
"""Breaks each operator's gradient in turn and sees whether a test fails: `make mutate`.

    mutate.py [--only NAME …] [--report Tests/README.md] [--folder .build-mutate] [--jobs 2]

The package is copied into a folder of its own, where whatever an operator's `pullback` returns, and
whatever it sums, passes through a switch (Mutation.swift) that reads the mutation from the
environment. So one build serves for all mutations, and the package itself has no such switch. The gradient and parity tests
then run once for each operator, each of its inputs that has a gradient, and each way to break it:

    sign    the gradient's sign is turned round
    scale   the gradient is 1.001 times too large
    sum     sums, such as those over axes that the input was broadcast along, take one element

A first run without a mutation notes which inputs have a gradient and which gradients are sums. An
operator with a pullback that this run never reaches counts as a mutation that no test notices. Those
are named at the end, and the exit code is then 1.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OPERATORS = "Sources/Tensors/Operators"
KINDS = ["sign", "scale", "sum"]
NOTHING, SURVIVES = "–", "**survives**"
START, END = "<!-- mutations: begin -->", "<!-- mutations: end -->"

# The tests that run, by what the table calls them.
TESTS = {
    "first": ("GradientTests/firstDerivatives", "firstDerivatives(_:)"),
    "second": ("GradientTests/secondDerivatives", "secondDerivatives(_:)"),
    "casts": ("GradientTests/casts", "casts(from:to:)"),
    "parity": ("ParityTests/values", "results and gradients are PyTorch's"),
}

# What is changed in the copy: file, text, replacement.
PATCHES = [
    ("Sources/Tensors/Node.swift",
     "applied.pullback(upstream, to: index, inputs: inputs, output: output)",
     "Mutation.pullback(applied, upstream, to: index, inputs: inputs, output: output)"),
    (f"{OPERATORS}/Sum.swift",
     "Tensor.apply(Sum(axes: axes.sorted(), keepingAxes: keepingAxes), [self])",
     "Mutation.sum(self, Sum(axes: axes.sorted(), keepingAxes: keepingAxes))"),
]

# Only these tests are built, and what they need.
MANIFEST = '''
package.products = []
package.targets.removeAll { target in
  target.type == .executable || target.name == "Commands"
    || (target.type == .test && target.name != "TensorsTests")
}
'''


def read(path):
    with open(path, "rb") as file:
        return file.read()


def package_files():
    """The files of the copy and what they hold: those of the package, some of them changed."""
    files = {}
    for name in ["Package.swift", "Package.resolved"]:
        if os.path.exists(os.path.join(ROOT, name)):
            files[name] = read(os.path.join(ROOT, name))
    for top in ["Sources", "Datasets", "Tests/TestSupport", "Tests/TensorsTests", "Tests/Parity"]:
        for folder, _, names in os.walk(os.path.join(ROOT, top)):
            for name in names:
                path = os.path.join(folder, name)
                files[os.path.relpath(path, ROOT)] = read(path)
    for path, text, replacement in PATCHES:
        if files[path].count(text.encode()) != 1:
            raise SystemExit(f"error: {path} does not hold '{text}' once")
        files[path] = files[path].replace(text.encode(), replacement.encode())
    files["Sources/Tensors/Mutation.swift"] = read(os.path.join(ROOT, "Tests/Mutation.swift"))
    files["Package.swift"] += MANIFEST.encode()
    return files


def copy_package(folder):
    """Makes the copy. Files that stay as they are keep their dates: they are not compiled again."""
    files = package_files()
    for top in ["Sources", "Datasets", "Tests"]:
        for directory, _, names in os.walk(os.path.join(folder, top)):
            for name in names:
                path = os.path.join(directory, name)
                if os.path.relpath(path, folder) not in files:
                    os.remove(path)
    for name, content in files.items():
        path = os.path.join(folder, name)
        if os.path.exists(path) and read(path) == content:
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)


def build(folder):
    """Builds the copy's tests: the program that runs them."""
    flags = ["-c", "release", "-Xswiftc", "-enable-testing"]
    swift = os.environ.get("SWIFT", "swift")
    subprocess.run([swift, "build", "--build-tests", *flags], cwd=folder, check=True)
    found = subprocess.run(
        [swift, "build", "--show-bin-path", *flags], cwd=folder, check=True, text=True,
        stdout=subprocess.PIPE)
    return os.path.join(found.stdout.strip(), "TesseraPackageTests.xctest")


class Run:
    """One run of the tests: those that failed, what they printed, and the seconds that it took."""

    def __init__(self, binary, seconds, **environment):
        command = [binary, "--testing-library", "swift-testing"]
        for pattern, _ in TESTS.values():
            command += ["--filter", pattern]
        environment = dict(
            os.environ, SWIFT_BACKTRACE="enable=no", OPENBLAS_NUM_THREADS="1", **environment)
        environment.pop("TESSERA_PARITY_FIXTURES", None)
        start = time.monotonic()
        try:
            done = subprocess.run(
                command, env=environment, text=True, errors="replace", timeout=seconds,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            self.ended, self.output = True, done.stdout
        except subprocess.TimeoutExpired:
            self.ended, self.output, done = False, "", None
        self.seconds = time.monotonic() - start
        self.failed = [name for name in TESTS if self.came(name, "failed")]
        self.passed = [name for name in TESTS if self.came(name, "passed")]
        if done and done.returncode and not self.failed:
            self.failed = ["the tests ended early"]

    def came(self, name, result):
        title = re.escape(TESTS[name][1])
        return re.search(f'Test "?{title}"? (?:with \\d+ test cases? )?{result}', self.output)


def first_run(binary, folder):
    """The tests without a mutation: what they reach, as lines, and the seconds that they take."""
    log = os.path.join(folder, "reached.txt")
    open(log, "w").close()
    run = Run(binary, 600, TESSERA_MUTATION_LOG=log)
    if run.passed != list(TESTS):
        print(run.output[-4000:])
        raise SystemExit(f"error: without a mutation these tests pass: {run.passed}")
    with open(log) as file:
        return set(file.read().splitlines()), run.seconds


def differentiable_operators(folder):
    """Whether each operator has a pullback that is not nil throughout, by its type."""
    found = {}
    for name in sorted(os.listdir(os.path.join(folder, OPERATORS))):
        text = read(os.path.join(folder, OPERATORS, name)).decode()
        for part in re.split(r"(?m)^struct ", text)[1:]:
            declared = re.match(r"(\w+): (?:Unary|Binary)?Operator\b", part)
            if declared:
                nothing = re.search(r"func pullback\([^{]*\{\s*nil\s*\}", part)
                found[declared[1]] = not nothing
    return found


def places(reached, differentiable):
    """The inputs to break, each with the mutations that change something; those never tried."""
    found, untried = [], []
    for name in sorted(differentiable):
        inputs = sorted({int(line.split()[1]) for line in reached if line.split()[0] == name})
        if differentiable[name] and not any(f"{name} {i} gradient" in reached for i in inputs):
            untried.append(f"{name}: no gradient")
        for index in inputs:
            place = f"{name} {index}"
            if f"{place} gradient" in reached:
                found.append((place, KINDS if f"{place} sum" in reached else KINDS[:2]))
            elif f"{place} input" in reached and f"{place} none" not in reached:
                untried.append(f"{name}: the gradient of input {index}")
    return found, untried


def check(binary, tried, seconds, jobs):
    """Runs every mutation: what noticed each, and the mutations that no test noticed."""
    found, survivors = {}, []
    mutations = [(place, kind) for place, kinds in tried for kind in kinds]

    def run(mutation):
        place, kind = mutation
        return Run(binary, seconds, TESSERA_MUTATED=place, TESSERA_MUTATION=kind)

    with ThreadPoolExecutor(jobs) as pool:
        for count, (mutation, done) in enumerate(zip(mutations, pool.map(run, mutations)), 1):
            noticed = ", ".join(done.failed)
            if not noticed:
                noticed = SURVIVES if done.ended else f"{SURVIVES}: no end in {seconds:.0f} s"
                survivors.append("{}: {}".format(*mutation))
            found[mutation] = noticed
            print("[{}/{}] {:28} {:6} {} ({:.1f} s)".format(
                count, len(mutations), *mutation, noticed, done.seconds), flush=True)
    return found, survivors


def report(tried, found, differentiable, path):
    """Writes the table between the two marks of a document."""
    lines = ["| operator | input | " + " | ".join(KINDS) + " |", "| --- |" + " --- |" * 4]
    for place, kinds in tried:
        cells = [found[place, kind] if kind in kinds else NOTHING for kind in KINDS]
        lines.append("| " + " | ".join(place.split() + cells) + " |")
    constant = sorted(name for name in differentiable if not differentiable[name])
    lines += ["", "Operators without a gradient: " + ", ".join(constant) + "."]
    with open(path) as file:
        text = file.read()
    table = "\n".join([START, "", *lines, "", END])
    with open(path, "w") as file:
        file.write(re.sub(f"{START}.*{END}", lambda _: table, text, flags=re.S))


def main():
    parser = argparse.ArgumentParser(description="Breaks each operator's gradient in turn.")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="the operators to break")
    parser.add_argument("--report", help="the document whose table is written")
    parser.add_argument(
        "--folder", default=os.path.join(ROOT, ".build-mutate"), help="where the copy is built")
    parser.add_argument("--jobs", type=int, default=2, help="how many runs at once")
    arguments = parser.parse_args()
    if arguments.only and arguments.report:
        parser.error("--report needs every operator: leave out --only")
    start = time.monotonic()
    copy_package(arguments.folder)
    binary = build(arguments.folder)
    print(f"built after {time.monotonic() - start:.0f} s", flush=True)
    reached, seconds = first_run(binary, arguments.folder)
    differentiable = differentiable_operators(arguments.folder)
    tried, survivors = places(reached, differentiable)
    if arguments.only:
        tried = [(place, kinds) for place, kinds in tried if place.split()[0] in arguments.only]
        survivors = []
    print(f"the tests pass in {seconds:.1f} s; {len(tried)} gradients to break", flush=True)
    found, unnoticed = check(binary, tried, 60 + 20 * seconds, arguments.jobs)
    survivors += unnoticed
    if arguments.report:
        report(tried, found, differentiable, arguments.report)
    print(f"{len(found)} mutations of {len(tried)} gradients, {len(found) - len(unnoticed)} noticed, "
          f"after {(time.monotonic() - start) / 60:.1f} minutes")
    for survivor in survivors:
        print(f"not noticed: {survivor}")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
