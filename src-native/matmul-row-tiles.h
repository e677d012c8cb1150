#pragma once

#include <array>

#include "round-up.h"

namespace tandem {

/** Tiles of equal height, one under the other. */
struct RowTiles {
  long top;
  long rows;
  long count;
};

/** Splits rows into tiles of at most `mostRows`, as even as can be: some of one height, the rest one row lower. */
inline std::array<RowTiles, 2> evenRowTiles(long rows, long mostRows) {
  const long count = dividedUp(rows, mostRows);
  const long height = rows / count;
  const long higher = rows % count;
  return {{{0, height + 1, higher}, {higher * (height + 1), height, count - higher}}};
}

}  // namespace tandem
