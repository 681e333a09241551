// Constants in the order in which products read them.

#include "Products.h"

size_t tessera_packed_count(size_t depth, size_t columns) {
  return depth * ((columns + TesseraHalfPanel - 1) / TesseraHalfPanel * TesseraHalfPanel);
}

int tessera_has_few_outputs(size_t taps, size_t outputs) {
  return outputs <= 4 && taps * outputs <= TesseraPanel;
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
  return tessera_has_few_outputs(rowCount, outputs)
             ? taps / rowCount * tessera_packed_count(inputs, rowCount * outputs)
             : tessera_packed_count(taps * inputs, outputs);
}

void tessera_pack_convolution_f32(size_t taps, size_t rowCount, size_t inputs, size_t outputs,
                                  const float *b, ptrdiff_t inputStride, ptrdiff_t outputStride,
                                  float *packed) {
  if (!tessera_has_few_outputs(rowCount, outputs)) {
    tessera_pack_taps_f32(taps, inputs, outputs, b, 1, inputStride, outputStride, packed);
    return;
  }
  size_t columns = rowCount * outputs, width = tessera_packed_count(1, columns);
  for (size_t first = 0; first < taps; first += rowCount)
    for (size_t i = 0; i < inputs; i++, packed += width)
      for (size_t j = 0; j < width; j++)
        packed[j] = j >= columns ? 0
                                 : b[(ptrdiff_t)(first + j / outputs) +
                                     (ptrdiff_t)i * inputStride +
                                     (ptrdiff_t)(j % outputs) * outputStride];
}
