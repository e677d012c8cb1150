#include "matmul-tile.h"

#include <array>
#include <utility>

namespace tandem {
namespace {

template <int rows, int vectors, bool partial>
[[gnu::always_inline]] inline void loadSums(const TileOperands& operands, const float* c,
                                            Floats (&sums)[rows][vectors]) {
#pragma GCC unroll 8
  for (int row = 0; row < rows; row++) {
#pragma GCC unroll 8
    for (int column = 0; column < vectors; column++) {
      const float* at = c + row * operands.cStride + column * laneCount;
      if (!operands.accumulates) {
        sums[row][column] = Floats{};
      } else if (partial && column == vectors - 1) {
        sums[row][column] = loadMasked(at, operands.lastVector);
      } else {
        sums[row][column] = load<Floats>(at);
      }
    }
  }
}

template <int rows, int vectors, bool partial>
[[gnu::always_inline]] inline void storeSums(const TileOperands& operands, const Floats (&sums)[rows][vectors],
                                             float* c) {
#pragma GCC unroll 8
  for (int row = 0; row < rows; row++) {
#pragma GCC unroll 8
    for (int column = 0; column < vectors; column++) {
      float* at = c + row * operands.cStride + column * laneCount;
      if (partial && column == vectors - 1) {
        storeMasked(at, sums[row][column], operands.lastVector);
      } else {
        store(at, sums[row][column]);
      }
    }
  }
}

template <FinishKind kind, int rows, int vectors, bool partial>
[[gnu::always_inline]] inline void finishSums(const TileOperands& operands, const float* operand,
                                              Floats (&sums)[rows][vectors]) {
#pragma GCC unroll 8
  for (int row = 0; row < rows; row++) {
#pragma GCC unroll 8
    for (int column = 0; column < vectors; column++) {
      const float* at = operand + row * operands.finish.stride + column * laneCount;
      const bool masked = partial && column == vectors - 1;
      const Floats other = masked ? loadMasked(at, operands.lastVector) : load<Floats>(at);
      sums[row][column] = finished<kind>(sums[row][column], other);
    }
  }
}

/** Tiles of C in registers: each element is a single chain of multiply-adds in the order of k. */
template <int rows, int vectors, bool transposeA, bool partial>
void multiplyTiles(const TileOperands& given) {
  const TileOperands operands = given;
  const long aStep = transposeA ? operands.aStride : 1;
  const float* aTile = operands.a;
  float* c = operands.c;
  const float* finishing = operands.finish.operand;
  for (long tile = 0; tile < operands.tiles; tile++) {
    Floats sums[rows][vectors];
    loadSums<rows, vectors, partial>(operands, c, sums);
    const float* a[rows];
#pragma GCC unroll 8
    for (int row = 0; row < rows; row++) a[row] = aTile + (transposeA ? row : row * operands.aStride);
    const float* b = operands.b;
    long aOffset = 0;
    for (long step = 0; step < operands.depth; step++) {
      Floats bs[vectors];
#pragma GCC unroll 8
      for (int column = 0; column < vectors; column++) {
        const float* at = b + column * laneCount;
        const bool masked = partial && masksAreFast && column == vectors - 1;
        bs[column] = masked ? loadMasked(at, operands.lastVector) : load<Floats>(at);
      }
#pragma GCC unroll 8
      for (int row = 0; row < rows; row++) {
        const Floats factor = repeat(a[row][aOffset]);
#pragma GCC unroll 8
        for (int column = 0; column < vectors; column++) {
          sums[row][column] = multiplyAdd(factor, bs[column], sums[row][column]);
        }
      }
      aOffset += aStep;
      b += operands.bStride;
    }
    if (operands.finish.kind == FinishKind::biasedRelu) {
      finishSums<FinishKind::biasedRelu, rows, vectors, partial>(operands, finishing, sums);
    } else if (operands.finish.kind == FinishKind::reluGradient) {
      finishSums<FinishKind::reluGradient, rows, vectors, partial>(operands, finishing, sums);
    }
    finishing += rows * operands.finish.stride;
    storeSums<rows, vectors, partial>(operands, sums, c);
    aTile += transposeA ? rows : rows * operands.aStride;
    c += rows * operands.cStride;
  }
}

template <int vectors, bool transposeA, bool partial, int... row>
constexpr std::array<TileFunction, sizeof...(row)> tilesOfRows(std::integer_sequence<int, row...>) {
  return {{multiplyTiles<row + 1, vectors, transposeA, partial>...}};
}

template <int vectors, bool transposeA, bool partial>
TileFunction tileOfRows(long rows) {
  constexpr int mostRows = vectors <= tallVectors ? tallTile : wideTile;
  static constexpr auto tiles = tilesOfRows<vectors, transposeA, partial>(std::make_integer_sequence<int, mostRows>());
  return tiles[rows - 1];
}

template <bool transposeA, bool partial>
TileFunction tileOfWidth(long rows, long vectors) {
  switch (vectors) {
    case 1: return tileOfRows<1, transposeA, partial>(rows);
    case 2: return tileOfRows<2, transposeA, partial>(rows);
    case 3: return tileOfRows<3, transposeA, partial>(rows);
    default: return tileOfRows<4, transposeA, partial>(rows);
  }
}

}  // namespace

TileFunction tileFunction(long rows, long vectors, bool transposeA, bool partial) {
  if (transposeA) return partial ? tileOfWidth<true, true>(rows, vectors) : tileOfWidth<true, false>(rows, vectors);
  return partial ? tileOfWidth<false, true>(rows, vectors) : tileOfWidth<false, false>(rows, vectors);
}

}  // namespace tandem
