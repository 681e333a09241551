// The straight line in the latent space between two drawings.

import { find } from "./controls.js";
import { erase, paint } from "./digits.js";

const steps = 9;

/** A latent on the line, `way` in 0…1. */
function mix(a, b, way) {
  return a.latent.map((number, index) => (1 - way) * number + way * b.latent[index]);
}

export class Between {
  constructor(page) {
    this.page = page;
    this.kept = { a: null, b: null };
  }

  /** Keeps the current drawing as an end. */
  async keep(end) {
    const { page } = this;
    await page.encoding.request();
    if (!page.image) {
      find("between-text").textContent = "Draw a digit first.";
      return;
    }
    this.kept[end] = { image: page.image, label: page.label };
    await this.encode(end);
    await this.show();
  }

  /** Encodes the ends again, for another model. */
  async modelChanged() {
    for (const end of ["a", "b"]) await this.encode(end);
    await this.show();
  }

  async encode(end) {
    const kept = this.kept[end];
    if (!kept) return;
    const { model } = this.page;
    const { rows, columns, classes } = model.facts;
    if (kept.image.length !== rows * columns) {
      this.kept[end] = null;
      return;
    }
    kept.label = Math.min(kept.label, Math.max(0, classes - 1));
    kept.latent = (await model.encode(kept.image, kept.label)).mean;
  }

  async show() {
    const { model } = this.page;
    const { rows, columns } = model.facts;
    const { a, b } = this.kept;
    for (const [end, kept] of Object.entries(this.kept)) {
      if (kept) paint(find(`kept-${end}`), [kept.image], rows, columns);
      else erase(find(`kept-${end}`), rows, columns);
    }
    find("between").disabled = find("strip").hidden = !(a && b);
    if (!(a && b)) {
      if (a || b) find("between-text").textContent = `Now keep another as ${a ? "B" : "A"}.`;
      return;
    }
    find("between-text").textContent = "Straight through the latent space, from A to B.";
    const images = [];
    for (let index = 0; index < steps; index++) {
      const way = index / (steps - 1);
      images.push(await model.decode(mix(a, b, way), (way < 0.5 ? a : b).label));
    }
    paint(find("strip"), images, rows, columns, 2);
  }

  /** Moves the latent to where the slider is. */
  go() {
    const { a, b } = this.kept;
    const way = find("between").valueAsNumber;
    this.page.choose((way < 0.5 ? a : b).label);
    this.page.moveTo(mix(a, b, way));
  }
}
