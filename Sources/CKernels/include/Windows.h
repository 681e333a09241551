// How kernels slide over arrays.

#ifndef TESSERA_WINDOWS_H
#define TESSERA_WINDOWS_H

#include <stddef.h>

// How a kernel slides over three spatial axes; fewer axes come last, after ones of extent 1. An
// element of the kernel at `tap` and an output at `place` meet the input at
// place × stride + tap × dilation − before, which holds zero where that lies outside.
typedef struct TesseraWindow {
  ptrdiff_t input[3], kernel[3], output[3];
  ptrdiff_t stride[3], dilation[3], before[3];
} TesseraWindow;

// Outputs that are worked on together: rows of the last axis, counted through the first two, and a
// range of each row.
typedef struct TesseraBlock {
  ptrdiff_t firstRow, rows, firstColumn, columns;
} TesseraBlock;

#endif
