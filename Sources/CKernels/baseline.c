// The loops for any CPU that the compiler targets.

#include "CKernels.h"
#include "elementary.h"
#include <math.h>

#define ISA baseline
#include "build.inc"
