#include "tile-queue.h"

#if defined(__AMX_BF16__)

#include <algorithm>

#include "turn-fours.h"

namespace tandem {
namespace {

[[gnu::always_inline]] inline void storeSplit(Floats lower, Floats upper, char* to) {
  const SplitPairs split = splitPairs(lower, upper);
#pragma GCC unroll 3
  for (int part = 0; part < bfloatParts; part++) _mm512_store_si512(to + part * tileBytes, split.parts[part]);
}

/** Four columns of 16 rows. */
[[gnu::always_inline]] inline void loadTurned(const float* from, long stride, Floats (&columns)[4]) {
  const auto loadRow = [&](long row) { return load<Four>(from + row * stride); };
#pragma GCC unroll 4
  for (int each = 0; each < 4; each++) columns[each] = everyFourth(loadRow, each);
  turnFours(columns);
}

}  // namespace

TileQueue::TileQueue(const Factor& factor, Side side, long across, long end, long from, long depth, long columns,
                     char* ring, long ringTiles)
    : elements_(factor.elements),
      stride_(factor.stride),
      isTurned_(factor.transposed),
      rowIsStep_(factor.transposed == (side == Side::left)),
      firstAcross_(across),
      end_(end),
      from_(from),
      depth_(depth),
      columns_(columns),
      ring_(ring),
      ringEnd_(ring + ringTiles * splitTileBytes),
      to_(ring) {}

void TileQueue::pack() {
  const long row = packed_ % 4 * 4;
  if (row == 0) begin();
  char* to = to_ + row * tileRowBytes;
  if (isTurned_) {
    Floats lower[4];
    Floats upper[4];
    loadTurned(lower_ + row, blockStride_, lower);
    loadTurned(upper_ + row, blockStride_, upper);
#pragma GCC unroll 4
    for (int each = 0; each < 4; each++) storeSplit(lower[each], upper[each], to + each * tileRowBytes);
  } else {
    const float* lower = lower_ + row * blockStride_;
    const float* upper = upper_ + row * blockStride_;
#pragma GCC unroll 4
    for (int each = 0; each < 4; each++) {
      const long at = each * blockStride_;
      storeSplit(load<Floats>(lower + at), load<Floats>(upper + at), to + each * tileRowBytes);
    }
  }
  packed_++;
  if (row < tileSide - 4) return;
  to_ += splitTileBytes;
  if (to_ == ringEnd_) to_ = ring_;
}

/** Looks up where the numbers of the next tile lie. */
void TileQueue::begin() {
  const long step = step_ * tileDepth;
  const long across = firstAcross_ + column_ * tileSide;
  const long start = from_ + step;
  lower_ = elements_ + (rowIsStep_ ? start * stride_ + across : across * stride_ + start);
  upper_ = lower_ + (rowIsStep_ ? tileSide * stride_ : tileSide);
  blockStride_ = stride_;
  if (depth_ - step < tileDepth || end_ - across < tileSide) {
    const long width = std::min(tileSide, end_ - across);
    const float* halves[2] = {lower_, upper_};
    for (int half = 0; half < 2; half++) {
      const long steps = std::clamp<long>(depth_ - step - half * tileSide, 0, tileSide);
      if (rowIsStep_) {
        pad(halves[half], steps, firstLanes(width), padded_[half]);
      } else {
        pad(halves[half], width, firstLanes(steps), padded_[half]);
      }
    }
    lower_ = padded_[0];
    upper_ = padded_[1];
    blockStride_ = tileSide;
  }
  if (++column_ < columns_) return;
  column_ = 0;
  step_++;
  if (step_ * tileDepth < depth_) return;
  step_ = 0;
  firstAcross_ += columns_ * tileSide;
}

void TileQueue::pad(const float* block, long rows, LaneMask columns, float* padded) const {
  for (long row = 0; row < tileSide; row++) {
    store(padded + row * tileSide, row < rows ? loadMasked(block + row * stride_, columns) : Floats{});
  }
}

}  // namespace tandem

#endif
