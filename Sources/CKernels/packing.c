// Constants in the order in which products read them.

#include "Products.h"

size_t tessera_packed_count(size_t depth, size_t columns) {
  return depth * ((columns + TesseraHalfPanel - 1) / TesseraHalfPanel * TesseraHalfPanel);
}

size_t tessera_rows_together(size_t rows, size_t taps, size_t outputs) {
  if (outputs > 4 || taps * outputs > TesseraPanel || rows == 0 || taps * outputs == 0) return 0;
  size_t most = TesseraPanel / (taps * outputs), groups = (rows + most - 1) / most;
  return (rows + groups - 1) / groups;
}

void tessera_pack_taps_f32(size_t taps, size_t inputs, size_t outputs, const float *b,
                           ptrdiff_t tapStride, ptrdiff_t inputStride, ptrdiff_t outputStride,
                           float *packed) {
  for (size_t first = 0; first < outputs; first += TesseraPanel) {
    size_t width = outputs - first <= TesseraHalfPanel ? TesseraHalfPanel : TesseraPanel;
    size_t filled = outputs - first < width ? outputs - first : width;
    for (size_t tap = 0; tap < taps; tap++)
      for (size_t i = 0; i < inputs; i++, packed += width) {
        const float *source = b + (ptrdiff_t)tap * tapStride + (ptrdiff_t)i * inputStride +
                              (ptrdiff_t)first * outputStride;
        for (size_t j = 0; j < filled; j++) packed[j] = source[(ptrdiff_t)j * outputStride];
        for (size_t j = filled; j < width; j++) packed[j] = 0;
      }
  }
}

void tessera_pack_f32(size_t depth, size_t columns, float factor, const float *b,
                      ptrdiff_t rowStride, ptrdiff_t columnStride, float *packed) {
  tessera_pack_taps_f32(1, depth, columns, b, 0, rowStride, columnStride, packed);
  size_t count = factor == 1 ? 0 : tessera_packed_count(depth, columns);
  for (size_t i = 0; i < count; i++) packed[i] *= factor;
}

size_t tessera_packed_taps_count(size_t taps, size_t rowCount, size_t inputs, size_t outputs) {
  size_t rows = rowCount == 0 ? 0 : taps / rowCount;
  size_t together = tessera_rows_together(rows, rowCount, outputs);
  if (together == 0) return tessera_packed_count(taps * inputs, outputs);
  size_t groups = (rows + together - 1) / together;
  return groups * tessera_packed_count(inputs, together * rowCount * outputs);
}

void tessera_pack_convolution_f32(size_t taps, size_t rowCount, size_t inputs, size_t outputs,
                                  const float *b, ptrdiff_t inputStride, ptrdiff_t outputStride,
                                  float *packed) {
  size_t rows = rowCount == 0 ? 0 : taps / rowCount;
  size_t together = tessera_rows_together(rows, rowCount, outputs);
  if (together == 0) {
    tessera_pack_taps_f32(taps, inputs, outputs, b, 1, inputStride, outputStride, packed);
    return;
  }
  size_t step = together * rowCount, width = tessera_packed_count(1, step * outputs);
  for (size_t first = 0; first < taps; first += step)
    for (size_t i = 0; i < inputs; i++, packed += width)
      for (size_t j = 0; j < width; j++) {
        size_t tap = first + j / outputs;
        packed[j] = j >= step * outputs || tap >= taps
                        ? 0
                        : b[(ptrdiff_t)tap + (ptrdiff_t)i * inputStride +
                            (ptrdiff_t)(j % outputs) * outputStride];
      }
}
