// The loops for x86-64 with AVX2 and FMA.

#include "CKernels.h"
#include "elementary.h"
#include <math.h>

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define TALLEST 6
#define ISA avx2
#include "build.inc"
#pragma clang attribute pop
#endif
