// A canvas to draw on with finger, pen, mouse or keyboard.

const scale = 10;
const penWidth = 2.1;

export class DrawingPad {
  /** `changed` is called after every piece of a stroke. */
  constructor(canvas, changed) {
    this.canvas = canvas;
    this.changed = changed;
    this.strokes = [];
    this.active = null;
    this.pen = null;
    this.isDown = false;
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.extend(event));
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, (event) => {
        if (event.pointerId === this.active) this.active = null;
      });
    }
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("blur", () => {
      this.pen = null;
      this.isDown = false;
      this.draw();
    });
  }

  /** Takes the size of a model's images; a drawing stays where the size does. */
  resize(rows, columns) {
    if (this.canvas.width === columns * scale && this.canvas.height === rows * scale) return;
    this.canvas.width = columns * scale;
    this.canvas.height = rows * scale;
    this.strokes = [];
    this.draw();
  }

  get isEmpty() { return this.strokes.length === 0; }

  clear() {
    this.strokes = [];
    this.active = null;
    this.isDown = false;
    this.draw();
    this.changed();
  }

  /** The ink of the drawing: a byte for each pixel of the canvas. */
  ink() {
    const { width, height } = this.canvas;
    const sheet = document.createElement("canvas");
    [sheet.width, sheet.height] = [width, height];
    const context = sheet.getContext("2d", { willReadFrequently: true });
    this.trace(context, "#000");
    const pixels = context.getImageData(0, 0, width, height).data;
    return Uint8Array.from({ length: width * height }, (_, index) => pixels[4 * index + 3]);
  }

  draw() {
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.trace(context, getComputedStyle(this.canvas).color);
    if (!this.pen) return;
    context.beginPath();
    context.arc(this.pen[0], this.pen[1], scale, 0, 2 * Math.PI);
    context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--accent");
    context.lineWidth = this.isDown ? 5 : 2;
    context.stroke();
  }

  trace(context, colour) {
    context.strokeStyle = colour;
    context.lineWidth = penWidth * scale;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of this.strokes) {
      context.beginPath();
      context.moveTo(...stroke[0]);
      for (const point of stroke) context.lineTo(...point);
      context.stroke();
    }
  }

  place(event) {
    const frame = this.canvas.getBoundingClientRect();
    return [
      ((event.clientX - frame.left) / frame.width) * this.canvas.width,
      ((event.clientY - frame.top) / frame.height) * this.canvas.height,
    ];
  }

  begin(event) {
    if (this.active !== null || event.button > 0) return;
    this.active = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.strokes.push([this.place(event)]);
    this.update();
  }

  extend(event) {
    if (event.pointerId !== this.active) return;
    const pieces = event.getCoalescedEvents?.() ?? [];
    for (const piece of pieces.length ? pieces : [event]) {
      this.strokes.at(-1).push(this.place(piece));
    }
    this.update();
  }

  key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const { width, height } = this.canvas;
    if (event.key in steps) {
      this.pen ??= [width / 2, height / 2];
      const step = steps[event.key];
      this.pen = [
        Math.min(width, Math.max(0, this.pen[0] + 0.6 * scale * step[0])),
        Math.min(height, Math.max(0, this.pen[1] + 0.6 * scale * step[1])),
      ];
      if (this.isDown) this.strokes.at(-1).push([...this.pen]);
    } else if (event.key === " ") {
      this.pen ??= [width / 2, height / 2];
      this.isDown = !this.isDown;
      if (this.isDown) this.strokes.push([[...this.pen]]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      return this.clear();
    } else {
      return;
    }
    event.preventDefault();
    this.update();
  }

  update() {
    this.draw();
    this.changed();
  }
}
