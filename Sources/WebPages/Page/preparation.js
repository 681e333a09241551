// From a drawing to an image of the kind that the networks were trained on. MNIST's digits were scaled
// to fit a square of 20 × 20 pixels and put into 28 × 28 with their centre of mass in the middle; other
// sizes keep these proportions.

const share = 20 / 28;

/** The smallest rectangle that holds all ink; null where there is none. */
function bounds(ink, width, height) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  return right > left ? { left, top, width: right - left, height: bottom - top } : null;
}

/** The mean of the ink in a rectangle whose sides need not be whole pixels. */
function meanOf(ink, width, left, top, right, bottom) {
  let sum = 0;
  for (let y = Math.floor(top); y < bottom; y++) {
    const high = Math.min(bottom, y + 1) - Math.max(top, y);
    for (let x = Math.floor(left); x < right; x++) {
      sum += ink[y * width + x] * high * (Math.min(right, x + 1) - Math.max(left, x));
    }
  }
  return sum / ((right - left) * (bottom - top));
}

/**
 * Scales and centres a drawing.
 *
 * @param ink The drawing: width × height bytes, 0 for paper to 255 for ink.
 * @returns rows × columns numbers in 0…1; null for a drawing without ink.
 */
export function prepare(ink, width, height, rows, columns) {
  const box = bounds(ink, width, height);
  if (!box) return null;
  const scale = (share * Math.min(rows, columns)) / Math.max(box.width, box.height);
  const across = Math.max(1, Math.round(box.width * scale));
  const down = Math.max(1, Math.round(box.height * scale));
  const [stepX, stepY] = [box.width / across, box.height / down];
  const small = new Float32Array(across * down);
  let [mass, massX, massY] = [0, 0, 0];
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const [left, top] = [box.left + x * stepX, box.top + y * stepY];
      const value = meanOf(ink, width, left, top,
        Math.min(left + stepX, width), Math.min(top + stepY, height)) / 255;
      small[y * across + x] = value;
      mass += value;
      massX += value * (x + 0.5);
      massY += value * (y + 0.5);
    }
  }
  const [left, top] = [Math.round(columns / 2 - massX / mass), Math.round(rows / 2 - massY / mass)];
  const image = new Float32Array(rows * columns);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const [row, column] = [top + y, left + x];
      if (row < 0 || row >= rows || column < 0 || column >= columns) continue;
      image[row * columns + column] = small[y * across + x];
    }
  }
  return image;
}
