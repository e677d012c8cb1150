#include "matmul.h"

#include <algorithm>
#include <array>
#include <utility>

#include "transpose.h"

namespace tandem {
namespace {

#if defined(__AVX512F__)
constexpr int tallTile = 8;
constexpr int wideTile = 4;
constexpr int dotTile = 16;
#elif defined(__AVX2__) && defined(__FMA__)
constexpr int tallTile = 6;
constexpr int wideTile = 2;
constexpr int dotTile = 4;
#elif defined(__aarch64__)
constexpr int tallTile = 8;
constexpr int wideTile = 6;
constexpr int dotTile = 4;
#else
constexpr int tallTile = 4;
constexpr int wideTile = 2;
constexpr int dotTile = 2;
#endif

/** Lanes of a dot product: the same on every processor, and so are its bits. */
constexpr int dotLanes = 16;
constexpr int dotParts = dotLanes / lanes;
constexpr long blockDepth = 256;
constexpr int tallVectors = 2;
constexpr int wideVectors = 4;

/**
 * Where the operands of tiles lie that stand one under the other. `a` is walked along its rows, or down its columns
 * when it is transposed.
 */
struct TileOperands {
  const float* a;
  long aStride;
  const float* b;
  long bStride;
  float* c;
  long cStride;
  long depth;
  long tiles;
  bool accumulates;
  Mask lastVector;
};

/** Tiles of C in registers: each element is a single chain of multiply-adds in the order of k. */
template <int rows, int vectors, bool transposeA, bool partial>
void multiplyTiles(const TileOperands& given) {
  const TileOperands operands = given;
  const long aStep = transposeA ? operands.aStride : 1;
  const float* aTile = operands.a;
  float* c = operands.c;
  for (long tile = 0; tile < operands.tiles; tile++) {
    Vector sums[rows][vectors];
#pragma GCC unroll 8
    for (int row = 0; row < rows; row++) {
#pragma GCC unroll 8
      for (int column = 0; column < vectors; column++) {
        const float* at = c + row * operands.cStride + column * lanes;
        if (!operands.accumulates) {
          sums[row][column] = zeroVector();
        } else if (partial && column == vectors - 1) {
          sums[row][column] = loadFirst(at, operands.lastVector);
        } else {
          sums[row][column] = load(at);
        }
      }
    }
    const float* a[rows];
#pragma GCC unroll 8
    for (int row = 0; row < rows; row++) a[row] = aTile + (transposeA ? row : row * operands.aStride);
    const float* b = operands.b;
    long aOffset = 0;
    for (long step = 0; step < operands.depth; step++) {
      Vector bs[vectors];
#pragma GCC unroll 8
      for (int column = 0; column < vectors; column++) {
        const bool masked = partial && loadsPartially && column == vectors - 1;
        bs[column] = masked ? loadFirst(b + column * lanes, operands.lastVector) : load(b + column * lanes);
      }
#pragma GCC unroll 8
      for (int row = 0; row < rows; row++) {
        const Vector factor = broadcast(a[row] + aOffset);
#pragma GCC unroll 8
        for (int column = 0; column < vectors; column++) {
          sums[row][column] = multiplyAdd(factor, bs[column], sums[row][column]);
        }
      }
      aOffset += aStep;
      b += operands.bStride;
    }
#pragma GCC unroll 8
    for (int row = 0; row < rows; row++) {
#pragma GCC unroll 8
      for (int column = 0; column < vectors; column++) {
        float* at = c + row * operands.cStride + column * lanes;
        if (partial && column == vectors - 1) {
          storeFirst(at, sums[row][column], operands.lastVector);
        } else {
          store(at, sums[row][column]);
        }
      }
    }
    aTile += transposeA ? rows : rows * operands.aStride;
    c += rows * operands.cStride;
  }
}

using TileFunction = void (*)(const TileOperands&);

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
    case 1:
      return tileOfRows<1, transposeA, partial>(rows);
    case 2:
      return tileOfRows<2, transposeA, partial>(rows);
    case 3:
      return tileOfRows<3, transposeA, partial>(rows);
    default:
      return tileOfRows<4, transposeA, partial>(rows);
  }
}

TileFunction tileOf(long rows, long vectors, bool transposeA, bool partial) {
  if (transposeA) return partial ? tileOfWidth<true, true>(rows, vectors) : tileOfWidth<true, false>(rows, vectors);
  return partial ? tileOfWidth<false, true>(rows, vectors) : tileOfWidth<false, false>(rows, vectors);
}

inline long dividedUp(long value, long by) { return (value + by - 1) / by; }

/** Tiles of equal height, one under the other. */
struct RowTiles {
  long top;
  long rows;
  long count;
};

/** Splits rows into tiles of at most `mostRows`, as even as can be: some of one height, the rest one row lower. */
inline std::array<RowTiles, 2> evenRowTiles(long rows, long mostRows) {
  const long count = dividedUp(rows, mostRows);
  const long height = rows / count;
  const long higher = rows % count;
  return {{{0, height + 1, higher}, {higher * (height + 1), height, count - higher}}};
}

/** Copies `depth` rows of op(B), `width` columns of each, to a panel of whole vectors; what fills it up is not kept. */
void packPanel(const float* b, long bStride, bool transposeB, long depth, long width, float* panel) {
  const long stride = dividedUp(width, lanes) * lanes;
  if (transposeB) {
    transpose<true>(b, bStride, panel, stride, width, depth);
    return;
  }
  const long whole = width / lanes * lanes;
  const Mask rest = firstLanes(width - whole);
  for (long step = 0; step < depth; step++) {
    const float* from = b + step * bStride;
    float* to = panel + step * stride;
    for (long column = 0; column < whole; column += lanes) store(to + column, load(from + column));
    if (whole < width) store(to + whole, loadFirst(from + whole, rest));
  }
}

/** A matrix that enters the product, or its transpose if asked. */
struct Factor {
  const float* elements;
  long stride;
  bool transposed;

  /** From `row` and `column` on, after the transpose. */
  const float* at(long row, long column) const {
    return transposed ? elements + column * stride + row : elements + row * stride + column;
  }
};

/** Floats of a block of A that is read again and again, column by column of a matrix so wide that they share cache sets. */
constexpr long scattered = 16384;

/** Whether a block of A is turned first, so that each tile reads its rows one after another. */
inline bool turnsFirst(bool transposed, long m, long n, long depth) {
  return transposed && n >= 4 * tallVectors * lanes && m * depth > scattered;
}

/** Vectors along n, tile by tile; A and B pass through scratch where that is faster than reading them in place. */
void multiplyPanels(const Factor& given, const Factor& b, float* c, long cStride, long m, long n, long k, float* panel,
                    float* turned) {
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
    for (long left = 0; left < n; left += panelVectors * lanes) {
      const long width = std::min(panelVectors * lanes, n - left);
      const long vectors = dividedUp(width, lanes);
      const bool partial = width % lanes != 0;
      TileOperands operands;
      operands.aStride = a.stride;
      operands.b = b.at(from, left);
      operands.bStride = b.stride;
      operands.cStride = cStride;
      operands.depth = depth;
      operands.accumulates = block > 0;
      operands.lastVector = firstLanes(width - (vectors - 1) * lanes);
      const bool reused = rowTileCount >= 4 && (partial || depth * b.stride > 8192);
      if (b.transposed || reused || (partial && !loadsPartially)) {
        packPanel(operands.b, b.stride, b.transposed, depth, width, panel);
        operands.b = panel;
        operands.bStride = vectors * lanes;
      }
      for (const RowTiles& tiles : rowTiles) {
        if (tiles.count == 0) continue;
        operands.tiles = tiles.count;
        operands.a = a.at(tiles.top, 0);
        operands.c = c + tiles.top * cStride + left;
        tileOf(tiles.rows, vectors, a.transposed, partial)(operands);
      }
    }
  }
}

#if defined(__AVX512F__)

/** The sums of 16 vectors, in their order: lanes are added eight apart, then four, two and one. */
inline void addLanes(const Vector* sums, float* totals) {
  constexpr __mmask16 all = 0xffff;  // with a mask for the same reason as in transpose.h
  const auto addHalves = [](Vector first, Vector second) {
    return _mm512_add_ps(_mm512_maskz_shuffle_f32x4(all, first, second, 0x44),
                         _mm512_maskz_shuffle_f32x4(all, first, second, 0xee));
  };
  Vector quarters[4];
#pragma GCC unroll 4
  for (int quarter = 0; quarter < 4; quarter++) {
    // lane group g of quarters[q] ends as total 4 g + q
    const Vector low = addHalves(sums[quarter], sums[quarter + 4]);
    const Vector high = addHalves(sums[quarter + 8], sums[quarter + 12]);
    quarters[quarter] = _mm512_add_ps(_mm512_maskz_shuffle_f32x4(all, low, high, 0x88),
                                      _mm512_maskz_shuffle_f32x4(all, low, high, 0xdd));
  }
  const auto addPairs = [](Vector first, Vector second) {
    const __m512d a = _mm512_castps_pd(first);
    const __m512d b = _mm512_castps_pd(second);
    return _mm512_add_ps(_mm512_castpd_ps(_mm512_maskz_unpacklo_pd(0xff, a, b)),
                         _mm512_castpd_ps(_mm512_maskz_unpackhi_pd(0xff, a, b)));
  };
  const Vector even = addPairs(quarters[0], quarters[1]);
  const Vector odd = addPairs(quarters[2], quarters[3]);
  store(totals, _mm512_add_ps(_mm512_shuffle_ps(even, odd, 0x88), _mm512_shuffle_ps(even, odd, 0xdd)));
}

#endif

/** Adds the lanes of `count` dot products: those eight apart, then four, two and one. */
template <int count>
inline void addDots(const Vector (&sums)[count][dotParts], float* totals) {
#if defined(__AVX512F__)
  Vector padded[16];
#pragma GCC unroll 16
  for (int dot = 0; dot < 16; dot++) padded[dot] = dot < count ? sums[dot < count ? dot : 0][0] : zeroVector();
  addLanes(padded, totals);
#else
#pragma GCC unroll 16
  for (int dot = 0; dot < count; dot++) {
    float values[dotLanes];
    for (int part = 0; part < dotParts; part++) store(values + part * lanes, sums[dot][part]);
    for (int half = dotLanes / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) values[lane] += values[lane + half];
    }
    totals[dot] = values[0];
  }
#endif
}

/** Rows of two matrices, both contiguous along k, and where their products go. */
struct DotOperands {
  const float* a;
  long aStride;
  const float* b;
  long bStride;
  float* c;
  long cRowStride;
  long cColumnStride;
  long depth;
  long tiles;
};

/** Adds to `rows` x `columns` dot products what 16 steps of k give, or fewer when `partial`. */
template <int rows, int columns, bool partial>
inline void addSteps(const DotOperands& operands, const float* a, long from, Vector (&sums)[rows * columns][dotParts]) {
#pragma GCC unroll 4
  for (int part = 0; part < dotParts; part++) {
    const long at = from + part * lanes;
    const Mask mask = firstLanes(partial ? std::clamp<long>(operands.depth - at, 0, lanes) : 0);
    Vector bs[columns];
#pragma GCC unroll 4
    for (int column = 0; column < columns; column++) {
      const float* b = operands.b + column * operands.bStride + at;
      bs[column] = partial ? loadFirst(b, mask) : load(b);
    }
#pragma GCC unroll 16
    for (int row = 0; row < rows; row++) {
      const float* aRow = a + row * operands.aStride + at;
      const Vector factor = partial ? loadFirst(aRow, mask) : load(aRow);
#pragma GCC unroll 4
      for (int column = 0; column < columns; column++) {
        Vector& sum = sums[row * columns + column][part];
        sum = multiplyAdd(factor, bs[column], sum);
      }
    }
  }
}

/** Tiles, one under the other, of `rows` x `columns` dot products, each in 16 lanes. */
template <int rows, int columns>
void multiplyDots(const DotOperands& given) {
  const DotOperands operands = given;
  const long whole = operands.depth / dotLanes * dotLanes;
  const float* a = operands.a;
  float* c = operands.c;
  for (long tile = 0; tile < operands.tiles; tile++) {
    Vector sums[rows * columns][dotParts];
#pragma GCC unroll 16
    for (int dot = 0; dot < rows * columns; dot++) {
#pragma GCC unroll 4
      for (int part = 0; part < dotParts; part++) sums[dot][part] = zeroVector();
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

using DotFunction = void (*)(const DotOperands&);

template <int columns, int... row>
constexpr std::array<DotFunction, sizeof...(row)> dotsOfRows(std::integer_sequence<int, row...>) {
  return {{multiplyDots<row + 1, columns>...}};
}

template <int columns>
DotFunction dotsOfRows(long rows) {
  static constexpr auto tiles = dotsOfRows<columns>(std::make_integer_sequence<int, dotTile / columns>());
  return tiles[rows - 1];
}

constexpr long mostDotColumns = dotTile >= 16 ? 4 : dotTile >= 4 ? 2 : 1;

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

/** Vectors along k: A is [m, k] and B is [n, k]. */
void multiplyRows(const float* a, long aStride, const float* b, long bStride, float* c, long cRowStride,
                  long cColumnStride, long m, long n, long k) {
  if (m < n) {
    multiplyRows(b, bStride, a, aStride, c, cColumnStride, cRowStride, n, m, k);
    return;
  }
  for (long left = 0; left < n;) {
    // columns as even as can be: five are three and two
    const long columns = dividedUp(n - left, dividedUp(n - left, mostDotColumns));
    DotOperands operands{a, aStride, b + left * bStride, bStride, c, cRowStride, cColumnStride, k, 0};
    for (const RowTiles& tiles : evenRowTiles(m, dotTile / columns)) {
      operands.tiles = tiles.count;
      operands.a = a + tiles.top * aStride;
      operands.c = c + tiles.top * cRowStride + left * cColumnStride;
      if (tiles.count > 0) dotsOf(tiles.rows, columns)(operands);
    }
    left += columns;
  }
}

/** Along which side of the product the vectors lie. */
enum class Direction { columns, rows, depth };

constexpr long roundedUp(long value, long to) { return (value + to - 1) / to * to; }

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

/** The fastest direction by estimate. */
Direction directionOf(bool transposeA, bool transposeB, long m, long n, long k) {
  const long columns = cyclesOfPanels(m, n, k, transposeB);
  const long rows = cyclesOfPanels(n, m, k, !transposeA) + m * n / 4;
  const long depth = 90 + m * n * (3 * dividedUp(k, dotLanes) + 11) / 5 + (transposeA ? cyclesOfTranspose(k, m) : 0) +
                     (transposeB ? 0 : cyclesOfTranspose(k, n));
  if (columns <= rows && columns <= depth) return Direction::columns;
  return rows <= depth ? Direction::rows : Direction::depth;
}

long panelFloats(long n, long k) {
  return std::min(blockDepth, k) * std::min<long>(wideVectors * lanes, roundedUp(n, lanes));
}

/** What a block of A takes when it is turned first. */
long turnedFloats(long m, long n, long k) {
  const long depth = std::min(blockDepth, k);
  return turnsFirst(true, m, n, depth) ? roundedUp(m * depth, 16) : 0;
}

}  // namespace

long matmulScratchFloats(long m, long n, long k) {
  long floats = panelFloats(n, k) + turnedFloats(m, n, k);
  for (const bool transposeA : {false, true}) {
    for (const bool transposeB : {false, true}) {
      switch (directionOf(transposeA, transposeB, m, n, k)) {
        case Direction::columns:
          break;
        case Direction::rows:
          floats = std::max(floats, roundedUp(m * n, 16) + panelFloats(m, k) + turnedFloats(n, m, k));
          break;
        case Direction::depth:
          floats = std::max(floats, (transposeA ? roundedUp(m * k, 16) : 0) + (transposeB ? 0 : n * k));
          break;
      }
    }
  }
  return floats;
}

void matmul(const float* a, long aStride, bool transposeA, const float* b, long bStride, bool transposeB, float* c,
            long cStride, long m, long n, long k, float* scratch) {
  if (m <= 0 || n <= 0) return;
  switch (directionOf(transposeA, transposeB, m, n, k)) {
    case Direction::columns:
      multiplyPanels({a, aStride, transposeA}, {b, bStride, transposeB}, c, cStride, m, n, k, scratch,
                     scratch + panelFloats(n, k));
      break;
    case Direction::rows:
      multiplyPanels({b, bStride, !transposeB}, {a, aStride, !transposeA}, scratch, m, n, m, k,
                     scratch + roundedUp(m * n, 16), scratch + roundedUp(m * n, 16) + panelFloats(m, k));
      transpose<false>(scratch, m, c, cStride, n, m);
      break;
    case Direction::depth: {
      float* bRows = scratch + (transposeA ? roundedUp(m * k, 16) : 0);
      if (transposeA) transpose<false>(a, aStride, scratch, k, k, m);
      if (!transposeB) transpose<false>(b, bStride, bRows, k, k, n);
      multiplyRows(transposeA ? scratch : a, transposeA ? k : aStride, transposeB ? b : bRows, transposeB ? bStride : k,
                   c, cStride, 1, m, n, k);
      break;
    }
  }
}

}  // namespace tandem
