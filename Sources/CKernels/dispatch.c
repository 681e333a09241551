// Chooses each loop's build for the running CPU.

#include "CKernels.h"

#if defined(__x86_64__)
// 0 for any CPU, 1 with AVX2, 2 with AVX-512.
static int level(void) {
  static int known = -1;  // Every thread computes the same answer, so a race is harmless.
  int answer = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (answer < 0) {
    __builtin_cpu_init();
    int wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    int narrow = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    answer = narrow ? 1 + wide : 0;
    __atomic_store_n(&known, answer, __ATOMIC_RELAXED);
  }
  return answer;
}
#define CALL(name, S, ...)                                    \
  switch (level()) {                                          \
  case 2: return name##_##S##_avx512(__VA_ARGS__);            \
  case 1: return name##_##S##_avx2(__VA_ARGS__);              \
  default: return name##_##S##_baseline(__VA_ARGS__);         \
  }
#else
#define CALL(name, S, ...) return name##_##S##_baseline(__VA_ARGS__);
#endif

#define ENTRY(R, name, T, S, parameters, ...)      \
  extern R name##_##S##_baseline parameters;       \
  extern R name##_##S##_avx2 parameters;           \
  extern R name##_##S##_avx512 parameters;         \
  R name##_##S parameters { CALL(name, S, __VA_ARGS__) }

#define ENTRIES(T, S)                                                                            \
  ENTRY(void, tessera_unary, T, S, (TesseraUnary f, size_t n, const T *x, T *y), f, n, x, y)     \
  ENTRY(void, tessera_binary, T, S,                                                              \
        (TesseraBinary f, size_t n, const T *a, ptrdiff_t sa, const T *b, ptrdiff_t sb, T *y),   \
        f, n, a, sa, b, sb, y)                                                                   \
  ENTRY(double, tessera_sum, T, S, (size_t n, const T *x), n, x)                                 \
  ENTRY(void, tessera_sum_rows, T, S, (size_t rows, size_t columns, const T *x, T *y), rows,     \
        columns, x, y)                                                                           \
  ENTRY(T, tessera_max, T, S, (size_t n, const T *x), n, x)                                      \
  ENTRY(void, tessera_softmax_rows, T, S, (size_t rows, size_t columns, const T *x, T *y), rows, \
        columns, x, y)                                                                           \
  ENTRY(void, tessera_log_softmax_rows, T, S, (size_t rows, size_t columns, const T *x, T *y),   \
        rows, columns, x, y)                                                                     \
  ENTRY(void, tessera_bce_logits, T, S, (size_t n, const T *x, const T *t, T *y), n, x, t, y)    \
  ENTRY(double, tessera_bce_logits_sum, T, S, (size_t n, const T *x, const T *t), n, x, t)       \
  ENTRY(void, tessera_unfold, T, S,                                                              \
        (const TesseraWindow *w, TesseraBlock b, size_t channels, const T *x, T *columns,        \
         size_t pitch),                                                                          \
        w, b, channels, x, columns, pitch)                                                       \
  ENTRY(void, tessera_fold, T, S,                                                                \
        (const TesseraWindow *w, TesseraBlock b, size_t channels, const T *columns,              \
         size_t pitch, T *x),                                                                    \
        w, b, channels, columns, pitch, x)

ENTRIES(float, f32)
ENTRIES(double, f64)

#define OPTIMIZER_ENTRIES(T, S)                                                                  \
  ENTRY(void, tessera_adam, T, S, (TesseraAdam a, size_t n, T *p, const T *g, T *m, T *v), a, n, \
        p, g, m, v)                                                                              \
  ENTRY(void, tessera_sgd, T, S, (TesseraSGD a, size_t n, T *p, const T *g, T *v), a, n, p, g, v) \
  ENTRY(void, tessera_rmsprop, T, S,                                                             \
        (TesseraRMSProp a, size_t n, T *p, const T *g, T *s, T *m, T *v), a, n, p, g, s, m, v)   \
  ENTRY(double, tessera_sum_squares, T, S, (size_t n, const T *x), n, x)                         \
  ENTRY(void, tessera_scale, T, S, (double factor, size_t n, T *x), factor, n, x)                \
  ENTRY(void, tessera_clamp, T, S, (double limit, size_t n, T *x), limit, n, x)

OPTIMIZER_ENTRIES(float, f32)
OPTIMIZER_ENTRIES(double, f64)

ENTRY(void, tessera_product, float, f32, (const TesseraProduct *p, TesseraPart part), p, part)
ENTRY(void, tessera_gemm_part, float, f32, (const TesseraGemm *g, TesseraPart part, float *panel), g,
      part, panel)
ENTRY(void, tessera_convolve, float, f32,
      (const TesseraConvolution *c, size_t firstLine, size_t endLine), c, firstLine, endLine)
ENTRY(void, tessera_add_weight_gradient, float, f32, (const TesseraWeightGradient *c), c)
ENTRY(void, tessera_pool, float, f32, (const TesseraPool *p, size_t firstLine, size_t endLine), p,
      firstLine, endLine)
ENTRY(void, tessera_transpose, float, f32,
      (size_t rows, size_t columns, const float *x, size_t xStride, float *y, size_t yStride), rows,
      columns, x, xStride, y, yStride)
ENTRY(void, tessera_lstm_cell, float, f32,
      (size_t size, const float *gates, float *c, float *h), size, gates, c, h)
