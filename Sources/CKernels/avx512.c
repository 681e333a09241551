// The loops for x86-64 with AVX-512.

#include "CKernels.h"
#include "elementary.h"
#include <math.h>

#if defined(__x86_64__)
#pragma clang attribute push(                                                    \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))),      \
    apply_to = function)
#define LANES 16
#define TALLEST 14
#define ISA avx512
#include "build.inc"
#pragma clang attribute pop
#endif
