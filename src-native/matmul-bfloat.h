#pragma once

#include "matmul-panel.h"

namespace tandem {

/**
 * C [m, n] = A [m, k] B [k, n] in tile registers, which are ready in this thread (TileRegisters). Every number is split into
 * three bfloat16 numbers whose sum it is; the six largest of the nine products of their parts are added up in float32, and
 * what is left out is below 2^-24 of the product of the numbers. On the average that is half as far from the exact sum as a
 * chain of multiply-adds, but a tenth further where factors differ so much that one product is nearly all of the sum.
 *
 * Elements are finished once they are stored. Those that are not finite in this way are made as multiplyPanels makes them.
 * The registers take what is below 2^-126 for zero, parts of factors too: those below 2^-110 count with 16 bits, and those
 * below 2^-118 with 8.
 */
void multiplyBfloats(const Factor& a, const Factor& b, float* c, long cStride, long m, long n, long k,
                     const Finish& finish, float* scratch);

/** Floats of scratch for a product of these sizes, whether factors are transposed or not. */
long bfloatScratchFloats(long m, long n, long k);

}  // namespace tandem
