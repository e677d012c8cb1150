#pragma once

#include "tile-queue.h"

#if defined(__AMX_BF16__)

namespace tandem {

/** Tiles of C side by side, and the factors that they are made of. */
struct TileRow {
  /** Split tiles of one row of A, in the order of k. */
  const char* left;
  /** Split tiles of B: for the first steps of k side by side, then for the next. */
  const char* right;
  float* sums;
  long stride;
  long steps;
  bool accumulates;
};

/** The six largest of nine products of parts, those that matter least first; registers 4, 5 and 6 hold the parts of A. */
template <int column, class Meanwhile>
[[gnu::always_inline]] inline void multiplyColumn(const char* right, Meanwhile& meanwhile) {
  right += column * splitTileBytes;
  loadTile<7>(right + 2 * tileBytes, tileRowBytes);
  multiplyTiles<column, 4, 7>();
  loadTile<7>(right + tileBytes, tileRowBytes);
  multiplyTiles<column, 5, 7>();
  meanwhile(0);
  multiplyTiles<column, 4, 7>();
  loadTile<7>(right, tileRowBytes);
  multiplyTiles<column, 6, 7>();
  meanwhile(1);
  multiplyTiles<column, 5, 7>();
  multiplyTiles<column, 4, 7>();
  meanwhile(2);
}

template <int column>
[[gnu::always_inline]] inline void loadSums(const TileRow& row) {
  if (row.accumulates) {
    loadTile<column>(row.sums + column * tileSide, row.stride * static_cast<long>(sizeof(float)));
  } else {
    clearTile<column>();
  }
}

template <int column>
[[gnu::always_inline]] inline void storeSums(const TileRow& row) {
  storeTile<column>(row.sums + column * tileSide, row.stride * static_cast<long>(sizeof(float)));
}

/**
 * Multiplies a row of A by up to four columns of B, each a tile wide.
 *
 * @param beforeStep called before the tiles of a step of k are read
 * @param meanwhile called three times, with 0, 1 and 2, while the tiles of a step and a column are multiplied
 */
template <int columns, class BeforeStep, class Meanwhile>
[[gnu::always_inline]] inline void multiplyTileRow(const TileRow& row, BeforeStep beforeStep, Meanwhile meanwhile) {
  loadSums<0>(row);
  if constexpr (columns > 1) loadSums<1>(row);
  if constexpr (columns > 2) loadSums<2>(row);
  if constexpr (columns > 3) loadSums<3>(row);
  const char* left = row.left;
  const char* right = row.right;
  for (long step = 0; step < row.steps; step++) {
    beforeStep(step);
    loadTile<4>(left, tileRowBytes);
    loadTile<5>(left + tileBytes, tileRowBytes);
    loadTile<6>(left + 2 * tileBytes, tileRowBytes);
    multiplyColumn<0>(right, meanwhile);
    if constexpr (columns > 1) multiplyColumn<1>(right, meanwhile);
    if constexpr (columns > 2) multiplyColumn<2>(right, meanwhile);
    if constexpr (columns > 3) multiplyColumn<3>(right, meanwhile);
    left += splitTileBytes;
    right += columns * splitTileBytes;
  }
  storeSums<0>(row);
  if constexpr (columns > 1) storeSums<1>(row);
  if constexpr (columns > 2) storeSums<2>(row);
  if constexpr (columns > 3) storeSums<3>(row);
}

}  // namespace tandem

#endif
