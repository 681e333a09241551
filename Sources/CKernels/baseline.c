// The loops for any CPU that the compiler targets.

#include "CKernels.h"
#include "elementary.h"
#include <math.h>

#define LANES 4
#define TALLEST 4
#define ISA baseline
#include "build.inc"
