#pragma once

#include "matmul-finish.h"

namespace tandem {

/** Rows and vectors of the largest tiles: a tall one is narrow. All sums of a tile stay in registers. */
#if defined(__AVX512F__)
constexpr int tallTile = 8;
constexpr int wideTile = 4;
#elif defined(__AVX2__)
constexpr int tallTile = 6;
constexpr int wideTile = 2;
#elif defined(__aarch64__)
constexpr int tallTile = 8;
constexpr int wideTile = 6;
#else
constexpr int tallTile = 4;
constexpr int wideTile = 2;
#endif
constexpr int tallVectors = 2;
constexpr int wideVectors = 4;

/**
 * Where the operands of tiles lie that stand one under the other. `a` is walked along its rows, or down its columns
 * when it is transposed.
 */
struct TileOperands {
  const float* a;
  long aStride;
  const float* b;
  long bStride;
  float* c;
  long cStride;
  long depth;
  long tiles;
  bool accumulates;
  /** Of the first tile; none while more is to be added. */
  Finish finish;
  LaneMask lastVector;
};

using TileFunction = void (*)(const TileOperands&);

/**
 * The function of tiles of so many rows, up to tallTile or wideTile, and vectors along n; when `partial`, the last
 * vector has only the lanes of `lastVector`. Unless masks are fast, the rows of B are then whole vectors all the same.
 */
TileFunction tileFunction(long rows, long vectors, bool transposeA, bool partial);

}  // namespace tandem
