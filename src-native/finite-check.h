#pragma once

#include "vector-memory.h"

namespace tandem {

/** Finds out whether all numbers that it is shown are finite. */
class FiniteCheck {
 public:
  void add(const float* from, long stride, long rows, long columns) {
    // zero times what is not finite is not a number, and stays so in every sum
    Floats sums[4]{};
    const long whole = columns / laneCount * laneCount;
    const LaneMask rest = firstLanes(columns - whole);
    for (long row = 0; row < rows; row++, from += stride) {
      for (long column = 0; column < whole; column += laneCount) {
        Floats& sum = sums[column / laneCount % 4];
        sum = multiplyAdd(load<Floats>(from + column), Floats{}, sum);
      }
      if (whole < columns) sums[3] = multiplyAdd(loadMasked(from + whole, rest), Floats{}, sums[3]);
    }
    sum_ += (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }

  bool passed() const {
    float lanes[laneCount];
    store(lanes, sum_);
    float sum = 0;
    for (const float lane : lanes) sum += lane;
    return sum == sum;
  }

 private:
  Floats sum_{};
};

}  // namespace tandem
