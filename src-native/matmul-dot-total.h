#pragma once

#include "vector-memory.h"

namespace tandem {

/** Lanes of a dot product: the same on every processor, and so are its bits. */
constexpr int dotLanes = 16;
constexpr int dotParts = dotLanes / laneCount;

/** A dot product whose lanes are not added yet. */
using Dot = Floats[dotParts];

#if defined(__AVX512F__)

/** The sums of 16 vectors, in their order: lanes are added eight apart, then four, two and one. */
inline void addLanes(const Floats* sums, float* totals) {
  constexpr __mmask16 all = 0xffff;  // with a mask for the same reason as in turn-fours.h
  const auto addHalves = [](Floats first, Floats second) {
    return (Floats)_mm512_maskz_shuffle_f32x4(all, (__m512)first, (__m512)second, 0x44) +
           (Floats)_mm512_maskz_shuffle_f32x4(all, (__m512)first, (__m512)second, 0xee);
  };
  Floats quarters[4];
#pragma GCC unroll 4
  for (int quarter = 0; quarter < 4; quarter++) {
    // lane group g of quarters[q] ends as total 4 g + q
    const __m512 low = (__m512)addHalves(sums[quarter], sums[quarter + 4]);
    const __m512 high = (__m512)addHalves(sums[quarter + 8], sums[quarter + 12]);
    quarters[quarter] = (Floats)_mm512_maskz_shuffle_f32x4(all, low, high, 0x88) +
                        (Floats)_mm512_maskz_shuffle_f32x4(all, low, high, 0xdd);
  }
  const auto addPairs = [](Floats first, Floats second) {
    return (Floats)_mm512_maskz_unpacklo_pd(0xff, (__m512d)first, (__m512d)second) +
           (Floats)_mm512_maskz_unpackhi_pd(0xff, (__m512d)first, (__m512d)second);
  };
  const __m512 even = (__m512)addPairs(quarters[0], quarters[1]);
  const __m512 odd = (__m512)addPairs(quarters[2], quarters[3]);
  store(totals, (Floats)_mm512_shuffle_ps(even, odd, 0x88) + (Floats)_mm512_shuffle_ps(even, odd, 0xdd));
}

#endif

/** Adds the lanes of up to 16 dot products: those eight apart, then four, two and one. `totals` has room for 16. */
template <int count>
inline void addDots(const Dot (&sums)[count], float* totals) {
#if defined(__AVX512F__)
  Floats padded[16];
#pragma GCC unroll 16
  for (int dot = 0; dot < 16; dot++) padded[dot] = dot < count ? sums[dot < count ? dot : 0][0] : Floats{};
  addLanes(padded, totals);
#else
#pragma GCC unroll 16
  for (int dot = 0; dot < count; dot++) {
    float values[dotLanes];
    for (int part = 0; part < dotParts; part++) store(values + part * laneCount, sums[dot][part]);
    for (int half = dotLanes / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) values[lane] += values[lane + half];
    }
    totals[dot] = values[0];
  }
#endif
}

}  // namespace tandem
