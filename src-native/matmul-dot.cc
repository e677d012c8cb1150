#include "matmul-dot.h"

#include <algorithm>
#include <array>
#include <utility>

#include "matmul-dot-total.h"
#include "matmul-row-tiles.h"

namespace tandem {
namespace {

/** Dot products of the largest tile: all their sums stay in registers. */
#if defined(__AVX512F__)
constexpr int dotTile = 16;
#elif defined(__AVX2__) || defined(__aarch64__)
constexpr int dotTile = 4;
#else
constexpr int dotTile = 2;
#endif

constexpr long mostDotColumns = dotTile >= 16 ? 4 : dotTile >= 4 ? 2 : 1;

/** Adds to `rows` x `columns` dot products what 16 steps of k give, or fewer when `partial`. */
template <int rows, int columns, bool partial>
inline void addSteps(const DotOperands& operands, const float* a, long from, Dot (&sums)[rows * columns]) {
#pragma GCC unroll 4
  for (int part = 0; part < dotParts; part++) {
    const long at = from + part * laneCount;
    const LaneMask mask = firstLanes(partial ? std::clamp<long>(operands.depth - at, 0, laneCount) : 0);
    Floats bs[columns];
#pragma GCC unroll 4
    for (int column = 0; column < columns; column++) {
      const float* b = operands.b + column * operands.bStride + at;
      bs[column] = partial ? loadMasked(b, mask) : load<Floats>(b);
    }
#pragma GCC unroll 16
    for (int row = 0; row < rows; row++) {
      const float* aRow = a + row * operands.aStride + at;
      const Floats factor = partial ? loadMasked(aRow, mask) : load<Floats>(aRow);
#pragma GCC unroll 4
      for (int column = 0; column < columns; column++) {
        Floats& sum = sums[row * columns + column][part];
        sum = multiplyAdd(factor, bs[column], sum);
      }
    }
  }
}

/** Tiles, one under the other, of `rows` x `columns` dot products. */
template <int rows, int columns>
void multiplyTiles(const DotOperands& given, long tiles) {
  const DotOperands operands = given;
  const long whole = operands.depth / dotLanes * dotLanes;
  const float* a = operands.a;
  float* c = operands.c;
  for (long tile = 0; tile < tiles; tile++) {
    Dot sums[rows * columns];
#pragma GCC unroll 16
    for (int dot = 0; dot < rows * columns; dot++) {
#pragma GCC unroll 4
      for (int part = 0; part < dotParts; part++) sums[dot][part] = Floats{};
    }
    for (long step = 0; step < whole; step += dotLanes) addSteps<rows, columns, false>(operands, a, step, sums);
    if (whole < operands.depth) addSteps<rows, columns, true>(operands, a, whole, sums);
    float totals[16];
    addDots(sums, totals);
#pragma GCC unroll 16
    for (int row = 0; row < rows; row++) {
#pragma GCC unroll 4
      for (int column = 0; column < columns; column++) {
        c[row * operands.cRowStride + column * operands.cColumnStride] = totals[row * columns + column];
      }
    }
    a += rows * operands.aStride;
    c += rows * operands.cRowStride;
  }
}

using DotFunction = void (*)(const DotOperands&, long tiles);

template <int columns, int... row>
constexpr std::array<DotFunction, sizeof...(row)> dotsOfRows(std::integer_sequence<int, row...>) {
  return {{multiplyTiles<row + 1, columns>...}};
}

template <int columns>
DotFunction dotsOfRows(long rows) {
  static constexpr auto tiles = dotsOfRows<columns>(std::make_integer_sequence<int, dotTile / columns>());
  return tiles[rows - 1];
}

DotFunction dotsOf(long rows, long columns) {
  if constexpr (mostDotColumns >= 4) {
    if (columns == 4) return dotsOfRows<4>(rows);
    if (columns == 3) return dotsOfRows<3>(rows);
  }
  if constexpr (mostDotColumns >= 2) {
    if (columns == 2) return dotsOfRows<2>(rows);
  }
  return dotsOfRows<1>(rows);
}

}  // namespace

void multiplyDots(const DotOperands& given, long m, long n) {
  if (m < n) {
    const DotOperands turned{given.b, given.bStride, given.a, given.aStride,
                             given.c, given.cColumnStride, given.cRowStride, given.depth};
    multiplyDots(turned, n, m);
    return;
  }
  for (long left = 0; left < n;) {
    // columns as even as can be: five are three and two
    const long columns = dividedUp(n - left, dividedUp(n - left, mostDotColumns));
    DotOperands operands = given;
    operands.b += left * given.bStride;
    for (const RowTiles& tiles : evenRowTiles(m, dotTile / columns)) {
      if (tiles.count == 0) continue;
      operands.a = given.a + tiles.top * given.aStride;
      operands.c = given.c + tiles.top * given.cRowStride + left * given.cColumnStride;
      dotsOf(tiles.rows, columns)(operands, tiles.count);
    }
    left += columns;
  }
}

}  // namespace tandem
