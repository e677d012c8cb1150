#pragma once

#include "matmul-direction.h"
#include "matmul-finish.h"

namespace tandem {

/**
 * C [m, n] = op(A) op(B), row-major float32, where op transposes if asked: A is [m, k] with row stride `aStride`, or
 * [k, m] when `transposeA`; B is [k, n] with row stride `bStride`, or [n, k] when `transposeB`. C has row stride
 * `cStride`, is apart from A and B, and is overwritten; with k = 0 it becomes zero. Strides count floats. `scratch`
 * holds matmulScratchFloats(m, n, k) floats, aligned to 64 bytes. `finish` is done to each element last. Nothing outside the
 * matrices is read or written. Where the direction is that of tiles, this thread has TileRegisters.
 *
 * The bits of a result depend on shapes, transpositions and values alone, not on strides or addresses, and are the same
 * on every processor that has fused multiply-add and no tiles, and on all that have both. Some rows or columns of a
 * product, made in the direction of the whole, have the bits that they have in the whole.
 */
void matmul(Direction direction, const float* a, long aStride, bool transposeA, const float* b, long bStride, bool transposeB,
            float* c, long cStride, long m, long n, long k, const Finish& finish, float* scratch);

/** Floats of scratch that a product of these sizes needs in any of its transpositions. */
long matmulScratchFloats(long m, long n, long k);

}  // namespace tandem
