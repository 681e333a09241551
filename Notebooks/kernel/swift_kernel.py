"""A Jupyter kernel for Swift that imports Tessera.

The kernel specification that `install.py` writes sets the environment variables that are read here.
Cells are Swift; those that begin with `%%python` are Python programs of their own.
"""

import base64
import codecs
import os
import re
import signal
import subprocess
import sys

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

from swift_repl import Result, start

FOLDER = os.path.dirname(os.path.abspath(__file__))
ESCAPE = re.compile("\x1b\\]tessera;(png|text);([A-Za-z0-9+/=]*)\x07")
# The longest text that a sequence begins with before its end has arrived.
BEGINNING = "\x1b]tessera;"


class SwiftKernel(Kernel):
    """Hands cells to the REPL and what they write to the notebook."""

    implementation = "tessera-swift"
    implementation_version = "1.0"
    banner = "Swift with Tessera"
    language_info = {
        "name": "swift", "mimetype": "text/x-swift", "file_extension": ".swift",
        "codemirror_mode": "swift", "pygments_lexer": "swift",
    }

    def __init__(self, **options):
        super().__init__(**options)
        self._repl = None
        # The process of the Python cell that runs.
        self._python = None
        # The beginning of an escape sequence whose end has not arrived.
        self._rest = ""
        # The text of the cell's value.
        self._value = None
        self._silent = False

    async def do_execute(
            self, code, silent, store_history=True, user_expressions=None, allow_stdin=False, **_):
        """Runs a cell; an interruption stops it."""
        before = signal.signal(signal.SIGINT, lambda *_: self._interrupt())
        self._silent, self._value, self._python = silent, None, None
        try:
            trouble = self._python_cell(code) if is_python(code) else self._swift_cell(code)
        finally:
            signal.signal(signal.SIGINT, before)
        self._flush()
        if trouble:
            return self._fail(*trouble)
        if self._value is not None and not silent:
            self.send_response(self.iopub_socket, "execute_result", {
                "execution_count": self.execution_count, "metadata": {},
                "data": {"text/plain": self._value}})
        return {
            "status": "ok", "execution_count": self.execution_count, "payload": [],
            "user_expressions": {}}

    # Swift

    def _swift_cell(self, code):
        """Runs Swift; returns the name and text of what went wrong, or None."""
        if not code.strip():
            return None
        if self._repl is None:
            self._start()
        result = self._repl.evaluate(code, self._receive)
        if result.kind == "value":
            shown = self._repl.evaluate(f"try showInNotebook({result.text})", self._receive)
            # A value that no generic function takes has no text, which is no mistake of the cell.
            result = Result("nothing") if shown.kind == "wrong" else shown
        return self._trouble(result)

    def _start(self):
        """Starts the REPL, at the first cell rather than with the kernel: it takes seconds."""
        self._repl = start()
        self._prepare()

    def _prepare(self):
        with open(os.path.join(FOLDER, "Prelude.swift"), encoding="utf-8") as file:
            result = self._repl.evaluate(file.read(), self._receive)
        if result.kind not in ("value", "nothing"):
            raise RuntimeError(f"the prelude does not run: {result.text}")

    def _trouble(self, result: Result):
        if result.kind in ("value", "nothing"):
            return None
        if result.kind == "wrong":
            return "compiler", result.text
        if result.kind == "thrown":
            self._repl.evaluate(f"showErrorInNotebook(at: {result.text})", self._receive)
            return "error", self._value or "the cell threw an error"
        if result.kind == "stopped":
            cause = "interrupted" if "SIGINT" in result.text else f"stopped by {result.text}"
            return "stopped", f"the cell was {cause}; what other cells defined is kept"
        self._prepare()
        return "ended", f"{result.text}; it was started again, and what cells defined is gone"

    # Python

    def _python_cell(self, code):
        """Runs a cell in Python; returns the name and text of what went wrong, or None."""
        interpreter = os.environ.get("TESSERA_PYTHON") or sys.executable
        own = ("PYTHONPATH", "LD_LIBRARY_PATH")
        self._python = subprocess.Popen(
            [interpreter, "-u", os.path.join(FOLDER, "python_cell.py")],
            env={key: value for key, value in os.environ.items() if key not in own},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True)
        # The first line stays as an empty one, so that messages count lines as the cell does.
        self._python.stdin.write(("\n" + code.partition("\n")[2]).encode())
        self._python.stdin.close()
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        while chunk := os.read(self._python.stdout.fileno(), 1 << 16):
            self._receive("stdout", decoder.decode(chunk))
        status = self._python.wait()
        return ("Python", f"Python ended with exit code {status}") if status else None

    # What cells write

    def _receive(self, output, text):
        """Sends text to the notebook, and what is between as pictures or as the cell's value."""
        if output == "stderr":
            self._write(text, output)
            return
        text = self._rest + text
        position = 0
        for found in ESCAPE.finditer(text):
            self._write(text[position:found.start()])
            self._show(found[1], found[2])
            position = found.end()
        text = text[position:]
        start = text.rfind("\x1b")
        is_begun = start >= 0 and (
            text[start:].startswith(BEGINNING) or BEGINNING.startswith(text[start:]))
        self._rest = text[start:] if is_begun else ""
        self._write(text[:start] if is_begun else text)

    def _flush(self):
        """Sends what looked like the beginning of a sequence and was none."""
        rest, self._rest = self._rest, ""
        self._write(rest)

    def _write(self, text, output="stdout"):
        if text and not self._silent:
            self.send_response(self.iopub_socket, "stream", {"name": output, "text": text})

    def _show(self, kind, encoded):
        if kind == "text":
            self._value = base64.b64decode(encoded).decode(errors="replace")
        elif not self._silent:
            self.send_response(self.iopub_socket, "display_data", {
                "data": {"image/png": encoded}, "metadata": {}})

    def _fail(self, name, text):
        content = {"ename": name, "evalue": text.partition("\n")[0], "traceback": [text]}
        if not self._silent:
            self.send_response(self.iopub_socket, "error", content)
        return {"status": "error", "execution_count": self.execution_count, **content}

    # The kernel's life

    def _interrupt(self):
        if self._python:
            self._python.send_signal(signal.SIGINT)
        elif self._repl:
            self._repl.interrupt()

    def do_shutdown(self, restart):
        """Ends the Swift program with the kernel."""
        if self._repl:
            self._repl.close()
        return {"status": "ok", "restart": restart}


def is_python(code):
    """Whether a cell is Python."""
    return code.partition("\n")[0].strip() == "%%python"


if __name__ == "__main__":
    IPKernelApp.launch_instance(kernel_class=SwiftKernel)
