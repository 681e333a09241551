"""Starting processes and measuring them; medians; Markdown tables.

The process that measures imports nothing large: Linux counts a parent's peak memory to the child
that it starts.
"""

import os
import select
import statistics
import subprocess
import tempfile
import time

THREAD_VARIABLES = (
    "TESSERA_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Failure(Exception):
    """A run that was not possible or went wrong; its text says why."""


def environment(threads):
    result = dict(os.environ)
    if threads:
        result.update({name: str(threads) for name in THREAD_VARIABLES})
    return result


def last_line(data):
    lines = data.decode(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else ""


def run(command, threads=None, variables=None):
    """Runs a process to its end: (standard output, peak MB, when it was started)."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.time()
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
                env=dict(environment(threads), **(variables or {})))
        except OSError as error:
            raise Failure(f"failed: {os.path.basename(command[0])}: {error.strerror}") from error
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            message = last_line(errors.read()) or f"exit code {process.returncode}"
            raise Failure(f"failed: {os.path.basename(command[0])}: {message}")
        output.seek(0)
        return output.read().decode(errors="replace"), usage.ru_maxrss / 1024, started


def seconds_to_first_line(command, threads=None, limit=60):
    """Starts a process, waits for its first line of output, and ends it."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors, subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
            env=environment(threads), bufsize=0) as process:
        is_ready = select.select([process.stdout], [], [], limit)[0]
        seconds = time.perf_counter() - start
        found = process.stdout.read(1) if is_ready else b""
        process.kill()
        if not found:
            process.wait()
            errors.seek(0)
            message = last_line(errors.read()) or "no line on standard output"
            raise Failure(f"failed: {os.path.basename(command[0])}: {message}")
    return seconds


def processor_text(key):
    """What the system says of the first processor under a key, or nothing."""
    try:
        with open("/proc/cpuinfo") as file:
            lines = [line for line in file if line.startswith(key)]
    except OSError:
        return ""
    return lines[0].split(":", 1)[1].strip() if lines else ""


def processor():
    name = processor_text("model name") or "unknown processor"
    return f"{name}, {processors()} processors usable"


def processors():
    return len(os.sched_getaffinity(0))


def steady(seconds):
    """The median over all epochs but the first."""
    return statistics.median(seconds[1:])


def ratio(ours, theirs):
    """Ours over theirs, pair by pair: (the median, a text with the range)."""
    values = sorted(a / b for a, b in zip(ours, theirs))
    middle = statistics.median(values)
    text = f"{middle:.2f} ×"
    if len(values) > 1:
        text += f" ({values[0]:.2f} to {values[-1]:.2f})"
    return middle, text


def print_table(headers, rows):
    """Prints a Markdown table; the columns after the first are numbers."""
    print("| " + " | ".join(headers) + " |")
    print("| --- |" + " --: |" * (len(headers) - 1))
    for row in rows:
        print("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |", flush=True)
