"""A Swift REPL in a process of its own, driven through the toolchain's lldb.

lldb compiles each piece of code, runs it in the process `repl_swift`, and keeps what it defines.
What the program writes to standard output and standard error comes through a pipe for each.
"""

import codecs
import os
import platform
import re
import select
import signal
import threading
from dataclasses import dataclass

import lldb

# How lldb marks a piece of code that has no value, such as a declaration.
NO_RESULT = 0x1001
# How often it is looked whether code still runs, in seconds.
POLL = 0.02


@dataclass
class Result:
    """What came of a piece of code: `kind` is value, nothing, wrong, thrown, stopped or ended."""

    kind: str
    # The REPL's name for the value, the address of the error that was thrown, or a text for people.
    text: str = ""


class SwiftREPL:
    """Runs Swift code that can import the modules in a build folder."""

    def __init__(self, toolchain, modules, headers, library):
        lldb.SBDebugger.Initialize()
        self._debugger = lldb.SBDebugger.Create()
        self._debugger.SetAsync(False)
        self._toolchain, self._library = toolchain, library
        self._set("target.swift-module-search-paths", [modules])
        self._set("target.clang-module-search-paths", headers)
        self._options = lldb.SBExpressionOptions()
        self._options.SetLanguage(lldb.eLanguageTypeSwift)
        self._options.SetREPLMode(True)
        # A trap stays where it is until `_unwind`, so that what was defined survives it.
        self._options.SetUnwindOnError(False)
        self._options.SetGenerateDebugInfo(True)
        self._options.SetTimeoutInMicroSeconds(0)
        # The library computes in several threads: all run from the beginning.
        self._options.SetStopOthers(False)
        self._options.SetTryAllThreads(True)
        self._pipes = {name: Pipe() for name in ("stdout", "stderr")}
        self._start()

    def _set(self, name, paths):
        quoted = " ".join(f'"{path}"' for path in paths)
        self._debugger.HandleCommand(f"settings set {name} {quoted}")

    def _start(self):
        error = lldb.SBError()
        self._target = self._debugger.CreateTarget(
            os.path.join(self._toolchain, "bin", "repl_swift"),
            f"{platform.machine()}-unknown-linux-gnu", "host", True, error)
        self._check(error, "lldb does not find the REPL")
        self._target.BreakpointCreateByName("repl_main")
        launch = lldb.SBLaunchInfo([])
        # The two are the kernel's own, and would lead other programs to its Python.
        kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "LD_LIBRARY_PATH")}
        launch.SetEnvironmentEntries([f"{k}={v}" for k, v in kept.items()], False)
        # Turning address randomisation off needs a privilege that containers lack.
        launch.SetLaunchFlags(launch.GetLaunchFlags() & ~lldb.eLaunchFlagDisableASLR)
        launch.SetWorkingDirectory(os.getcwd())
        for descriptor, pipe in enumerate(self._pipes.values(), start=1):
            launch.AddOpenFileAction(descriptor, pipe.path, False, True)
        self._process = self._target.Launch(launch, error)
        self._check(error, "the REPL does not start")
        self._identifier = self._process.GetProcessID()
        self._process.LoadImage(lldb.SBFileSpec(self._library), error)
        self._check(error, f"{self._library} cannot be loaded")
        self._allow_unfinished_accesses()

    def _allow_unfinished_accesses(self):
        """Turns off Swift's check for overlapping accesses: a cell that is stopped leaves accesses
        unfinished, which the check would find in every later cell."""
        for found in self._target.FindSymbols("_swift_disableExclusivityChecking"):
            address = found.symbol.GetStartAddress().GetLoadAddress(self._target)
            self._process.WriteMemory(address, b"\x01", lldb.SBError())

    @staticmethod
    def _check(error, text):
        if not error.Success():
            raise RuntimeError(f"{text}: {error}")

    def evaluate(self, code, on_output):
        """Runs code and calls `on_output`, while it runs, with the name of an output and the text
        that arrived there."""
        values = []

        def run():
            values.append(self._target.EvaluateExpression(code, self._options))

        worker = threading.Thread(target=run, daemon=True)
        worker.start()
        while worker.is_alive():
            self._read(on_output, POLL)
        while self._read(on_output, 0):
            pass
        return self._result(values[0])

    def _read(self, on_output, seconds):
        """Waits for output; returns whether there was any."""
        ready, _, _ = select.select(list(self._pipes.values()), [], [], seconds)
        for name, pipe in self._pipes.items():
            if pipe in ready:
                on_output(name, pipe.read())
        return bool(ready)

    def _result(self, value):
        error, state = value.error, self._process.state
        if state in (lldb.eStateExited, lldb.eStateCrashed, lldb.eStateDetached):
            status = self._process.GetExitStatus()
            self._start()
            return Result("ended", f"the program ended with exit code {status}")
        if error.Success():
            name = value.GetName() or ""
            if name.startswith("$E"):
                return Result("thrown", str(value.GetData().GetUnsignedInt64(lldb.SBError(), 0)))
            return Result("value", name)
        if error.value == NO_RESULT:
            return Result("nothing")
        if reason := re.search(r"Expression execution was interrupted: (.*)\.", str(error)):
            return self._stopped(reason[1])
        return Result("wrong", readable(error.description or str(error)))

    def _stopped(self, reason):
        """Goes back to where code can run again after a trap or an interruption."""
        main = self._process.GetThreadAtIndex(0)
        at_fault = [thread.GetStopReason() for thread in self._process.threads[1:]]
        # Another thread would go on in the middle of its trap.
        if lldb.eStopReasonSignal not in at_fault or "SIGINT" in reason:
            if main.UnwindInnermostExpression().Success():
                return Result("stopped", reason)
        self.close()
        self._start()
        return Result("ended", f"the program was stopped by {reason}")

    def interrupt(self):
        """Stops the code that runs."""
        os.kill(self._identifier, signal.SIGINT)

    def close(self):
        """Ends the process."""
        self._process.Kill()


class Pipe:
    """A pipe that another process opens by its path; it stays open when that process ends."""

    def __init__(self):
        self._reading, self._writing = os.pipe()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.path = f"/proc/{os.getpid()}/fd/{self._writing}"

    def fileno(self):
        """What `select` waits for."""
        return self._reading

    def read(self):
        """The text that has arrived."""
        return self._decoder.decode(os.read(self._reading, 1 << 16))


def readable(text):
    """A compiler's messages without the names of the REPL's own files."""
    place = r"^(error|warning|note): \S*repl\S*?:(\d+):(\d+): "
    return re.sub(place, r"\1: line \2, column \3: ", text, flags=re.MULTILINE).strip()


def start():
    """A REPL as the kernel's specification describes it."""
    return SwiftREPL(
        os.environ["TESSERA_TOOLCHAIN"], os.environ["TESSERA_MODULES"],
        os.environ["TESSERA_HEADERS"].split(":"), os.environ["TESSERA_LIBRARY"])


if __name__ == "__main__":
    # Whether it runs here.
    trial = start()
    outcome = trial.evaluate("import Tessera", lambda *_: None)
    trial.close()
    if outcome.kind != "nothing":
        raise SystemExit(outcome.text)
