// A matrix product for where no BLAS is linked: rows of b streamed into rows of c, so that the
// innermost loop runs over contiguous memory.

#include "CKernels.h"

void tessera_matmul_f32(size_t m, size_t n, size_t k, const float *restrict a,
                        const float *restrict b, float *restrict c, int accumulate) {
  for (size_t i = 0; i < m; i++) {
    float *row = c + i * n;
    if (!accumulate)
      for (size_t j = 0; j < n; j++) row[j] = 0;
    for (size_t p = 0; p < k; p++) {
      float scale = a[i * k + p];
      const float *source = b + p * n;
      for (size_t j = 0; j < n; j++) row[j] += scale * source[j];
    }
  }
}
