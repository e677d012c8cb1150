#include "matmul.h"

#include <algorithm>

#include "matmul-bfloat.h"
#include "matmul-dot.h"
#include "matmul-panel.h"
#include "round-up.h"
#include "transpose.h"

namespace tandem {

long matmulScratchFloats(long m, long n, long k) {
  long floats = panelScratchFloats(m, n, k);
  for (const bool transposeA : {false, true}) {
    for (const bool transposeB : {false, true}) {
      switch (directionOf(transposeA, transposeB, m, n, k)) {
        case Direction::columns:
          break;
        case Direction::rows:
          floats = std::max(floats, roundedUp(m * n, 16) + panelScratchFloats(n, m, k));
          break;
        case Direction::depth:
          floats = std::max(floats, (transposeA ? roundedUp(m * k, 16) : 0) + (transposeB ? 0 : n * k));
          break;
        case Direction::tiles:
          floats = std::max(floats, bfloatScratchFloats(m, n, k));
          break;
      }
    }
  }
  return floats;
}

void matmul(Direction direction, const float* a, long aStride, bool transposeA, const float* b, long bStride, bool transposeB,
            float* c, long cStride, long m, long n, long k, const Finish& finish, float* scratch) {
  if (m <= 0 || n <= 0) return;
  switch (direction) {
    case Direction::columns:
      multiplyPanels({a, aStride, transposeA}, {b, bStride, transposeB}, c, cStride, m, n, k, finish, scratch);
      break;
    case Direction::rows:
      multiplyPanels({b, bStride, !transposeB}, {a, aStride, !transposeA}, scratch, m, n, m, k,
                     Finish{}, scratch + roundedUp(m * n, 16));
      transpose<false>(scratch, m, c, cStride, n, m);
      finishRows(finish, c, cStride, m, n);
      break;
    case Direction::depth: {
      float* bRows = scratch + (transposeA ? roundedUp(m * k, 16) : 0);
      if (transposeA) transpose<false>(a, aStride, scratch, k, k, m);
      if (!transposeB) transpose<false>(b, bStride, bRows, k, k, n);
      multiplyDots({transposeA ? scratch : a, transposeA ? k : aStride, transposeB ? b : bRows,
                    transposeB ? bStride : k, c, cStride, 1, k},
                   m, n);
      finishRows(finish, c, cStride, m, n);
      break;
    }
    case Direction::tiles:
      multiplyBfloats({a, aStride, transposeA}, {b, bStride, transposeB}, c, cStride, m, n, k, finish, scratch);
      break;
  }
}

}  // namespace tandem
