#include "matmul-direction.h"

#include <algorithm>

#include "round-up.h"

namespace tandem {
namespace {

// The estimates of cycles were fitted to 1,896 products on a processor with 16 lanes and two multiply-adds a cycle.
// They are the same on every processor, so that the order of additions, and with it the bits, are too.

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

}  // namespace

Direction directionOf(bool transposeA, bool transposeB, long m, long n, long k) {
  const long columns = cyclesOfPanels(m, n, k, transposeB);
  const long rows = cyclesOfPanels(n, m, k, !transposeA) + m * n / 4;
  const long depth = cyclesOfDots(transposeA, transposeB, m, n, k);
  if (columns <= rows && columns <= depth) return Direction::columns;
  return rows <= depth ? Direction::rows : Direction::depth;
}

}  // namespace tandem
