#pragma once

#include "vector-float.h"
#include "vector-memory.h"

namespace tandem {

/** What becomes of the elements of a product before they are stored. */
enum class FinishKind : int {
  none,
  /** relu of the element and a bias */
  biasedRelu,
  /** the element where the other is above zero, else zero */
  reluGradient,
};

/** It, and the other operand: for each element of the product one, or for each column where the stride is 0. */
struct Finish {
  FinishKind kind = FinishKind::none;
  const float* operand = nullptr;
  long stride = 0;

  /** For a part of the product from `row` and `column` on. */
  Finish at(long row, long column) const {
    return kind == FinishKind::none ? Finish{} : Finish{kind, operand + row * stride + column, stride};
  }
};

template <FinishKind kind>
[[gnu::always_inline]] inline Floats finished(Floats value, Floats operand) {
  return kind == FinishKind::biasedRelu ? relu(add(value, operand)) : reluGradient(value, operand);
}

/** Finishes a product that is stored already. */
void finishRows(const Finish& finish, float* c, long cStride, long rows, long columns);

}  // namespace tandem
