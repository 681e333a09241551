"""Tests of the kernel: what cells print, keep and show, and how they fail."""

import os
import threading
import time
import unittest

from jupyter_client.manager import start_new_kernel


class KernelTests(unittest.TestCase):
    """Runs cells in one kernel, in the order of the tests' names."""

    @classmethod
    def setUpClass(cls):
        # Python cells then run in the kernel's own Python, which has what they import here.
        os.environ.pop("TESSERA_PYTHON", None)
        cls.manager, cls.client = start_new_kernel(kernel_name="tessera-swift")
        cls.run_cell(cls, "import Tessera\nlet kept = 42")

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel()

    def run_cell(self, code):
        """The reply to a cell, and what it sent to the notebook by kind of message."""
        sent = {"stream": "", "execute_result": [], "display_data": [], "error": []}

        def keep(message):
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                sent[kind] += content["text"]
            elif kind in sent:
                sent[kind].append(content)

        reply = self.client.execute_interactive(code, output_hook=keep, timeout=120)
        return reply["content"], sent

    def check_kept(self):
        self.assertEqual(self.run_cell("print(kept)")[1]["stream"], "42\n")

    def test_prints_to_both_outputs(self):
        sent = self.run_cell('print("a ü", terminator: "")\nfputs("b", stderr)')[1]
        self.assertEqual(sorted(sent["stream"]), sorted("a üb"))

    def test_streams_while_the_cell_runs(self):
        times = []

        def note(message):
            if message["msg_type"] == "stream":
                times.append(time.monotonic())

        self.client.execute_interactive(
            "for i in 0..<3 { print(i); usleep(300_000) }", timeout=120, output_hook=note)
        self.assertGreater(times[-1] - times[0], 0.4)

    def test_keeps_what_cells_define(self):
        self.run_cell("func twice(_ x: Int) -> Int { 2 * x }\nvar counter = 1")
        self.run_cell("counter += twice(10)")
        self.assertEqual(self.run_cell("print(counter)")[1]["stream"], "21\n")

    def test_shows_the_last_value(self):
        for code, text in [
                ("1 + 1", "2"), ('"a" + "b"', '"ab"'), ("Tensor([1, 2])", "float32 [2]\n[1, 2]"),
                ("[1.5, 2]", "[1.5, 2.0]")]:
            with self.subTest(code):
                result = self.run_cell(code)[1]["execute_result"]
                self.assertEqual([r["data"]["text/plain"] for r in result], [text])
        self.assertEqual(self.run_cell("let silent = 1")[1]["execute_result"], [])

    def test_shows_pictures(self):
        image = "Image(NDArray(shape: [2, 3], of: UInt8.self) { $0.initialize(repeating: 9) })"
        plot = 'LinePlot(series: [.init(name: "", values: [1])])'
        for code in (f"try display({image})", image, plot):
            with self.subTest(code):
                sent = self.run_cell(code)[1]
                (picture,) = sent["display_data"]
                self.assertTrue(picture["data"]["image/png"].startswith("iVBORw0KGgo"))
                self.assertEqual((sent["stream"], sent["execute_result"]), ("", []))

    def test_says_what_the_compiler_says(self):
        reply, sent = self.run_cell("let x = 1\nlet y: String = x + 2")
        self.assertEqual(reply["status"], "error")
        (error,) = sent["error"]
        self.assertEqual(error["traceback"], [
            "error: line 2, column 19: "
            "cannot convert value of type 'Int' to specified type 'String'\n"
            "let y: String = x + 2\n"
            "                ~~^~~"])
        self.check_kept()

    def test_says_what_was_thrown(self):
        reply, _ = self.run_cell('_ = try SafetensorsFile(contentsOf: "/nowhere")')
        self.assertEqual((reply["status"], reply["ename"]), ("error", "error"))
        self.assertIn("/nowhere", reply["evalue"])
        self.check_kept()

    def test_goes_on_after_a_trap(self):
        for code, message in [
                ("[1][Int(kept)]", "Index out of range"),
                ("Tensor([1, 2]) + Tensor([1, 2, 3])", "shapes [2] and [3]")]:
            with self.subTest(code):
                reply, sent = self.run_cell(code)
                self.assertEqual((reply["status"], reply["ename"]), ("error", "stopped"))
                self.assertIn(message, sent["stream"])
                self.check_kept()

    def test_interrupts_a_cell(self):
        self.run_cell("var steps = 0")
        for code in ("while true { usleep(1000) }", "while true { steps += 1 }"):
            with self.subTest(code):
                timer = threading.Timer(2, self.manager.interrupt_kernel)
                timer.start()
                reply, _ = self.run_cell(code)
                self.assertEqual((reply["status"], reply["ename"]), ("error", "stopped"))
                self.assertIn("interrupted", reply["evalue"])
                self.check_kept()
        reply, sent = self.run_cell("steps = 0\nsteps += 1\nprint(steps)")
        self.assertEqual((reply["status"], sent["stream"]), ("ok", "1\n"))

    def test_starts_again_after_the_program_ended(self):
        reply, _ = self.run_cell("exit(3)")
        self.assertEqual((reply["status"], reply["ename"]), ("error", "ended"))
        self.assertIn("exit code 3", reply["evalue"])
        self.run_cell("import Tessera\nlet kept = 42")
        self.check_kept()

    def test_runs_python_cells(self):
        code = "%%python\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint('ü', 1 + 1)"
        reply, sent = self.run_cell(code)
        self.assertEqual((reply["status"], sent["stream"]), ("ok", "ü 2\n"))
        self.assertEqual(len(sent["display_data"]), 1)
        reply, sent = self.run_cell("%%python\n\n1 / 0")
        self.assertEqual((reply["status"], reply["ename"]), ("error", "Python"))
        self.assertIn("line 3", sent["stream"])
        self.assertIn("ZeroDivisionError", sent["stream"])

    def test_interrupts_python_cells(self):
        threading.Timer(1, self.manager.interrupt_kernel).start()
        reply, sent = self.run_cell("%%python\nimport time\ntime.sleep(60)")
        self.assertEqual(reply["status"], "error")
        self.assertIn("KeyboardInterrupt", sent["stream"])


if __name__ == "__main__":
    unittest.main()
