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

// x = k log 2 + r with |r| ≤ log 2 / 2, and q with exp(r) ≈ 1 + r + q r²; e = k in halves h and
// e − h, as 2^k alone may be no float.
#define TESSERA_EXPF_REDUCTION                                                  \
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
  int32_t e = (int32_t)k;                                                       \
  int32_t h = e >> 1;

// exp(x) = exp(r) 2^k, scaled in two steps so that subnormal results and results near the largest
// float are right.
#define TESSERA_EXPF_BODY                                                       \
  TESSERA_EXPF_REDUCTION                                                        \
  q = q * (r * r) + r + 1.0f;                                                   \
  TesseraBits s1, s2;                                                           \
  s1.i = (h + 127) << 23;                                                       \
  s2.i = (e - h + 127) << 23;                                                   \
  float y = q * s1.f * s2.f;                                                    \
  return x != x ? x : y;

// exp(x) − 1 = (exp(r) − 1) 2^k + (2^k − 1): nothing cancels near zero, where k = 0.
#define TESSERA_EXPM1F_BODY                                                     \
  TESSERA_EXPF_REDUCTION                                                        \
  float p = q * (r * r) + r;                                                    \
  TesseraBits s1, s2, inverse;                                                  \
  s1.i = (h + 127) << 23;                                                       \
  s2.i = (e - h + 127) << 23;                                                   \
  inverse.i = (127 - (e - h)) << 23;                                            \
  float y = (p * s1.f + (s1.f - inverse.f)) * s2.f;                             \
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

// log(1 + x) for every x: as log of u = 1 + x, with what rounding u lost added back; x itself is the
// polynomial's argument where u needs no scaling.
#define TESSERA_LOG1PF_WIDE_BODY                                                \
  float u = 1.0f + x;                                                           \
  float lost = u > 2.0f ? 1.0f - (u - x) : x - (u - 1.0f);                      \
  TesseraBits b;                                                                \
  b.f = u;                                                                      \
  int32_t e = (int32_t)((b.u - 0x3f3504f3u) >> 23);                             \
  e = (e ^ 0x100) - 0x100;                                                      \
  b.u -= (uint32_t)e << 23;                                                     \
  float k = (float)e;                                                           \
  float r = e == 0 ? x : b.f - 1.0f;                                            \
  TESSERA_LOGF_POLYNOMIAL                                                       \
  float y = q * r * s + (k * -2.12194440e-4f + (e == 0 ? 0.0f : lost / u));     \
  y = y - 0.5f * s;                                                             \
  y = r + y;                                                                    \
  y = y + k * 0.693359375f;                                                     \
  y = x == -1 ? -__builtin_inff() : y;                                          \
  y = x == __builtin_inff() ? x : y;                                            \
  return x < -1 || x != x ? __builtin_nanf("") : y;

// erf(x): x + x P(x²) on |x| < 1, and 1 − exp(−Q(|x| − 1)) beyond, with Q ≈ −log erfc. P and Q are
// minimax polynomials for the error that they leave in erf; from 4 on, erf rounds to 1.
#define TESSERA_ERFF_NEAR(x, s)                                                 \
  float p = 7.88912325e-5f;                                                     \
  p = p * s - 8.02084233e-4f;                                                   \
  p = p * s + 5.18953545e-3f;                                                   \
  p = p * s - 2.68544446e-2f;                                                   \
  p = p * s + 1.12836002e-1f;                                                   \
  p = p * s - 3.76126271e-1f;                                                   \
  p = p * s + 1.28379166e-1f;                                                   \
  float near = x * p + x;

#define TESSERA_ERFF_FAR_EXPONENT(t)                                            \
  float q = -1.85573907e-4f;                                                    \
  q = q * t + 1.8261629e-3f;                                                    \
  q = q * t - 9.89089156e-3f;                                                   \
  q = q * t + 4.15006881e-2f;                                                   \
  q = q * t + 8.43118336e-1f;                                                   \
  q = q * t + 2.63896682f;                                                      \
  q = q * t + 1.84960552f;

// sin(x), or cos(x) with a turn of 1, for |x| up to TESSERA_PERIODIC_LIMIT: x = n π / 2 + r with
// |r| ≤ π / 4, reduced in double precision with π / 2 in two parts (the first has 33 bits, so that n
// times it is exact), and Taylor's polynomials in r.
#define TESSERA_PERIODIC_LIMIT 1048576.0f
#define TESSERA_SINF_BODY(turn)                                                 \
  double z = __builtin_fabsf(x) <= TESSERA_PERIODIC_LIMIT ? (double)x : 0.0;    \
  double k = z * 0.63661977236758134 + 6755399441055744.0;                      \
  k -= 6755399441055744.0;                                                      \
  double r = z - k * 0x1.921fb544p+0;                                           \
  r = r - k * 0x1.0b4611a626331p-34;                                            \
  int32_t n = (int32_t)k + (turn);                                              \
  double s = r * r;                                                             \
  double a = s * (-1.0 / 39916800) + 1.0 / 362880;                              \
  a = a * s - 1.0 / 5040;                                                       \
  a = a * s + 1.0 / 120;                                                        \
  a = a * s - 1.0 / 6;                                                          \
  a = a * s * r + r;                                                            \
  double b = s * (1.0 / 479001600) - 1.0 / 3628800;                             \
  b = b * s + 1.0 / 40320;                                                      \
  b = b * s - 1.0 / 720;                                                        \
  b = b * s + 1.0 / 24;                                                         \
  b = b * s - 0.5;                                                              \
  b = b * s + 1.0;                                                              \
  double y = n & 1 ? b : a;                                                     \
  return (float)(n & 2 ? -y : y);

// tanh near zero: the odd polynomial of Cephes' tanhf on |x| < 0.625.
#define TESSERA_TANHF_NEAR(x, s)                                                          \
  (((((-5.70498872745e-3f * (s) + 2.06390887954e-2f) * (s) - 5.37397155531e-2f) * (s) +   \
     1.33314422036e-1f) * (s) - 3.33332819422e-1f) * (s) * (x) + (x))

#endif
