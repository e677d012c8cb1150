#include "matmul-panel.h"

#include <algorithm>

#include "matmul-row-tiles.h"
#include "matmul-tile.h"
#include "transpose.h"

namespace tandem {
namespace {

/** Steps of k that are taken before the next rows of A. */
constexpr long blockDepth = 256;

/** Floats of a block of A that is read again and again, column by column of a matrix whose columns share cache sets. */
constexpr long scattered = 16384;

/** Whether a block of A is turned first, so that each tile reads its rows one after another. */
bool turnsFirst(bool transposed, long m, long n, long depth) {
  return transposed && n >= 4 * tallVectors * laneCount && m * depth > scattered;
}

long panelFloats(long n, long k) {
  return std::min(blockDepth, k) * std::min<long>(wideVectors * laneCount, roundedUp(n, laneCount));
}

/** Copies `depth` rows of op(B), `width` columns of each, to a panel of whole vectors; what fills it up is not kept. */
void packPanel(const float* b, long bStride, bool transposeB, long depth, long width, float* panel) {
  const long stride = roundedUp(width, laneCount);
  if (transposeB) {
    transpose<true>(b, bStride, panel, stride, width, depth);
    return;
  }
  const long whole = width / laneCount * laneCount;
  const LaneMask rest = firstLanes(width - whole);
  for (long step = 0; step < depth; step++) {
    const float* from = b + step * bStride;
    float* to = panel + step * stride;
    for (long column = 0; column < whole; column += laneCount) store(to + column, load<Floats>(from + column));
    if (whole < width) store(to + whole, loadMasked(from + whole, rest));
  }
}

}  // namespace

void multiplyPanels(const Factor& given, const Factor& b, float* c, long cStride, long m, long n, long k,
                    const Finish& finish, float* scratch) {
  float* panel = scratch;
  float* turned = scratch + panelFloats(n, k);
  const bool wide = m <= wideTile;
  const long panelVectors = wide ? wideVectors : tallVectors;
  const auto rowTiles = evenRowTiles(m, wide ? wideTile : tallTile);
  const long rowTileCount = rowTiles[0].count + rowTiles[1].count;
  const long blocks = std::max<long>(1, dividedUp(k, blockDepth));
  for (long block = 0; block < blocks; block++) {
    const long from = k * block / blocks;
    const long depth = k * (block + 1) / blocks - from;
    Factor a{given.at(0, from), given.stride, given.transposed};
    if (turnsFirst(given.transposed, m, n, depth)) {
      transpose<false>(a.elements, a.stride, turned, depth, depth, m);
      a = {turned, depth, false};
    }
    for (long left = 0; left < n; left += panelVectors * laneCount) {
      const long width = std::min(panelVectors * laneCount, n - left);
      const long vectors = dividedUp(width, laneCount);
      const bool partial = width % laneCount != 0;
      TileOperands operands;
      operands.aStride = a.stride;
      operands.b = b.at(from, left);
      operands.bStride = b.stride;
      operands.cStride = cStride;
      operands.depth = depth;
      operands.accumulates = block > 0;
      operands.lastVector = firstLanes(width - (vectors - 1) * laneCount);
      const bool reused = rowTileCount >= 4 && (partial || depth * b.stride > 8192);
      if (b.transposed || reused || (partial && !masksAreFast)) {
        packPanel(operands.b, b.stride, b.transposed, depth, width, panel);
        operands.b = panel;
        operands.bStride = vectors * laneCount;
      }
      for (const RowTiles& tiles : rowTiles) {
        if (tiles.count == 0) continue;
        operands.tiles = tiles.count;
        operands.a = a.at(tiles.top, 0);
        operands.c = c + tiles.top * cStride + left;
        operands.finish = block + 1 == blocks ? finish.at(tiles.top, left) : Finish{};
        tileFunction(tiles.rows, vectors, a.transposed, partial)(operands);
      }
    }
  }
}

long panelScratchFloats(long m, long n, long k) {
  const long depth = std::min(blockDepth, k);
  return panelFloats(n, k) + (turnsFirst(true, m, n, depth) ? roundedUp(m * depth, 16) : 0);
}

}  // namespace tandem
