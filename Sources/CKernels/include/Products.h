// Matrix products and convolutions by constant weights, in the order in which they are read: what
// plans are made of. Channels lie together: (batch, space, channels).

#ifndef TESSERA_PRODUCTS_H
#define TESSERA_PRODUCTS_H

#include "Windows.h"
#include <stddef.h>

// Columns of packed weights that lie together. A matrix k×n is packed as panels of 32 columns, each
// k×32 in row-major order; the last panel has 16 where no more are left, and zeros after column n.
enum { TesseraPanel = 32, TesseraHalfPanel = 16, TesseraLargestKernel = 256 };

// Rows of b that are multiplied before the next ones, so that a panel of them stays in the cache.
enum { TesseraGemmDepth = 1024 };

// No function after a product.
enum { TesseraNoActivation = -1 };

// y = f(a b + bias) for row-major a (rows×depth) and packed b (depth×columns). The bias of element
// (i, j) is bias[i * biasRow + j * biasColumn], biasColumn 0 or 1; it may be null.
typedef struct TesseraProduct {
  size_t rows, columns, depth;
  const float *a, *b, *bias;
  ptrdiff_t biasRow, biasColumn;
  float *y;
  // A TesseraUnary, or TesseraNoActivation.
  int activation;
} TesseraProduct;

// A part of a matrix. Columns start at a multiple of TesseraPanel.
typedef struct TesseraPart {
  size_t firstRow, endRow, firstColumn, endColumn;
} TesseraPart;

// A convolution of x (batch, input space, inputs) to y (batch, output space, outputs).
//
// The window describes an element of the kernel meeting an element of the input, as for unfolding.
// Where `spreads`, input and output change places: the convolution's transpose.
//
// The weights are packed for each element of the kernel, one after the other within a panel:
// (panel, tap, input channel, column). Where there are few outputs, as many rows of the kernel as a
// panel takes are packed together, as a matrix of input channels by (tap, output channel).
typedef struct TesseraConvolution {
  TesseraWindow window;
  size_t batch, inputs, outputs;
  int spreads;
  // `inputs` zeros: what lies around the input.
  const float *zeros;
  const float *x, *weights, *bias;
  float *y;
  int activation;
} TesseraConvolution;

// The gradient of a convolution's weights, (element of the kernel, input, output), to which the products
// of inputs x (batch, input space, inputs) and gradients g of the outputs are added. The gradients of
// one place are `pitch` numbers from those of the next, and whole vectors of them are read: pitch is
// a multiple of TesseraHalfPanel.
typedef struct TesseraWeightGradient {
  TesseraWindow window;
  size_t batch, inputs, outputs;
  const float *x, *g;
  size_t pitch;
  float *weights;
} TesseraWeightGradient;

// The largest or the mean element of every window in each channel.
typedef struct TesseraPool {
  TesseraWindow window;
  // What is added after each axis; it counts for means where `countsPadding`.
  ptrdiff_t after[3];
  int isMean, countsPadding;
  size_t batch, channels;
  const float *x;
  float *y;
} TesseraPool;

// c = f(a b + bias), or f(c + a b) where it accumulates, for matrices that lie in memory by rows or
// by columns: of the two strides of a, and of b, one is 1. Rows of c are `pitch` elements apart.
typedef struct TesseraGemm {
  size_t rows, columns, depth;
  const float *a;
  ptrdiff_t aRow, aColumn;
  const float *b;
  ptrdiff_t bRow, bColumn;
  // A number for each column, or null.
  const float *bias;
  float *c;
  size_t pitch;
  int accumulates;
  // A TesseraUnary, or TesseraNoActivation.
  int activation;
} TesseraGemm;

// The number of elements of a packed matrix.
size_t tessera_packed_count(size_t depth, size_t columns);
// Packs `factor` times the matrix with elements b[i * rowStride + j * columnStride].
void tessera_pack_f32(size_t depth, size_t columns, float factor, const float *b,
                      ptrdiff_t rowStride, ptrdiff_t columnStride, float *packed);
// How many of a kernel's `rows` of `taps` elements are multiplied at once, where a convolution has so
// few outputs that whole rows are; 0 where it has more.
size_t tessera_rows_together(size_t rows, size_t taps, size_t outputs);
// Packs the weights b[tap * tapStride + i * inputStride + j * outputStride] for each tap.
void tessera_pack_taps_f32(size_t taps, size_t inputs, size_t outputs, const float *b,
                           ptrdiff_t tapStride, ptrdiff_t inputStride, ptrdiff_t outputStride,
                           float *packed);
// The number of elements of the packed weights of a convolution whose kernel has `taps` elements in
// rows of `rowCount`.
size_t tessera_packed_taps_count(size_t taps, size_t rowCount, size_t inputs, size_t outputs);
// Packs the weights of a convolution, b[tap + i * inputStride + j * outputStride].
void tessera_pack_convolution_f32(size_t taps, size_t rowCount, size_t inputs, size_t outputs,
                                  const float *b, ptrdiff_t inputStride, ptrdiff_t outputStride,
                                  float *packed);

// Computes a part of a product.
void tessera_product_f32(const TesseraProduct *p, TesseraPart part);
// Computes a product on at most as many threads. The answer does not depend on their number.
void tessera_gemm_f32(const TesseraGemm *g, size_t threads);
// Computes a part of it, at most TesseraPanel columns, with a panel's memory: TesseraPanel ×
// TesseraGemmDepth elements.
void tessera_gemm_part_f32(const TesseraGemm *g, TesseraPart part, float *panel);
// Computes lines of a convolution's output, counted through the batch and all axes but the last.
void tessera_convolve_f32(const TesseraConvolution *c, size_t firstLine, size_t endLine);
// Adds to the gradient of a convolution's weights.
void tessera_add_weight_gradient_f32(const TesseraWeightGradient *c);
// Computes lines of a pool's output.
void tessera_pool_f32(const TesseraPool *p, size_t firstLine, size_t endLine);
// y[j * yStride + i] = x[i * xStride + j] for i < rows and j < columns.
void tessera_transpose_f32(size_t rows, size_t columns, const float *x, size_t xStride, float *y,
                           size_t yStride);
// One step of a long short-term memory without peepholes: the gates i, o, f and c of `size` numbers
// each, before their functions; c changes from the cell before to the one after, and h is written.
void tessera_lstm_cell_f32(size_t size, const float *gates, float *c, float *h);

// Runs body(context, part) for every part below `parts`, on at most as many threads; returns when
// all are done. Where another thread runs a loop, all parts are run here.
void tessera_parallel(size_t threads, size_t parts, void (*body)(void *context, size_t part),
                      void *context);

#endif
