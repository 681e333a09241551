// The loops that need vector instructions. Every function picks the best build for the running CPU
// once (see dispatch.c); all builds come from one source, the files that build.inc includes.
//
// Pointers may alias only where input and output are the same array. `n` counts elements; strides
// count elements too.

#ifndef TESSERA_CKERNELS_H
#define TESSERA_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "Products.h"
#include "Windows.h"

// Functions of one argument.
typedef enum TesseraUnary {
  TesseraUnaryNegate,
  TesseraUnaryAbsolute,
  TesseraUnaryExponential,
  TesseraUnaryLogarithm,
  TesseraUnarySquareRoot,
  TesseraUnaryReciprocal,
  TesseraUnarySquare,
  TesseraUnaryTanh,
  TesseraUnarySigmoid,
  TesseraUnaryReLU,
  TesseraUnarySoftplus,
  TesseraUnaryStep,
  TesseraUnaryExpm1,
  TesseraUnaryLog1p,
  TesseraUnarySine,
  TesseraUnaryCosine,
  TesseraUnaryErf,
  TesseraUnaryFloor,
  TesseraUnaryCeiling,
  // To the nearest integer, halves to the even one.
  TesseraUnaryRound,
  // −1, 0 or 1; 0 for NaN.
  TesseraUnarySign,
} TesseraUnary;

// Functions of two arguments.
typedef enum TesseraBinary {
  TesseraBinaryAdd,
  TesseraBinarySubtract,
  TesseraBinaryMultiply,
  TesseraBinaryDivide,
  TesseraBinaryMaximum,
  TesseraBinaryMinimum,
  TesseraBinaryPower,
  // a − b ⌊a / b⌋: with the sign of b, as Python's %.
  TesseraBinaryRemainder,
  // a where b > 0, 0 elsewhere.
  TesseraBinaryGate,
  // a (1 − b²): the gradient of a hyperbolic tangent whose value is b.
  TesseraBinaryTanhGradient,
  // a b (1 − b): the gradient of a logistic function whose value is b.
  TesseraBinarySigmoidGradient,
} TesseraBinary;

#define TESSERA_DECLARE(T, S)                                                                    \
  /* y[i] = f(x[i]) */                                                                           \
  void tessera_unary_##S(TesseraUnary f, size_t n, const T *x, T *y);                            \
  /* y[i] = f(a[i * sa], b[i * sb]) */                                                           \
  void tessera_binary_##S(TesseraBinary f, size_t n, const T *a, ptrdiff_t sa, const T *b,       \
                          ptrdiff_t sb, T *y);                                                   \
  /* Σ x[i], accumulated in double precision over blocks. */                                     \
  double tessera_sum_##S(size_t n, const T *x);                                                  \
  /* y[j] = Σ_i x[i * columns + j] */                                                            \
  void tessera_sum_rows_##S(size_t rows, size_t columns, const T *x, T *y);                      \
  /* The largest x[i]; NaN if one is. n ≥ 1. */                                                  \
  T tessera_max_##S(size_t n, const T *x);                                                       \
  /* softmax of each row: exp(x[i]) / Σ exp(x), without overflow. */                             \
  void tessera_softmax_rows_##S(size_t rows, size_t columns, const T *x, T *y);                  \
  /* The logarithm of softmax of each row. */                                                    \
  void tessera_log_softmax_rows_##S(size_t rows, size_t columns, const T *x, T *y);              \
  /* y[i] = max(x, 0) − x t + log(1 + exp(−|x|)): binary cross-entropy of target t, logit x. */  \
  void tessera_bce_logits_##S(size_t n, const T *x, const T *t, T *y);                           \
  /* The sum of the same over all elements. */                                                   \
  double tessera_bce_logits_sum_##S(size_t n, const T *x, const T *t);                           \
  /* The inputs that each output of a block meets, a column for each output and a row, `pitch`   \
     elements from the next, for each channel and element of the kernel. */                      \
  void tessera_unfold_##S(const TesseraWindow *w, TesseraBlock b, size_t channels, const T *x,   \
                          T *columns, size_t pitch);                                             \
  /* The adjoint: adds every element of such columns to the input that it came from. */          \
  void tessera_fold_##S(const TesseraWindow *w, TesseraBlock b, size_t channels,                 \
                        const T *columns, size_t pitch, T *x);

TESSERA_DECLARE(float, f32)
TESSERA_DECLARE(double, f64)

// The numbers of one step of Adam; see `tessera_adam_*`.
typedef struct TesseraAdam {
  double learningRate, beta1, beta2, epsilon;
  // 1 − beta1^t and 1 − beta2^t for step t.
  double correction1, correction2;
  // What is added to the gradient for each unit of the parameter, and what the parameter is
  // multiplied by: 0 and 1 without weight decay.
  double decay, shrinkage;
} TesseraAdam;

// The numbers of one step of gradient descent; see `tessera_sgd_*`.
typedef struct TesseraSGD {
  double learningRate, decay;
  // v becomes velocityFactor v + gradientFactor g.
  double velocityFactor, gradientFactor;
  // The parameter moves along velocityShare v + gradientShare g.
  double velocityShare, gradientShare;
} TesseraSGD;

// The numbers of one step of RMSProp; see `tessera_rmsprop_*`.
typedef struct TesseraRMSProp {
  double learningRate, decay, alpha, epsilon, momentum;
} TesseraRMSProp;

#define TESSERA_DECLARE_OPTIMIZERS(T, S)                                                         \
  /* One step of Adam (Kingma & Ba 2015, algorithm 1), in place: p parameters, g gradients,      \
     m and v the moments. */                                                                     \
  void tessera_adam_##S(TesseraAdam a, size_t n, T *p, const T *g, T *m, T *v);                  \
  /* One step of gradient descent, in place, with the velocity v or, where v is null, along g. */ \
  void tessera_sgd_##S(TesseraSGD a, size_t n, T *p, const T *g, T *v);                          \
  /* One step of RMSProp, in place: s the mean square, m the mean gradient where centred and v   \
     the velocity where there is momentum, else null. */                                         \
  void tessera_rmsprop_##S(TesseraRMSProp a, size_t n, T *p, const T *g, T *s, T *m, T *v);      \
  /* Σ x[i]², in double precision. */                                                            \
  double tessera_sum_squares_##S(size_t n, const T *x);                                          \
  /* x[i] ← factor x[i] */                                                                       \
  void tessera_scale_##S(double factor, size_t n, T *x);                                         \
  /* x[i] ← the nearest number to x[i] in −limit…limit; NaN stays. */                            \
  void tessera_clamp_##S(double limit, size_t n, T *x);

TESSERA_DECLARE_OPTIMIZERS(float, f32)
TESSERA_DECLARE_OPTIMIZERS(double, f64)

// c = a b (+ c when `accumulate`) for row-major a (m×k), b (k×n), c (m×n): the product used where
// no BLAS is linked.
void tessera_matmul_f32(size_t m, size_t n, size_t k, const float *a, const float *b, float *c,
                        int accumulate);

#endif
