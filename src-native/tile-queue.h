#pragma once

#include "matmul-panel.h"
#include "tile-register.h"

#if defined(__AMX_BF16__)

#include "bfloat-split.h"

namespace tandem {

/** Steps of k that a tile of a factor holds, two in each pair. */
constexpr long tileDepth = 2 * tileSide;

/** One tile for each part, the first part first. */
constexpr long splitTileBytes = bfloatParts * tileBytes;

/** In tiles of the left factor of a product, pairs lie along the rows; in those of the right one, down the columns. */
enum class Side { left, right };

/**
 * Splits a factor and packs it into tiles, a quarter of a tile at a time, so that the processor does it while it
 * multiplies. A pair is made of steps of k that are 16 apart: those of both factors meet, and only what is transposed has
 * to change its lane. What lies outside the factor is zero.
 */
class TileQueue {
 public:
  /**
   * @param across where the tiles begin on the side of the factor that is not k, and `end` where the factor ends there
   * @param from, depth the steps of k
   * @param columns tiles of the same steps before those of the next; after the last steps, the next across
   * @param ring gets the tiles, of which it has room for `ringTiles`: then it begins anew
   */
  TileQueue(const Factor& factor, Side side, long across, long end, long from, long depth, long columns, char* ring,
            long ringTiles);

  /** How many quarters of tiles are packed. */
  long packed() const { return packed_; }

  /** Packs the next quarter, four rows of a tile. */
  void pack();

 private:
  void begin();
  void pad(const float* block, long rows, LaneMask columns, float* padded) const;

  const float* elements_;
  long stride_;
  bool isTurned_;
  /** Whether a row in memory is one step of k. */
  bool rowIsStep_;
  long firstAcross_;
  long end_;
  long from_;
  long depth_;
  long columns_;
  char* ring_;
  char* ringEnd_;
  /** The next quarter of all, and its tile: which of its steps it is, how many steps went before, and where it goes. */
  long packed_ = 0;
  long column_ = 0;
  long step_ = 0;
  char* to_;
  /** Numbers of the tile, 16 by 16 for the lower halves of its pairs and as many for the upper ones. */
  const float* lower_ = nullptr;
  const float* upper_ = nullptr;
  long blockStride_ = 0;
  alignas(64) float padded_[2][tileSide * tileSide];
};

}  // namespace tandem

#endif
