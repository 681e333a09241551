// A map of a plane in the latent space to drag across.

/** A colour for each label, told apart in light and dark. */
export const colours = [
  "#4e79c4", "#e08a2e", "#3f9a55", "#cf4f4a", "#8a6cc2", "#96694c", "#d773b0", "#7f7f7f", "#a9a12f",
  "#2fa5b8",
];

export class LatentMap {
  /** `moved` is called with each place, [x, y], that the reader goes to. */
  constructor(canvas, moved) {
    this.canvas = canvas;
    this.moved = moved;
    this.points = [];
    this.marker = [0, 0];
    this.middle = [0, 0];
    this.reach = 4;
    this.digits = null;
    this.isDragged = false;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.isDragged = true;
      this.moved(this.placeOf(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (this.isDragged) this.moved(this.placeOf(event));
    });
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, () => { this.isDragged = false; });
    }
    canvas.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  /** Shows points [x, y, label], with room around them. */
  show(points) {
    this.points = points;
    const ranges = [0, 1].map((axis) => {
      const numbers = points.map((point) => point[axis]).sort((a, b) => a - b);
      const cut = Math.floor(numbers.length / 500);
      return numbers.length ? [numbers[cut], numbers[numbers.length - 1 - cut]] : [-1, 1];
    });
    this.middle = ranges.map(([low, high]) => (low + high) / 2);
    this.reach = Math.max(0.5, ...ranges.map(([low, high]) => (0.55 * (high - low))));
    this.digits = null;
    this.draw();
  }

  /** Moves the marker. */
  mark(place) {
    this.marker = place;
    this.draw();
  }

  /** The places in the middle of the cells of a table with `across` × `across` cells, row by row. */
  cells(across) {
    const step = (2 * this.reach) / across;
    return Array.from({ length: across * across }, (_, index) => [
      this.middle[0] - this.reach + step * ((index % across) + 0.5),
      this.middle[1] + this.reach - step * (Math.floor(index / across) + 0.5),
    ]);
  }

  draw() {
    const size = Math.round(this.canvas.clientWidth * (window.devicePixelRatio || 1));
    if (size === 0) return;
    this.canvas.width = this.canvas.height = size;
    const context = this.canvas.getContext("2d");
    if (this.digits) {
      context.imageSmoothingEnabled = false;
      context.drawImage(this.digits, 0, 0, size, size);
    } else {
      this.drawPoints(context, size);
    }
    this.drawMarker(context, size);
  }

  drawPoints(context, size) {
    const radius = Math.max(1.2, size / 260);
    context.globalAlpha = 0.65;
    for (const [x, y, label] of this.points) {
      const [left, top] = this.pixel([x, y], size);
      context.fillStyle = colours[label % colours.length];
      context.beginPath();
      context.arc(left, top, radius, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  drawMarker(context, size) {
    const [left, top] = this.pixel(this.marker, size).map(
      (number) => Math.min(size, Math.max(0, number)));
    const style = getComputedStyle(document.documentElement);
    for (const [width, name] of [[6, "--card"], [2.5, "--ink"]]) {
      context.strokeStyle = style.getPropertyValue(name);
      context.lineWidth = (width * size) / 320;
      context.beginPath();
      context.arc(left, top, (9 * size) / 320, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  pixel([x, y], size) {
    return [
      ((x - this.middle[0]) / (2 * this.reach) + 0.5) * size,
      (0.5 - (y - this.middle[1]) / (2 * this.reach)) * size,
    ];
  }

  placeOf(event) {
    const frame = this.canvas.getBoundingClientRect();
    const clamp = (number) => Math.min(1, Math.max(0, number));
    return [
      this.middle[0] + (2 * clamp((event.clientX - frame.left) / frame.width) - 1) * this.reach,
      this.middle[1] + (1 - 2 * clamp((event.clientY - frame.top) / frame.height)) * this.reach,
    ];
  }

  key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const length = this.reach / (event.shiftKey ? 5 : 25);
    if (event.key in steps) {
      const step = steps[event.key];
      this.moved([this.marker[0] + length * step[0], this.marker[1] + length * step[1]]);
    } else if (event.key === "Home") {
      this.moved([0, 0]);
    } else {
      return;
    }
    event.preventDefault();
  }
}
