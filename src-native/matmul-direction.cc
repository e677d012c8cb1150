#include "matmul-direction.h"

#include <algorithm>

#include "round-up.h"
#include "tile-permission.h"

namespace tandem {
namespace {

// The estimates of cycles were fitted to 1,896 products on a processor with 16 lanes and two multiply-adds a cycle.
// They are the same on every processor, so that the order of additions, and with it the bits, are too. That of tiles was
// fitted to 2,592 products.

long cyclesOfTranspose(long rows, long columns) { return roundedUp(rows, 16) * roundedUp(columns, 4) / 3; }

long cyclesOfPanels(long m, long n, long k, bool transposeB) {
  const long vectors = dividedUp(n, 16);
  const long mostRows = m <= 4 ? 4 : 8;
  const long mostVectors = m <= 4 ? 4 : 2;
  const long tiles = dividedUp(m, mostRows) * dividedUp(vectors, mostVectors);
  // more than eight chains hide the four cycles that a multiply-add takes
  const long chains = std::min(9L, std::min(m, mostRows) * std::min(vectors, mostVectors));
  return 45 + m * vectors * k * 9 / (2 * chains) + 25 * tiles + (transposeB ? cyclesOfTranspose(n, k) : 0);
}

long cyclesOfDots(bool transposeA, bool transposeB, long m, long n, long k) {
  return 90 + m * n * (3 * dividedUp(k, 16) + 11) / 5 + (transposeA ? cyclesOfTranspose(k, m) : 0) +
         (transposeB ? 0 : cyclesOfTranspose(k, n));
}

/** Below it, what the products of split numbers leave out is more than what vectors round away. */
constexpr long fewestTileSteps = 16;

/** In which direction vectors are fastest, and how fast. */
struct Estimate {
  Direction direction;
  long cycles;
};

Estimate fastestVectors(bool transposeA, bool transposeB, long m, long n, long k) {
  const long columns = cyclesOfPanels(m, n, k, transposeB);
  const long rows = cyclesOfPanels(n, m, k, !transposeA) + m * n / 4;
  const long depth = cyclesOfDots(transposeA, transposeB, m, n, k);
  if (columns <= rows && columns <= depth) return {Direction::columns, columns};
  return rows <= depth ? Estimate{Direction::rows, rows} : Estimate{Direction::depth, depth};
}

long cyclesOfTiles(bool transposeA, bool transposeB, long m, long n, long k) {
  const long rows = dividedUp(m, 16);
  const long columns = dividedUp(n, 16);
  const long steps = dividedUp(k, 32);
  const long passes = rows * dividedUp(n, 64) * dividedUp(k, 64);
  const bool isWhole = m % 16 == 0 && n % 16 == 0;
  return 105 + 125 * rows * columns * steps + (transposeA ? 210 : 130) * rows * steps +
         (transposeB ? 265 : 185) * columns * steps + (isWhole ? 85 : 275) * passes;
}

}  // namespace

Direction directionOf(bool transposeA, bool transposeB, long m, long n, long k) {
  const Estimate vectors = fastestVectors(transposeA, transposeB, m, n, k);
  if (k < fewestTileSteps || !mayUseTiles()) return vectors.direction;
  return cyclesOfTiles(transposeA, transposeB, m, n, k) < vectors.cycles ? Direction::tiles : vectors.direction;
}

}  // namespace tandem
