#pragma once

#include <algorithm>

#include "turn-fours.h"

namespace tandem {

/** Transposes fewer rows than a vector has lanes. */
inline void transposeRest(const float* from, long fromStride, float* to, long toStride, long rows, long columns) {
  if (rows < 4 || columns < 4) {
    for (long column = 0; column < columns; column++) {
      for (long row = 0; row < rows; row++) to[column * toStride + row] = from[row * fromStride + column];
    }
    return;
  }
  for (long row = 0; row < rows; row += 4) {
    // the last block of a side is moved back to end with it: what it covers twice is written twice, alike
    const long top = std::min(row, rows - 4);
    for (long column = 0; column < columns; column += 4) {
      const long left = std::min(column, columns - 4);
      Four fours[4];
      for (int each = 0; each < 4; each++) fours[each] = load<Four>(from + (top + each) * fromStride + left);
      turnFours(fours);
      for (int each = 0; each < 4; each++) store(to + (left + each) * toStride + top, fours[each]);
    }
  }
}

/**
 * Writes `to` [columns, rows] = the transpose of `from` [rows, columns], both row-major with strides in floats, apart.
 * When `fillsUp`, the rows of `to` have room for whole vectors, which are filled up with copies of their last element.
 */
template <bool fillsUp>
inline void transpose(const float* from, long fromStride, float* to, long toStride, long rows, long columns) {
  for (long top = 0; top < rows; top += laneCount) {
    const float* source = from + top * fromStride;
    float* target = to + top;
    const long height = std::min<long>(laneCount, rows - top);
    if (!fillsUp && height < laneCount) {
      transposeRest(source, fromStride, target, toStride, height, columns);
      return;
    }
    for (long left = 0; left < columns; left += 4) {
      const long width = std::min<long>(4, columns - left);
      Floats fours[4];
      if (height == laneCount && width == 4) {
        const auto loadWhole = [&](long row) { return load<Four>(source + row * fromStride + left); };
        for (int row = 0; row < 4; row++) fours[row] = everyFourth(loadWhole, row);
      } else {
        const auto loadPart = [&](long row) {
          return loadFour(source + std::min(row, height - 1) * fromStride + left, width);
        };
        for (int row = 0; row < 4; row++) fours[row] = everyFourth(loadPart, row);
      }
      turnFours(fours);
      for (int column = 0; column < width; column++) store(target + (left + column) * toStride, fours[column]);
    }
  }
}

}  // namespace tandem
