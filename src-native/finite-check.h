#pragma once

#include "matmul-finish.h"

namespace tandem {

/** Finds out whether all elements that it is shown are finite, and finishes them. */
class FiniteCheck {
 public:
  void add(float* from, long stride, long rows, long columns, const Finish& finish) {
    switch (finish.kind) {
      case FinishKind::none: return addAs<FinishKind::none>(from, stride, rows, columns, finish);
      case FinishKind::biasedRelu: return addAs<FinishKind::biasedRelu>(from, stride, rows, columns, finish);
      case FinishKind::reluGradient: return addAs<FinishKind::reluGradient>(from, stride, rows, columns, finish);
    }
  }

  bool passed() const {
    float lanes[laneCount];
    store(lanes, sum_);
    float sum = 0;
    for (const float lane : lanes) sum += lane;
    return sum == sum;
  }

 private:
  template <FinishKind kind>
  void addAs(float* from, long stride, long rows, long columns, const Finish& finish) {
    // zero times what is not finite is not a number, and stays so in every sum
    Floats sums[4]{};
    const float* operand = finish.operand;
    for (long row = 0; row < rows; row++, from += stride, operand += finish.stride) {
      for (long column = 0; column < columns; column += laneCount) {
        const long count = columns - column;
        const Floats value = loadUpTo<Floats>(from + column, count);
        Floats& sum = sums[column / laneCount % 4];
        sum = multiplyAdd(value, Floats{}, sum);
        if constexpr (kind != FinishKind::none) {
          storeUpTo(from + column, finished<kind>(value, loadUpTo<Floats>(operand + column, count)), count);
        }
      }
    }
    sum_ += (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }

  Floats sum_{};
};

}  // namespace tandem
