#pragma once

#include "matmul-finish.h"

namespace tandem {

/** A matrix that enters the product, or its transpose if asked. */
struct Factor {
  const float* elements;
  long stride;
  bool transposed;

  /** From `row` and `column` on, after the transpose. */
  const float* at(long row, long column) const {
    return transposed ? elements + column * stride + row : elements + row * stride + column;
  }
};

/**
 * C [m, n] = A [m, k] B [k, n] in vectors along n, tile by tile. Blocks of A and panels of B pass through scratch, of
 * panelScratchFloats(m, n, k), where that is faster than reading them in place. Elements are finished before they are stored.
 */
void multiplyPanels(const Factor& a, const Factor& b, float* c, long cStride, long m, long n, long k,
                    const Finish& finish, float* scratch);

/** Floats of scratch for a product of these sizes, whether A is transposed or not. */
long panelScratchFloats(long m, long n, long k);

}  // namespace tandem
