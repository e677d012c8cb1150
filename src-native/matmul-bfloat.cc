#include "matmul-bfloat.h"

#if defined(__AMX_BF16__)

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "finite-check.h"
#include "round-up.h"
#include "tile-row.h"

namespace tandem {
namespace {

/** Tiles of B that stay in the first-level cache while rows of A pass by: side by side, and steps of k. */
constexpr long mostColumns = 4;
constexpr long panelWidth = mostColumns * tileSide;
constexpr long blockDepth = 2 * tileDepth;

/** Rows of A that stay, split, in the second-level cache for the next columns of B. */
constexpr long blockRows = 512;

/** Tiles of a panel that are packed before the first product: a tile can be read a while after it was written. */
constexpr long packedAhead = 3;

long stepsOf(long k) { return dividedUp(std::min(k, blockDepth), tileDepth); }

/** Split rows of A in memory: with one panel only the one at work and the next. */
long keptRows(long m, long n) {
  return n > panelWidth ? std::max(2L, dividedUp(std::min(m, blockRows), tileSide)) : 2;
}

/** Some rows of C by some steps of k. */
struct Block {
  long top;
  long rows;
  bool isFirst;
  bool isLast;
  long steps;
  char* left;
  long keptRows;
  char* panel;
  /** A row of tiles that are not wholly in C. */
  float* edge;
};

/** Looks at rows of C that are complete, and finishes them. */
struct Completion {
  FiniteCheck check;
  Finish finish;

  void complete(float* c, long cStride, long row, long column, long rows, long columns) {
    check.add(c + row * cStride + column, cStride, rows, columns, finish.at(row, column));
  }
};

/** Fetches lines of C before they are written. */
class LineFetch {
 public:
  LineFetch(const float* from, long stride, long columns) : from_(from), stride_(stride), columns_(columns) {}
  void fetch(long rows) {
    for (long end = std::min(tileSide, row_ + rows); row_ < end; row_++) {
      for (long column = 0; column < columns_; column++) __builtin_prefetch(from_ + row_ * stride_ + column * tileSide, 1);
    }
  }

 private:
  const float* from_;
  long stride_;
  long columns_;
  long row_ = 0;
};

/** Copies `rows` rows of `width` floats. */
void copyRows(const float* from, long fromStride, float* to, long toStride, long rows, long width) {
  for (long row = 0; row < rows; row++) std::memcpy(to + row * toStride, from + row * fromStride, width * sizeof(float));
}

/** A panel of B, `columns` tiles wide, by all rows of a block: `width` columns of C from `column` on. */
template <int columns>
void multiplyPanel(const Block& block, TileQueue& left, TileQueue& panel, float* c, long cStride, long column,
                   long width, Completion& completion) {
  // quarters to pack in each of three pauses, so that a row of A is packed while the one before is multiplied
  constexpr int quarters[4][3] = {{2, 1, 1}, {1, 0, 1}, {1, 0, 1}, {0, 0, 1}};
  const long rowQuarters = block.steps * 4;
  const long tileRows = dividedUp(block.rows, tileSide);
  const long fetched = dividedUp(tileSide, columns * block.steps);
  while (panel.packed() < std::min(packedAhead, columns * block.steps) * 4) panel.pack();
  for (long each = 0; each < tileRows; each++) {
    const long top = each * tileSide;
    const long height = std::min(tileSide, block.rows - top);
    float* const to = c + (block.top + top) * cStride + column;
    const bool isWhole = height == tileSide && width == columns * tileSide;
    TileRow row{block.left + each % block.keptRows * block.steps * splitTileBytes, block.panel, to, cStride,
                block.steps, !block.isFirst};
    if (!isWhole) {
      if (row.accumulates) copyRows(to, cStride, block.edge, panelWidth, height, width);
      row.sums = block.edge;
      row.stride = panelWidth;
    }
    LineFetch lines(row.sums, row.stride, columns);
    const long limit = std::min(tileRows, each + 2) * rowQuarters;
    const auto packStep = [&](long step) {
      while (left.packed() < each * rowQuarters + (step + 1) * 4) left.pack();
    };
    const auto packNext = [&](int pause) __attribute__((always_inline)) {
      if (pause == 1) lines.fetch(fetched);
      for (int quarter = 0; quarter < quarters[columns - 1][pause]; quarter++) {
        if (left.packed() < limit) left.pack();
      }
    };
    if (panel.packed() < columns * rowQuarters) {
      multiplyTileRow<columns>(row, packStep, [&](int pause) __attribute__((always_inline)) {
        if (pause < 2 && panel.packed() < columns * rowQuarters) {
          panel.pack();
          panel.pack();
        }
        packNext(pause);
      });
    } else {
      multiplyTileRow<columns>(row, packStep, packNext);
    }
    if (!isWhole) copyRows(block.edge, panelWidth, to, cStride, height, width);
    if (!block.isLast) continue;
    // not the rows just stored, which would have to be waited for
    if (each > 0) completion.complete(c, cStride, block.top + top - tileSide, column, tileSide, width);
    if (each == tileRows - 1) completion.complete(c, cStride, block.top + top, column, height, width);
  }
}

/** Replaces what is not finite by what a chain of multiply-adds gives, some rows at a time. */
void replaceInfinite(const Factor& a, const Factor& b, float* c, long cStride, long m, long n, long k,
                     const Finish& finish, float* scratch) {
  for (long top = 0; top < m; top += tileSide) {
    const long rows = std::min(tileSide, m - top);
    float* to = c + top * cStride;
    FiniteCheck check;
    check.add(to, cStride, rows, n, Finish{});
    if (check.passed()) continue;
    multiplyPanels({a.at(top, 0), a.stride, a.transposed}, b, scratch, n, rows, n, k, finish.at(top, 0),
                   scratch + tileSide * n);
    for (long row = 0; row < rows; row++) {
      for (long column = 0; column < n; column++) {
        float& element = to[row * cStride + column];
        const bool isFinite = std::abs(element) <= std::numeric_limits<float>::max();
        element = isFinite ? element : scratch[row * n + column];
      }
    }
  }
}

}  // namespace

long bfloatScratchFloats(long m, long n, long k) {
  const long tiles = (keptRows(m, n) + mostColumns) * stepsOf(k) * (splitTileBytes / static_cast<long>(sizeof(float)));
  return std::max(tileSide * panelWidth + tiles, tileSide * n + panelScratchFloats(tileSide, n, k));
}

void multiplyBfloats(const Factor& a, const Factor& b, float* c, long cStride, long m, long n, long k,
                     const Finish& finish, float* scratch) {
  Completion completion{{}, finish};
  Block block;
  block.edge = scratch;
  block.panel = reinterpret_cast<char*>(scratch + tileSide * panelWidth);
  block.left = block.panel + mostColumns * stepsOf(k) * splitTileBytes;
  for (long top = 0; top < m; top += blockRows) {
    block.top = top;
    block.rows = std::min(blockRows, m - top);
    block.keptRows = keptRows(block.rows, n);
    for (long from = 0; from < k; from += blockDepth) {
      const long depth = std::min(blockDepth, k - from);
      block.isFirst = from == 0;
      block.isLast = from + depth == k;
      block.steps = dividedUp(depth, tileDepth);
      TileQueue left(a, Side::left, top, top + block.rows, from, depth, 1, block.left, block.keptRows * block.steps);
      for (long column = 0; column < n; column += panelWidth) {
        const long width = std::min(panelWidth, n - column);
        const long columns = dividedUp(width, tileSide);
        TileQueue panel(b, Side::right, column, n, from, depth, columns, block.panel, columns * block.steps);
        switch (columns) {
          case 1: multiplyPanel<1>(block, left, panel, c, cStride, column, width, completion); break;
          case 2: multiplyPanel<2>(block, left, panel, c, cStride, column, width, completion); break;
          case 3: multiplyPanel<3>(block, left, panel, c, cStride, column, width, completion); break;
          default: multiplyPanel<4>(block, left, panel, c, cStride, column, width, completion); break;
        }
      }
    }
  }
  if (!completion.check.passed()) replaceInfinite(a, b, c, cStride, m, n, k, finish, scratch);
}

}  // namespace tandem

#else

namespace tandem {

long bfloatScratchFloats(long, long, long) { return 0; }

void multiplyBfloats(const Factor&, const Factor&, float*, long, long, long, long, const Finish&, float*) {}

}  // namespace tandem

#endif
