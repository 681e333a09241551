#!/usr/bin/env python3
"""Breaks each operator's gradient in turn and sees whether a test fails: `make mutate`.

    mutate.py [--only NAME …] [--report Tests/README.md] [--folder FOLDER]

The package is copied into a folder of its own, where one function of Sources/Tensors/Gradients.swift
is changed: what an operator's `pullback` returns passes through a switch that reads the mutation
from the environment. So one build serves for all mutations. The gradient and parity tests then run
once for each operator and each way to break it:

    sign        the gradient's sign is turned round
    scale       the gradient is 1.001 times too large
    broadcast   the sum over axes that the input was broadcast along takes one element of each

A mutation that no test notices is printed as a survivor, and the exit code is then 1. One that changes
nothing, because the operator has no gradient or is never broadcast, is not counted.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TESTS = "GradientTests|ParityTests"
KINDS = ["sign", "scale", "broadcast"]
START, END = "<!-- mutations: begin -->", "<!-- mutations: end -->"

DRIVER_LINE = "let fitted = gradient.summed(to: input.shape)"
DRIVER = "let fitted = Mutation.fit(gradient, to: input.shape, by: operation)"
SWITCH = '''
import Foundation

/// What is broken, from the environment: an operator's type, and how.
private enum Mutation {
  static let name = ProcessInfo.processInfo.environment["TESSERA_MUTATED"] ?? ""
  static let kind = ProcessInfo.processInfo.environment["TESSERA_MUTATION"] ?? ""
  /// A file that is made when the mutation changes something.
  static let mark = ProcessInfo.processInfo.environment["TESSERA_MUTATION_MARK"] ?? ""

  static func fit(_ gradient: Tensor, to shape: [Int], by operation: any Operator) -> Tensor {
    guard "\\(type(of: operation))" == name else { return gradient.summed(to: shape) }
    let isBroadcast = gradient.shape != shape
    if kind != "broadcast" || isBroadcast { reached() }
    switch kind {
    case "sign": return (-gradient).summed(to: shape)
    case "scale": return (gradient * 1.001).summed(to: shape)
    case "broadcast" where isBroadcast: return first(gradient, shape)
    default: return gradient.summed(to: shape)
    }
  }

  private static func first(_ gradient: Tensor, _ shape: [Int]) -> Tensor {
    let lead = gradient.rank - shape.count
    let element = (0..<gradient.rank).reduce(gradient) { gradient, axis in
      let isSummed = axis < lead || (shape[axis - lead] == 1 && gradient.shape[axis] > 1)
      return isSummed && gradient.shape[axis] > 0 ? gradient.sliced(axis: axis, 0..<1) : gradient
    }
    return element.count == shape.reduce(1, *)
      ? element.reshaped(to: shape) : gradient.summed(to: shape)
  }

  private static func reached() {
    FileManager.default.createFile(atPath: mark, contents: nil)
  }
}
'''


def copy_package(folder):
    """Copies what the tests need, and puts the switch into the driver of gradients."""
    for name in ["Package.swift", "Package.resolved", "Sources", "Tests", "Datasets", ".ci"]:
        source, target = os.path.join(ROOT, name), os.path.join(folder, name)
        if os.path.isdir(source):
            # Files that are the same keep their dates, so that they are not compiled again.
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif os.path.exists(source):
            shutil.copy2(source, target)
    path = os.path.join(folder, "Sources/Tensors/Gradients.swift")
    with open(path) as file:
        text = file.read()
    if text.count(DRIVER_LINE) != 1:
        raise SystemExit(f"error: Gradients.swift does not have the line '{DRIVER_LINE}' once")
    with open(path, "w") as file:
        file.write(text.replace(DRIVER_LINE, DRIVER) + SWITCH)


def build(folder):
    flags = ["-c", "release", "-Xswiftc", "-enable-testing"]
    swift = os.environ.get("SWIFT", "swift")
    subprocess.run([swift, "build", "--build-tests", *flags], cwd=folder, check=True)
    found = subprocess.run(
        [swift, "build", "--show-bin-path", *flags], cwd=folder, check=True, text=True,
        stdout=subprocess.PIPE)
    return os.path.join(found.stdout.strip(), "TesseraPackageTests.xctest")


def operators(folder):
    """The types that have a pullback, in the order of their files."""
    names = []
    for directory, _, files in sorted(os.walk(os.path.join(folder, "Sources/Tensors"))):
        for name in sorted(files):
            if name.endswith(".swift"):
                with open(os.path.join(directory, name)) as file:
                    names += re.findall(r"struct (\w+): [\w, ]*Operator\b", file.read())
    return names


def run(binary, folder, name="", kind=""):
    """Runs the tests with a mutation: whether it was reached, and the tests that failed."""
    mark = os.path.join(folder, "reached")
    if os.path.exists(mark):
        os.remove(mark)
    environment = dict(
        os.environ, TESSERA_MUTATED=name, TESSERA_MUTATION=kind, TESSERA_MUTATION_MARK=mark,
        SWIFT_BACKTRACE="enable=no")
    command = [
        binary, "--testing-library", "swift-testing", "--filter", TESTS]
    done = subprocess.run(
        command, cwd=folder, env=environment, text=True, errors="replace", stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    failed = []
    for test in re.findall(r'Test (?:case passing .*? to )?"?(.+?)"? (?:with \d+ test cases )?failed after',
                           done.stdout):
        if test not in failed:
            failed.append(test)
    if done.returncode and not failed:
        failed = ["the tests ended early"]
    return os.path.exists(mark), failed, done


def short(test):
    """A test's name as the table gives it."""
    known = {
        "firstDerivatives(_:)": "first", "secondDerivatives(_:)": "second",
        "results and gradients are PyTorch's": "parity",
        "inputs that repeat elements without memory for them count as their copies": "views",
    }
    return next((value for key, value in known.items() if key in test), test)


def report(rows, path):
    """Writes the table between the two marks of a document."""
    lines = [
        START, "",
        "| operator | " + " | ".join(KINDS) + " |", "| --- |" + " --- |" * len(KINDS)]
    for name, found in rows:
        lines.append(f"| {name} | " + " | ".join(found[kind] for kind in KINDS) + " |")
    table = "\n".join(lines + ["", END])
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(re.sub(f"{START}.*{END}", lambda _: table, text, flags=re.S))


def check(binary, folder, names):
    """Runs every mutation; a row for each operator, and the mutations that no test noticed."""
    rows, survivors = [], []
    for name in names:
        found = {}
        for kind in KINDS:
            reached, failed, _ = run(binary, folder, name, kind)
            caught = ", ".join(short(test) for test in failed)
            found[kind] = (caught or "**survives**") if reached else "–"
            if reached and not failed:
                survivors.append(f"{name}: {kind}")
        print(f"{name:28} " + "   ".join(f"{kind}: {found[kind]}" for kind in KINDS), flush=True)
        rows.append((name, found))
    return rows, survivors


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="+", metavar="NAME", help="operators to break")
    parser.add_argument("--report", help="the document whose table is written")
    parser.add_argument("--folder", help="where the copy is built and kept")
    arguments = parser.parse_args()
    folder = arguments.folder or tempfile.mkdtemp(prefix="tessera-mutate-")
    os.makedirs(folder, exist_ok=True)
    try:
        copy_package(folder)
        binary = build(folder)
        _, failed, done = run(binary, folder)
        if failed:
            print(done.stdout[-4000:])
            raise SystemExit("error: the tests fail without a mutation")
        names = arguments.only or operators(folder)
        rows, survivors = check(binary, folder, names)
        if arguments.report:
            report(rows, arguments.report)
    finally:
        if not arguments.folder:
            shutil.rmtree(folder)
    count = sum(cell != "–" for _, found in rows for cell in found.values())
    print(f"{count} mutations of {len(rows)} operators, {count - len(survivors)} noticed")
    for survivor in survivors:
        print(f"not noticed: {survivor}")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
