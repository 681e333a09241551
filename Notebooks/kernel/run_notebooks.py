"""Executes notebooks from scratch, each in a folder of its own, and fails at the first wrong cell.

    run_notebooks.py [--update] NOTEBOOK…

`--update` writes the outputs into the notebooks. A notebook says in its metadata which modules its
Python cells import; it runs with the first of TESSERA_PYTHON and this Python that has them.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Seconds for one cell.
LIMIT = 600


def interpreter(modules):
    """The Python for the Python cells; None where none has the modules."""
    for candidate in filter(None, (os.environ.get("TESSERA_PYTHON"), sys.executable)):
        own = ("PYTHONPATH", "LD_LIBRARY_PATH")
        environment = {key: value for key, value in os.environ.items() if key not in own}
        command = [candidate, "-c", "".join(f"import {name}\n" for name in modules)]
        try:
            if subprocess.run(command, env=environment, capture_output=True).returncode == 0:
                return candidate
        except OSError:
            continue
    return None


def clean(notebook):
    """Leaves only what does not differ from run to run and from machine to machine."""
    notebook.metadata.pop("language_info", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)


def run(path, update):
    """Executes one notebook; returns whether its cells are right."""
    name = os.path.basename(path)
    notebook = nbformat.read(path, as_version=4)
    modules = notebook.metadata.get("tessera", {}).get("python", [])
    python = interpreter(modules)
    if python is None:
        print(f"skipped: {name} (its Python cells need {', '.join(modules)})")
        return True
    os.environ["TESSERA_PYTHON"], before = python, os.environ.get("TESSERA_PYTHON")
    folder = tempfile.mkdtemp(prefix="notebook-")
    start = time.monotonic()
    try:
        client = NotebookClient(
            notebook, timeout=LIMIT, kernel_name="tessera-swift", coalesce_streams=True,
            resources={"metadata": {"path": folder}})
        client.execute()
    except CellExecutionError as error:
        print(f"{name}: a cell failed\n{error}", file=sys.stderr)
        return False
    finally:
        os.environ.pop("TESSERA_PYTHON")
        if before is not None:
            os.environ["TESSERA_PYTHON"] = before
        shutil.rmtree(folder, ignore_errors=True)
    clean(notebook)
    text = nbformat.writes(notebook)
    for place in (ROOT, folder):
        if place in text:
            print(f"{name}: an output names the folder {place}", file=sys.stderr)
            return False
    if update:
        nbformat.write(notebook, path)
    count = sum(cell.cell_type == "code" for cell in notebook.cells)
    print(f"{name}: {count} cells, {time.monotonic() - start:.0f} s", flush=True)
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--update", action="store_true")
    parser.add_argument("notebooks", nargs="+")
    options = parser.parse_args()
    if not all([run(path, options.update) for path in options.notebooks]):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
