// Elementary functions in float32 without branches, so that loops over them vectorise. Each is
// within 2 ulp of the correctly rounded result (see KernelAccuracyTests).

#ifndef TESSERA_ELEMENTARY_H
#define TESSERA_ELEMENTARY_H

#include <stdint.h>

typedef union {
  float f;
  int32_t i;
  uint32_t u;
} TesseraBits;

// exp(x): x = k log 2 + r with |r| ≤ log 2 / 2; a degree-6 polynomial in r, scaled by 2^k in two
// steps so that subnormal results and results near the largest float are right.
#define TESSERA_EXPF_BODY                                                       \
  float c = x > 89.0f ? 89.0f : x;                                              \
  c = c < -104.0f ? -104.0f : c;                                                \
  float k = c * 1.44269504f + 12582912.0f;                                      \
  k -= 12582912.0f;                                                             \
  float r = c - k * 0.693359375f;                                               \
  r = r - k * -2.12194440e-4f;                                                  \
  float q = 1.9875691500e-4f;                                                   \
  q = q * r + 1.3981999507e-3f;                                                 \
  q = q * r + 8.3334519073e-3f;                                                 \
  q = q * r + 4.1665795894e-2f;                                                 \
  q = q * r + 1.6666665459e-1f;                                                 \
  q = q * r + 5.0000001201e-1f;                                                 \
  q = q * (r * r) + r + 1.0f;                                                   \
  int32_t e = (int32_t)k;                                                       \
  int32_t h = e >> 1;                                                           \
  TesseraBits s1, s2;                                                           \
  s1.i = (h + 127) << 23;                                                       \
  s2.i = (e - h + 127) << 23;                                                   \
  float y = q * s1.f * s2.f;                                                    \
  return x != x ? x : y;

// From r = m − 1 with √½ ≤ m < √2: s = r² and q with log m ≈ r − s / 2 + q r s.
#define TESSERA_LOGF_POLYNOMIAL                                                 \
  float s = r * r;                                                              \
  float q = 7.0376836292e-2f;                                                   \
  q = q * r - 1.1514610310e-1f;                                                 \
  q = q * r + 1.1676998740e-1f;                                                 \
  q = q * r - 1.2420140846e-1f;                                                 \
  q = q * r + 1.4249322787e-1f;                                                 \
  q = q * r - 1.6668057665e-1f;                                                 \
  q = q * r + 2.0000714765e-1f;                                                 \
  q = q * r - 2.4999993993e-1f;                                                 \
  q = q * r + 3.3333331174e-1f;

// log(x): x = m 2^e with √½ ≤ m < √2; a polynomial in m − 1.
#define TESSERA_LOGF_BODY                                                       \
  TesseraBits b;                                                                \
  int small = x < 1.17549435e-38f;                                              \
  b.f = small ? x * 8388608.0f : x;                                             \
  int32_t e = (int32_t)((b.u - 0x3f3504f3u) >> 23);                             \
  e = (e ^ 0x100) - 0x100;                                                      \
  b.u -= (uint32_t)e << 23;                                                     \
  float k = (float)e - (small ? 23.0f : 0.0f);                                  \
  float r = b.f - 1.0f;                                                         \
  TESSERA_LOGF_POLYNOMIAL                                                       \
  float y = q * r * s;                                                          \
  y = y + k * -2.12194440e-4f;                                                  \
  y = y - 0.5f * s;                                                             \
  y = r + y;                                                                    \
  y = y + k * 0.693359375f;                                                     \
  y = x == 0 ? -__builtin_inff() : y;                                           \
  y = x == __builtin_inff() ? x : y;                                            \
  return x < 0 || x != x ? __builtin_nanf("") : y;

// log(1 + u) for 0 ≤ u ≤ 1: 1 + u is m or 2m with m − 1 exact, so that nothing cancels.
#define TESSERA_LOG1PF_BODY                                                     \
  float k = u > 0.41421356f ? 1.0f : 0.0f;                                      \
  float r = u > 0.41421356f ? 0.5f * (u - 1.0f) : u;                            \
  TESSERA_LOGF_POLYNOMIAL                                                       \
  float y = q * r * s + k * -2.12194440e-4f - 0.5f * s;                         \
  return r + y + k * 0.693359375f;

// tanh near zero: the odd polynomial of Cephes' tanhf on |x| < 0.625.
#define TESSERA_TANHF_NEAR(x, s)                                                          \
  (((((-5.70498872745e-3f * (s) + 2.06390887954e-2f) * (s) - 5.37397155531e-2f) * (s) +   \
     1.33314422036e-1f) * (s) - 3.33332819422e-1f) * (s) * (x) + (x))

#endif
