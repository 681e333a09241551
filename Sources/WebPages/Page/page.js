// The page: one latent, which the drawing, the map, the sliders and the line between two drawings all
// move, and the digit that it decodes to.

import { Between } from "./between.js";
import { choices, find, Sliders } from "./controls.js";
import { enlarged, erase, paint, table } from "./digits.js";
import { DrawingPad } from "./drawing.js";
import { TesseraEngine } from "./engine.js";
import { kilobytes, listFacts } from "./facts.js";
import { colours, LatentMap } from "./map.js";
import { Latest, Model } from "./model.js";
import { RuntimeEngine } from "./onnxruntime.js";
import { prepare } from "./preparation.js";

const engines = { tessera: TesseraEngine, "onnxruntime-web": RuntimeEngine };
const mapCells = 14;

class Page {
  constructor(contents, engine) {
    this.contents = contents;
    this.engine = engine;
    this.models = new Map();
    this.label = 0;
    this.image = null;
    this.digit = null;
    this.decoding = new Latest(() => this.decode(), fail);
    this.encoding = new Latest(() => this.encode(), fail);
    this.filling = new Latest(() => this.fillMap(), fail);
    this.pad = new DrawingPad(find("pad"), () => this.encoding.request());
    this.map = new LatentMap(find("map"), (place) => this.go(place));
    this.sliders = new Sliders(find("sliders"), (index, number) => {
      this.latent[index] = number;
      this.showPlace();
      this.decoding.request();
    });
    this.between = new Between(this);
    this.makeSwitch();
    this.makeControls();
  }

  // The models.

  makeSwitch() {
    const { models } = this.contents;
    choices(find("models"), "model", models.map(({ name }) => name), (index) =>
      this.switchTo(models[index]).catch(fail));
    find("models").hidden = false;
  }

  async switchTo(facts) {
    this.wanted = facts.name;
    if (!this.models.has(facts.name)) {
      this.models.set(facts.name, await Model.load(facts, this.engine));
    }
    // Another model may have been asked for meanwhile.
    if (this.wanted !== facts.name) return;
    this.model = this.models.get(facts.name);
    this.label = Math.min(this.label, Math.max(0, facts.classes - 1));
    this.pad.resize(facts.rows, facts.columns);
    this.latent = new Float32Array(facts.plane?.mean ?? facts.latent);
    this.sliders.make(this.latent);
    this.makeClasses();
    await this.showPlane();
    await this.between.modelChanged();
    if (this.pad.isEmpty) this.moveTo(this.latent);
    else await this.encoding.request();
    await this.decoding.request();
    await this.showFacts();
  }

  makeClasses() {
    const { classes } = this.model.facts;
    const box = find("classes");
    box.hidden = classes === 0;
    const names = Array.from({ length: classes }, (_, index) => `${index}`);
    choices(box, "class", names, (index) => {
      this.label = index;
      // A drawing keeps its latent: the new class is decoded in the same manner.
      this.decoding.request();
      this.filling.request();
    }, this.label);
  }

  /** Makes a class the current one. */
  choose(label) {
    this.label = label;
    const button = document.querySelector(`input[name="class"][value="${label}"]`);
    if (button) button.checked = true;
  }

  // The latent.

  /** Makes a latent the current one, and shows it everywhere. */
  moveTo(latent) {
    this.latent = Float32Array.from(latent);
    this.sliders.show(this.latent);
    this.showPlace();
    return this.decoding.request();
  }

  async decode() {
    const { model } = this;
    const { rows, columns } = model.facts;
    const digit = await model.decode(this.latent, this.label);
    if (this.model !== model) return;
    this.digit = digit;
    paint(find("digit"), [this.digit], rows, columns);
    this.showReadout();
  }

  showReadout(cell) {
    const { columns } = this.model.facts;
    find("readout").textContent = cell
      ? `Row ${cell[0] + 1}, column ${cell[1] + 1}: ink with probability ` +
        `${this.digit[cell[0] * columns + cell[1]].toFixed(3)}.`
      : "";
  }

  makeControls() {
    const press = (id, action) => find(id).addEventListener("click", action);
    press("clear", () => this.pad.clear());
    press("save", () => this.save());
    press("keep-a", () => this.between.keep("a").catch(fail));
    press("keep-b", () => this.between.keep("b").catch(fail));
    press("centre", () => this.moveTo(this.model.facts.plane.mean));
    press("random", () => this.moveTo(this.latent.map(normal)));
    press("zero", () => this.moveTo(this.latent.map(() => 0)));
    find("map-digits").addEventListener("change", () => this.filling.request());
    find("between").addEventListener("input", () => this.between.go());
    find("digit").addEventListener("pointermove", (event) => {
      const { rows, columns } = this.model.facts;
      const frame = find("digit").getBoundingClientRect();
      const cell = (part, whole, count) =>
        Math.min(count - 1, Math.max(0, Math.floor((part / whole) * count)));
      if (this.digit) {
        this.showReadout([
          cell(event.clientY - frame.top, frame.height, rows),
          cell(event.clientX - frame.left, frame.width, columns),
        ]);
      }
    });
    find("digit").addEventListener("pointerleave", () => this.showReadout());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
  }

  // The map.

  async showPlane() {
    const { facts } = this.model;
    find("map-section").hidden = !facts.plane;
    if (!facts.plane) return;
    facts.points ??= await (await fetch(facts.plane.points.path)).json();
    this.map.show(facts.points);
    const labels = [...new Set(facts.points.map((point) => point[2]))].sort((a, b) => a - b);
    find("legend").replaceChildren(...labels.map((label) => {
      const [item, dot] = [document.createElement("li"), document.createElement("i")];
      dot.style.background = colours[label % colours.length];
      item.append(dot, `${label}`);
      return item;
    }));
    find("map-text").textContent = facts.plane.isProjected
      ? `${facts.points.length} test images along the two directions in which their latents vary ` +
        "most; the others stay as they are."
      : `The latents of ${facts.points.length} test images.`;
    this.filling.request();
  }

  /** Where the latent lies on the map. */
  get place() {
    const { mean, axes } = this.model.facts.plane;
    return axes.map((axis) =>
      axis.reduce((sum, part, index) => sum + part * (this.latent[index] - mean[index]), 0));
  }

  showPlace() {
    if (!this.model.facts.plane) return;
    const place = this.place;
    this.map.mark(place);
    find("place").textContent = place.map((number) => number.toFixed(2)).join(", ");
  }

  /** Moves along the map, and not across it. */
  go(place) {
    this.moveTo(this.shifted(this.latent, place));
  }

  shifted(latent, place) {
    const { axes } = this.model.facts.plane;
    const from = this.place;
    return latent.map((number, index) =>
      axes.reduce((sum, axis, k) => sum + axis[index] * (place[k] - from[k]), number));
  }

  /** Fills the map with what its plane through the mean decodes to, or with points. */
  async fillMap() {
    const { model, label, map } = this;
    const { facts } = model;
    map.digits = null;
    if (find("map-digits").checked && facts.plane) {
      const images = [];
      for (const place of map.cells(mapCells)) {
        const latent = Float32Array.from(facts.plane.mean, (number, index) =>
          facts.plane.axes.reduce((sum, axis, k) => sum + axis[index] * place[k], number));
        images.push(await model.decode(latent, label));
      }
      map.digits = table(images, mapCells, facts.rows, facts.columns, map.canvas);
    }
    map.draw();
  }

  // The drawing.

  async encode() {
    const { model } = this;
    const { rows, columns } = model.facts;
    const { width, height } = this.pad.canvas;
    this.image = this.pad.isEmpty
      ? null : prepare(this.pad.ink(), width, height, rows, columns);
    this.explain();
    if (!this.image) return erase(find("seen"), rows, columns);
    paint(find("seen"), [this.image], rows, columns);
    const posterior = await model.encode(this.image, this.label);
    if (this.model !== model) return;
    this.posterior = posterior;
    await this.moveTo(this.posterior.mean);
  }

  explain() {
    const told = this.model.facts.classes ? `, told that it is a ${this.label}` : "";
    find("seen-text").textContent = this.image
      ? `Left: your drawing as the network sees it${told}. Above: what it makes of it.`
      : "Your drawing, scaled and centred as MNIST’s digits are, appears here.";
  }

  /** Offers the drawing beside what became of it as a PNG file. */
  save() {
    if (!this.digit) return;
    const { name, rows, columns } = this.model.facts;
    const images = [...(this.image ? [this.image] : []), this.digit];
    const link = document.createElement("a");
    link.download = `tessera-${name}.png`;
    link.href = enlarged(images, rows, columns, find("digit")).toDataURL("image/png");
    link.click();
  }

  // Facts.

  async showFacts() {
    const { model } = this;
    const { facts } = model;
    const blank = new Float32Array(facts.rows * facts.columns);
    const latent = new Float32Array(facts.latent);
    const decoding = await model.time(() => model.decode(latent, 0));
    const encoding = await model.time(() => model.encode(blank, 0));
    if (this.model !== model) return;
    this.milliseconds = { decoding, encoding };
    const engine = this.engine instanceof TesseraEngine
      ? `${this.engine.name}, ${kilobytes(this.contents.engine.bytes)}` : this.engine.name;
    listFacts(find("facts"), facts, this.milliseconds, engine);
  }

  /** Paints everything again in the colours of the page. */
  repaint() {
    this.pad.draw();
    this.between.show().catch(fail);
    if (this.image) {
      paint(find("seen"), [this.image], this.model.facts.rows, this.model.facts.columns);
    }
    this.decoding.request();
    this.filling.request();
  }

  /** Resolves when all that was asked for is shown. */
  async settled() {
    while (this.encoding.running || this.decoding.running || this.filling.running) {
      await (this.encoding.running ?? this.decoding.running ?? this.filling.running);
    }
  }
}

/** A number of the standard normal distribution (Box and Muller). */
function normal() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

/** Says what went wrong, in words. */
function fail(error) {
  const notice = find("notice");
  notice.textContent = error.message;
  notice.hidden = false;
  notice.dataset.failed = "true";
}

async function start() {
  const asked = new URLSearchParams(location.search).get("engine") ?? "tessera";
  if (!Object.hasOwn(engines, asked)) {
    throw new Error(`There is no engine “${asked}”: ${Object.keys(engines).join(" or ")}.`);
  }
  const response = await fetch("models.json");
  if (!response.ok) throw new Error("models.json is missing beside this page.");
  const contents = await response.json();
  const engine = await engines[asked].load(contents);
  const page = new Page(contents, engine);
  // For the console: the last drawing, latent, digit and times.
  globalThis.tessera = page;
  const other = asked === "tessera" ? "onnxruntime-web" : "tessera";
  const link = document.createElement("a");
  link.href = other === "tessera" ? "?" : `?engine=${other}`;
  link.textContent = other === "tessera" ? "Tessera’s engine" : "onnxruntime-web";
  find("engine-text").append("The same files run in ", link,
    other === "tessera" ? "." : `, which is loaded from ${new URL(contents.runtime, document.baseURI).host}.`);
  await page.switchTo(contents.models[0]);
  find("app").hidden = false;
  find("notice").hidden = find("notice").dataset.failed !== "true";
  document.documentElement.dataset.ready = "true";
}

start().catch(fail);
