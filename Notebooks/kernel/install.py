#!/usr/bin/env python3
"""Installs the Swift kernel for Jupyter.

    install.py [--built .build/release] [--prefix DIR]

The kernel lives in the virtual environment `.venv-kernel`, whose Python is the version that the
toolchain's lldb was built with, and reads the modules in the build folder. With a prefix, Jupyter
elsewhere finds it too: ~/.local is where a user's kernels are. Where the kernel cannot run, prints
why and exits with 3.
"""

import argparse
import glob
import json
import mmap
import os
import re
import shutil
import subprocess
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(FOLDER))
ENVIRONMENT = os.path.join(ROOT, ".venv-kernel")
REQUIREMENTS = os.path.join(FOLDER, "requirements.txt")
NAME = "tessera-swift"
# The targets below Tessera; what is missing here the linker names.
TARGETS = """
    CKernels Arrays ArrayFiles ONNX SwiftProtobuf ONNXFiles Tensors Layers Images Datasets Executing
    Inference Exporting Importing TensorBoard Terminals VAE Tessera
    """.split()
HEADERS = ["CKernels/include", "COpenBLAS", "CPNG", "CZlib", "CDeflate"]


class Unavailable(Exception):
    """Why the kernel cannot run here."""


def toolchain():
    """The toolchain's folder that has bin and lib."""
    try:
        answer = subprocess.run(
            ["swift", "-print-target-info"], capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unavailable("swift is not on the PATH") from error
    return os.path.dirname(os.path.dirname(json.loads(answer)["paths"]["runtimeResourcePath"]))


def lldb_module(usr):
    """The folder of lldb's Python module, and the version of Python that it was built with."""
    library = os.path.join(usr, "lib", "liblldb.so")
    places = [
        place for folder in ("local/lib", "lib") for kind in ("dist", "site")
        for place in glob.glob(os.path.join(usr, folder, "python3*", f"{kind}-packages"))
        if os.path.isdir(os.path.join(place, "lldb"))]
    if not places or not os.path.exists(library):
        raise Unavailable("the toolchain has no lldb with a Python module")
    with open(library, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        found = re.search(rb"libpython(3\.\d+)\.so", text)
        version = found and found[1].decode()
    if not version:
        raise Unavailable("the toolchain's lldb names no shared library of Python")
    return places[0], version


def shared_python(version):
    """A Python of that version, and the folder of its shared library."""
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    candidates = [
        os.environ.get("KERNEL_PYTHON"), shutil.which(f"python{version}"),
        *sorted(glob.glob(os.path.join(pyenv, "versions", f"{version}*", "bin", "python")))]
    question = (
        "import sys, sysconfig; get = sysconfig.get_config_var;"
        " print('%d.%d' % sys.version_info[:2], get('LIBDIR'), get('MULTIARCH') or '.',"
        " get('INSTSONAME'), sep='\\n')")
    for candidate in filter(None, candidates):
        try:
            answer = subprocess.run([candidate, "-c", question], capture_output=True, text=True)
        except OSError:
            continue
        if answer.returncode != 0 or not answer.stdout.startswith(f"{version}\n"):
            continue
        _, folder, architecture, name = answer.stdout.split("\n")[:4]
        for place in (folder, os.path.join(folder, architecture)):
            if ".so" in name and os.path.exists(os.path.join(place, name)):
                return candidate, os.path.normpath(place)
    raise Unavailable(
        f"the toolchain's lldb needs libpython{version}.so.1.0, and there is no Python {version}"
        f" with a shared library: install python{version} and libpython{version}, or build it with"
        f" 'PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install {version}'")


def arrange_environment(python):
    """Makes the virtual environment where it is not as the requirements say."""
    stamp = os.path.join(ENVIRONMENT, "requirements.txt")
    with open(REQUIREMENTS, encoding="utf-8") as file:
        wanted = file.read()
    if os.path.exists(stamp):
        with open(stamp, encoding="utf-8") as file:
            if file.read() == wanted:
                return
    print("Arranging Python packages for the kernel in .venv-kernel", flush=True)
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    pip = [os.path.join(ENVIRONMENT, "bin", "python"), "-m", "pip", "install", "--quiet"]
    for command in ([python, "-m", "venv", ENVIRONMENT],
                    pip + ["--disable-pip-version-check", "-r", REQUIREMENTS]):
        answer = subprocess.run(command, capture_output=True, text=True)
        if answer.returncode != 0:
            last = (answer.stderr.strip() or "no message").split("\n")[-1]
            raise Unavailable(f"the kernel's packages could not be installed: {last}")
    shutil.copy(REQUIREMENTS, stamp)


def link(built):
    """Makes one shared library of the built objects, and returns its path."""
    objects = []
    for target in TARGETS:
        found = glob.glob(
            os.path.join(glob.escape(built), f"{target}.build", "**", "*.o"), recursive=True)
        if not found:
            raise SystemExit(f"error: {built} has no {target}: build first (make build)")
        objects += sorted(found)
    library = os.path.join(built, "libTesseraNotebook.so")
    # Without debugging information, which lldb would read at the start of every notebook.
    options = ["-Xlinker", "-S", "-Xlinker", "-z", "-Xlinker", "defs"]
    response = os.path.join(built, "libTesseraNotebook.objects")
    with open(response, "w", encoding="utf-8") as file:
        file.writelines(f'"{name}"\n' for name in objects)
    subprocess.run(
        ["swiftc", "-emit-library", "-o", library, f"@{response}", *options,
         "-lopenblas", "-lpng", "-lz", "-ldeflate"], check=True)
    return library


def specification(usr, module, libraries, built, library):
    """What Jupyter reads to start the kernel."""
    swift = os.path.join(usr, "lib", "swift")
    parts = ("linux", "host", "host/compiler")
    search = [libraries] + [os.path.join(swift, part) for part in parts]
    return {
        "argv": [
            os.path.join(ENVIRONMENT, "bin", "python"), os.path.join(FOLDER, "swift_kernel.py"),
            "-f", "{connection_file}", "--log-level=ERROR"],
        "display_name": "Swift (Tessera)",
        "language": "swift",
        "interrupt_mode": "signal",
        "env": {
            "LD_LIBRARY_PATH": ":".join(search),
            "PYTHONPATH": module,
            "TESSERA_TOOLCHAIN": usr,
            "TESSERA_MODULES": os.path.join(built, "Modules"),
            "TESSERA_HEADERS": ":".join(os.path.join(ROOT, "Sources", name) for name in HEADERS),
            "TESSERA_LIBRARY": library,
        },
    }


def check(environment):
    """Starts the REPL once, as the kernel would."""
    answer = subprocess.run(
        [os.path.join(ENVIRONMENT, "bin", "python"), os.path.join(FOLDER, "swift_repl.py")],
        env={**os.environ, **environment}, capture_output=True, text=True)
    if answer.returncode != 0:
        last = (answer.stderr.strip() or "no message").split("\n")[-1]
        raise Unavailable(f"the toolchain's lldb does not run Swift here: {last}")


def install(built, prefix):
    """Makes everything, and prints where the specification is."""
    usr = toolchain()
    module, version = lldb_module(usr)
    python, libraries = shared_python(version)
    arrange_environment(python)
    kernel = specification(usr, module, libraries, built, link(built))
    check(kernel["env"])
    for place in filter(None, (ENVIRONMENT, prefix)):
        folder = os.path.join(os.path.expanduser(place), "share", "jupyter", "kernels", NAME)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "kernel.json"), "w", encoding="utf-8") as file:
            json.dump(kernel, file, indent=2)
        print(f"Installed the kernel {NAME} in {folder}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--built", default=os.path.join(ROOT, ".build", "release"))
    parser.add_argument("--prefix")
    options = parser.parse_args()
    try:
        install(os.path.abspath(options.built), options.prefix)
    except Unavailable as reason:
        print(f"error: {reason}", file=sys.stderr)
        raise SystemExit(3) from reason


if __name__ == "__main__":
    main()
