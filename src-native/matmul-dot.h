#pragma once

namespace tandem {

/** Rows of two matrices, both contiguous along k, and where their products go. */
struct DotOperands {
  const float* a;
  long aStride;
  const float* b;
  long bStride;
  float* c;
  long cRowStride;
  long cColumnStride;
  long depth;
};

/** C [m, n] = A B^T of A [m, k] and B [n, k] in vectors along k, where depth is k. */
void multiplyDots(const DotOperands& operands, long m, long n);

}  // namespace tandem
