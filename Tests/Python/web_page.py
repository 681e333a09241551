"""Uses the page of `vae-export --web` in headless Chromium as a reader would, and compares what it shows
with `onnx-run`.

    web_page.py SITE --onnx-run PATH [--screenshots FOLDER] [--chromium PATH]

The last line printed is a JSON object: the number of checks, those that failed, and for each model
milliseconds and the largest difference.
"""

import argparse
import base64
import contextlib
import functools
import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading

import numpy as np
from playwright.sync_api import sync_playwright

TOLERANCE = 1e-5
# A figure of about a seven, in parts of the canvas.
STROKES = [[(0.3, 0.25), (0.5, 0.24), (0.7, 0.26), (0.6, 0.5), (0.45, 0.8)]]
OTHER = [[(0.5, 0.2), (0.5, 0.5), (0.49, 0.8)]]
# onnxruntime-web's interface, answered by Python's onnxruntime.
STAND_IN = """
export const env = { wasm: {}, versions: { web: "stand-in" } };
export class Tensor {
  constructor(type, data, dims) { Object.assign(this, { type, data, dims }); }
}
export class InferenceSession {
  static async create(bytes, options) {
    if (options.executionProviders[0] !== "wasm") throw new Error("no WebAssembly asked for");
    const session = new InferenceSession();
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    session.key = await window.createSession(btoa(text));
    return session;
  }
  async run(feeds) {
    const plain = Object.fromEntries(Object.entries(feeds).map(([name, { type, data, dims }]) =>
      [name, { type, dims, data: Array.from(data, Number) }]));
    const results = await window.runSession(this.key, plain);
    return Object.fromEntries(Object.entries(results).map(([name, data]) =>
      [name, { data: Float32Array.from(data) }]));
  }
}
"""


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def server(folder):
    """Serves a folder on a free port of this machine."""
    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}/"
        running.shutdown()


class Native:
    """The native engine on the page's own files."""

    def __init__(self, command, site):
        self.command, self.site = command, site

    def run(self, file, inputs):
        with tempfile.TemporaryDirectory() as folder:
            arguments = [self.command, "run", str(self.site / file), "--output-dir", folder]
            for name, array in inputs.items():
                np.save(f"{folder}/in-{name}.npy", array)
                arguments += ["--input", f"{name}={folder}/in-{name}.npy"]
            subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
            return {p.stem: np.load(p) for p in pathlib.Path(folder).glob("*.npy")}


class Checks:
    """Counts what was expected and what did not hold."""

    def __init__(self):
        self.count, self.failed = 0, []
        self.difference = {}

    def expect(self, holds, text):
        self.count += 1
        if not holds:
            self.failed.append(text)
            print(f"failed: {text}", flush=True)

    def near(self, found, expected, model, text):
        found, expected = np.asarray(found).ravel(), np.asarray(expected).ravel()
        same = found.shape == expected.shape and found.size > 0
        difference = float(np.abs(found - expected).max()) if same else float("inf")
        self.difference[model] = max(self.difference.get(model, 0.0), difference)
        self.expect(difference <= TOLERANCE, f"{text} of {model}: differs by {difference}")


class Browser:
    """Pages, with what they report about themselves."""

    def __init__(self, browser, address, checks):
        self.browser, self.address, self.checks = browser, address, checks

    @contextlib.contextmanager
    def page(self, query="", may_fail=False, prepare=None, **options):
        problems = []
        context = self.browser.new_context(accept_downloads=True, **options)
        page = context.new_page()
        page.on("console", lambda m: m.type in ("error", "warning") and problems.append(m.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("response", lambda r: r.status >= 400 and problems.append(f"{r.status} {r.url}"))
        page.on("request", lambda r: problems.append(f"request to {r.url}")
                if not r.url.startswith((self.address, "data:", "blob:")) else None)
        if prepare:
            prepare(page)
        page.goto(self.address + query)
        yield page
        if not may_fail:
            self.checks.expect(not problems, f"the page {query or 'itself'} reports {problems[:3]}")
        context.close()


def ready(page):
    page.wait_for_selector("html[data-ready=true]", timeout=60_000)
    settle(page)


def settle(page):
    page.evaluate("async () => { await new Promise(requestAnimationFrame); await tessera.settled(); }")


def numbers(page, expression):
    return np.array(page.evaluate(f"() => Array.from({expression})"), np.float32)


def draw(page, strokes):
    frame = page.locator("#pad").bounding_box()
    for stroke in strokes:
        places = [(frame["x"] + x * frame["width"], frame["y"] + y * frame["height"])
                  for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=6)
        page.mouse.up()
    settle(page)


def switch(page, name):
    page.get_by_label(name, exact=True).check(force=True)
    page.wait_for_function("name => tessera.model.facts.name === name", arg=name, timeout=120_000)
    page.wait_for_function("name => document.querySelector('#facts').textContent.includes(name)",
                           arg=page.evaluate("tessera.model.facts.network"), timeout=120_000)
    settle(page)


class Story:
    """One page, used from the start to the end."""

    def __init__(self, page, native, checks):
        self.page, self.native, self.checks = page, native, checks

    @property
    def facts(self):
        return self.page.evaluate("() => ({ ...tessera.model.facts, points: null })")

    def labels(self, facts):
        label = self.page.evaluate("tessera.label")
        return {"label": np.array([label], np.int64)} if facts["classes"] else {}

    def decoded(self, text):
        """What is shown is what the native engine decodes."""
        facts = self.facts
        latent = numbers(self.page, "tessera.latent").reshape(1, -1)
        expected = self.native.run(
            facts["decoder"]["onnx"]["path"], {"latent": latent, **self.labels(facts)})
        digit = numbers(self.page, "tessera.digit")
        self.checks.near(digit, expected["reconstruction"], facts["name"], text)
        shown = self.page.evaluate("""() => {
          const { width, height } = document.getElementById("digit");
          const context = new OffscreenCanvas(width, height).getContext("2d");
          context.drawImage(document.getElementById("digit"), 0, 0);
          const picture = context.getImageData(0, 0, width, height);
          return Array.from(picture.data.filter((_, index) => index % 4 === 3));
        }""")
        self.checks.expect(np.abs(np.array(shown) - 255 * digit).max() <= 1,
                           f"{text}: the canvas shows other numbers")
        return digit

    def encoded(self, text):
        facts = self.facts
        image = numbers(self.page, "tessera.image")
        shape = [d for d in facts["encoder"]["inputs"] if d["name"] == "image"][0]["shape"]
        expected = self.native.run(
            facts["encoder"]["onnx"]["path"],
            {"image": image.reshape(shape), **self.labels(facts)})
        found = numbers(self.page, "tessera.posterior.mean")
        self.checks.near(found, expected["mean"], facts["name"], text)
        self.checks.near(numbers(self.page, "tessera.latent"), expected["mean"], facts["name"],
                         f"{text}, as it is shown,")

    def model(self):
        """Everything that the page does with the current model."""
        page, expect = self.page, self.checks.expect
        name = self.facts["name"]
        page.click("#clear")
        page.click("#centre")
        settle(page)
        before = self.decoded("the mean latent's digit")
        draw(page, STROKES)
        self.encoded("the drawing's latent")
        drawn = self.decoded("the drawing's digit")
        expect(np.abs(drawn - before).max() > 1e-6, f"drawing changes nothing in {name}")
        page.click("#keep-a")
        page.click("#clear")
        draw(page, OTHER)
        page.click("#keep-b")
        page.wait_for_selector("#between:enabled")
        page.focus("#between")
        page.keyboard.press("End")
        settle(page)
        at_b = numbers(page, "tessera.latent")
        self.checks.near(at_b, numbers(page, "tessera.between.kept.b.latent"), name, "the end of the line")
        for _ in range(50):
            page.keyboard.press("ArrowLeft")
        settle(page)
        middle = (numbers(page, "tessera.between.kept.a.latent") + at_b) / 2
        self.checks.near(numbers(page, "tessera.latent"), middle, name, "the middle of the line")
        self.decoded("the digit between")
        self.map(name)

    def map(self, name):
        page, expect = self.page, self.checks.expect
        page.locator("#map").scroll_into_view_if_needed()
        frame = page.locator("#map").bounding_box()
        seen = []
        for part in (0.2, 0.8):
            page.mouse.move(frame["x"] + 0.5 * frame["width"], frame["y"] + 0.5 * frame["height"])
            page.mouse.down()
            page.mouse.move(frame["x"] + part * frame["width"],
                            frame["y"] + 0.4 * frame["height"], steps=5)
            page.mouse.up()
            settle(page)
            seen.append(self.decoded("the digit under the pointer"))
            place, marker = numbers(page, "tessera.place"), numbers(page, "tessera.map.marker")
            expect(np.abs(place - marker).max() < 1e-3, f"the marker of {name} is elsewhere")
        expect(np.abs(seen[0] - seen[1]).max() > 1e-6, f"dragging changes nothing in {name}")
        page.focus("#map")
        x = page.evaluate("tessera.place[0]")
        page.keyboard.press("ArrowRight")
        settle(page)
        expect(page.evaluate("tessera.place[0]") > x, f"an arrow key does not move in {name}")
        page.check("#map-digits")
        settle(page)
        expect(page.evaluate("tessera.map.digits !== null"), f"{name} has no map of digits")
        page.uncheck("#map-digits")
        settle(page)

    def classes(self):
        page = self.page
        digits = []
        for index in (0, 3):
            page.locator("#classes input").nth(index).check(force=True)
            settle(page)
            digits.append(self.decoded(f"class {index}"))
        self.checks.expect(np.abs(digits[0] - digits[1]).max() > 1e-6, "classes look alike")

    def keyboard(self):
        page, expect = self.page, self.checks.expect
        page.click("#clear")
        page.focus("#pad")
        page.keyboard.press("Space")
        for key in ["ArrowDown"] * 12 + ["ArrowRight"] * 6:
            page.keyboard.press(key)
        settle(page)
        expect(page.evaluate("tessera.image !== null"), "the keyboard draws nothing")
        self.encoded("the keyboard's drawing")
        page.keyboard.press("Escape")
        settle(page)
        expect(page.evaluate("tessera.image === null"), "Escape does not clear")
        slider = page.locator("#sliders input").first
        slider.focus()
        slider.press("Home")
        settle(page)
        expect(abs(page.evaluate("tessera.latent[0]") + 4) < 1e-6, "a slider does not move")
        self.decoded("the slider's digit")

    def saving(self):
        with self.page.expect_download() as found:
            self.page.click("#save")
        start = pathlib.Path(found.value.path()).read_bytes()[:4]
        self.checks.expect(start == b"\x89PNG", "what is saved is no PNG file")


def damaged_plans(page, checks):
    """Plans with a wrong byte are refused in words, or run: nothing is trapped."""
    texts = page.evaluate("""async () => {
      const { bytesOf } = await import("./engine.js");
      const facts = tessera.model.facts.decoder;
      const plan = await bytesOf(facts.plan.path);
      const attempt = async (bytes) => {
        const url = URL.createObjectURL(new Blob([bytes]));
        try {
          await tessera.engine.part({ ...facts, plan: { path: url } });
          return "accepted";
        } catch (error) {
          return error.message.replace(url, "plan");
        } finally {
          URL.revokeObjectURL(url);
        }
      };
      const texts = [];
      for (let place = 0; place < Math.min(plan.length, 700); place += 3) {
        for (const change of [1, 128, 255]) {
          const bytes = plan.slice();
          bytes[place] ^= change;
          texts.push(await attempt(bytes));
        }
      }
      for (const length of [0, 1, 7, 8, 20, plan.length - 1]) {
        texts.push(await attempt(plan.slice(0, length)));
      }
      return texts;
    }""")
    known = ("accepted", "plan: ", "plan does not fit models.json", "plan is too large")
    strange = sorted({text for text in texts if not text.startswith(known)})
    checks.expect(not strange, f"damaged plans say {strange[:3]}")
    checks.expect(any("damaged" in text for text in texts), "no damaged plan is refused")
    checks.expect(any("version" in text for text in texts), "another version is not named")


def phone(browser, checks, screenshots):
    options = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True,
               "device_scale_factor": 2}
    for scheme in ("light", "dark"):
        with browser.page(color_scheme=scheme, **options) as page:
            ready(page)
            width = page.evaluate("document.documentElement.scrollWidth")
            checks.expect(width <= 390, f"a phone's page is {width} pixels wide")
            frame = page.locator("#pad").bounding_box()
            session = page.context.new_cdp_session(page)
            for index, part in enumerate((0.2, 0.4, 0.6, 0.8)):
                session.send("Input.dispatchTouchEvent", {
                    "type": "touchMove" if index else "touchStart",
                    "touchPoints": [{"x": frame["x"] + frame["width"] * 0.5,
                                     "y": frame["y"] + frame["height"] * part}]})
            session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
            settle(page)
            checks.expect(page.evaluate("tessera.image !== null"), "a finger draws nothing")
            colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            shade = sum(int(part) for part in colour[4:-1].split(",")[:3]) / 3
            checks.expect((shade < 80) == (scheme == "dark"), f"{scheme}: background {colour}")
            picture(page, screenshots, f"phone-{scheme}")


def picture(page, folder, name):
    if not folder:
        return
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    # The first row of the page alone.
    height = page.locator("#map-section").bounding_box()
    height = height["y"] + height["height"] + 16
    width = page.viewport_size["width"]
    if height < 900:
        page.screenshot(path=f"{folder}/{name}-top.png",
                        clip={"x": 0, "y": 0, "width": width, "height": height})


def refusals(browser, checks):
    def said(page):
        page.wait_for_selector("#notice[data-failed=true]", timeout=30_000)
        return page.inner_text("#notice")

    with browser.page(prepare=lambda p: p.add_init_script("delete window.WebAssembly")) as page:
        text = said(page)
        checks.expect("has no WebAssembly" in text, f"without WebAssembly it says '{text}'")
        checks.expect(page.is_hidden("#app"), "without WebAssembly the controls are shown")
    with browser.page("?engine=other") as page:
        checks.expect("onnxruntime-web" in said(page), "an unknown engine is not refused")


def runtime(browser, native, checks, site):
    """The same files in onnxruntime, under onnxruntime-web's interface."""
    import onnxruntime

    address = json.loads((site / "models.json").read_text())["runtime"]
    sessions = []

    def create(data):
        sessions.append(onnxruntime.InferenceSession(base64.b64decode(data)))
        return len(sessions) - 1

    def run(key, feeds):
        inputs = {name: np.array(v["data"], v["type"]).reshape(v["dims"])
                  for name, v in feeds.items()}
        session = sessions[key]
        names = [output.name for output in session.get_outputs()]
        return {n: r.ravel().tolist() for n, r in zip(names, session.run(names, inputs))}

    if address.startswith("https://"):
        with browser.page("?engine=onnxruntime-web", may_fail=True, prepare=lambda page: page.route(
                address, lambda route: route.abort())) as page:
            page.wait_for_selector("#notice[data-failed=true]", timeout=30_000)
            checks.expect(address in page.inner_text("#notice"), "a missing runtime is not named")

    def prepare(page):
        page.expose_function("createSession", create)
        page.expose_function("runSession", run)
        page.route(address, lambda route: route.fulfill(
            body=STAND_IN, content_type="text/javascript",
            headers={"Access-Control-Allow-Origin": "*"}))

    with browser.page("?engine=onnxruntime-web", may_fail=True, prepare=prepare) as page:
        ready(page)
        story = Story(page, native, checks)
        for model in json.loads((site / "models.json").read_text())["models"]:
            switch(page, model["name"])
            page.click("#clear")
            draw(page, STROKES)
            story.encoded("onnxruntime's latent")
            story.decoded("onnxruntime's digit")
        checks.expect("onnxruntime-web" in page.inner_text("#facts"), "the engine is not named")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("site", type=pathlib.Path)
    parser.add_argument("--onnx-run", required=True)
    parser.add_argument("--screenshots")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    if options.screenshots:
        pathlib.Path(options.screenshots).mkdir(parents=True, exist_ok=True)
    checks, milliseconds = Checks(), {}
    native = Native(options.onnx_run, options.site)
    models = json.loads((options.site / "models.json").read_text())["models"]
    with server(options.site) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=options.chromium,
            args=["--no-sandbox", "--disable-background-networking"])
        browser = Browser(chromium, address, checks)
        for scheme in ("light", "dark"):
            with browser.page(viewport={"width": 960, "height": 900}, color_scheme=scheme) as page:
                ready(page)
                story = Story(page, native, checks)
                for model in models if scheme == "light" else models[:1]:
                    if len(models) > 1 and scheme == "light":
                        switch(page, model["name"])
                    text = page.inner_text("#facts")
                    checks.expect(model["network"] in text and f"opset {model['opset']}" in text,
                                  f"the facts of {model['name']} are not shown")
                    story.model()
                    if model["classes"]:
                        story.classes()
                    milliseconds[model["name"]] = page.evaluate("tessera.milliseconds")
                    page.click("#clear")
                    draw(page, STROKES)
                    picture(page, options.screenshots, f"desktop-{scheme}-{model['name']}")
                if scheme == "light":
                    story.keyboard()
                    story.saving()
                    damaged_plans(page, checks)
        phone(browser, checks, options.screenshots)
        refusals(browser, checks)
        runtime(browser, native, checks, options.site)
        chromium.close()
    print(json.dumps({"checks": checks.count, "failed": checks.failed,
                      "milliseconds": milliseconds, "differences": checks.difference}))
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
