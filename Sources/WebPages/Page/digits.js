// Images of numbers in 0…1 on canvases, as ink on paper in the page's colours.

/** The colour that a canvas has in the style sheet, as [red, green, blue]. */
function inkOf(canvas) {
  return (getComputedStyle(canvas).color.match(/[\d.]+/g) ?? [0, 0, 0]).slice(0, 3).map(Number);
}

/** Writes an image into pixels of `data`, with its corner at (left, top). */
function fill(data, width, numbers, rows, columns, left, top, ink) {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const place = 4 * ((top + row) * width + left + column);
      data.set(ink, place);
      data[place + 3] = Math.round(255 * Math.min(1, Math.max(0, numbers[row * columns + column])));
    }
  }
}

/** Draws images beside each other, one pixel for each number, `gap` pixels between them. */
export function paint(canvas, images, rows, columns, gap = 0) {
  canvas.width = images.length * (columns + gap) - gap;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  const picture = context.createImageData(canvas.width, canvas.height);
  const ink = inkOf(canvas);
  images.forEach((numbers, index) =>
    fill(picture.data, canvas.width, numbers, rows, columns, index * (columns + gap), 0, ink));
  context.putImageData(picture, 0, 0);
}

/** Makes a canvas empty. */
export function erase(canvas, rows, columns) {
  canvas.width = columns;
  canvas.height = rows;
}

/** Images as a table of `across` columns, on a canvas of its own. */
export function table(images, across, rows, columns, like) {
  const canvas = document.createElement("canvas");
  canvas.width = across * columns;
  canvas.height = Math.ceil(images.length / across) * rows;
  const context = canvas.getContext("2d");
  const picture = context.createImageData(canvas.width, canvas.height);
  const ink = inkOf(like);
  images.forEach((numbers, index) => {
    const [left, top] = [(index % across) * columns, Math.floor(index / across) * rows];
    fill(picture.data, canvas.width, numbers, rows, columns, left, top, ink);
  });
  context.putImageData(picture, 0, 0);
  return canvas;
}

/** Images beside each other, ten times as large, on the background of another canvas. */
export function enlarged(images, rows, columns, like) {
  const small = table(images, images.length, rows, columns, like);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [10 * small.width, 10 * small.height];
  const context = canvas.getContext("2d");
  context.fillStyle = getComputedStyle(like).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
  return canvas;
}
