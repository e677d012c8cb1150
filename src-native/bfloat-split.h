#pragma once

#include "vector-memory.h"

#if defined(__AMX_BF16__)

namespace tandem {

/** Parts of a float32 number: bfloat16 numbers whose sum it is, each at most 2^-8 of the one before. */
constexpr int bfloatParts = 3;

/** Pairs of bfloat16 numbers for each part: the first of a pair in the lower half of a lane, the second in the upper. */
struct SplitPairs {
  __m512i parts[bfloatParts];
};

/** The upper halves of the lanes in pairs. */
[[gnu::always_inline]] inline __m512i pairUpperHalves(__m512i first, __m512i second) {
  const __m512i upperBytes = _mm512_set4_epi32(0x0f0e0f0e, 0x0b0a0b0a, 0x07060706, 0x03020302);
  return _mm512_mask_shuffle_epi8(second, 0x3333333333333333, first, upperBytes);
}

/** Splits the numbers of two vectors, exactly. Parts of what is not finite, or is rounded to it, are not numbers. */
[[gnu::always_inline]] inline SplitPairs splitPairs(Floats first, Floats second) {
  const __m512i upperHalf = _mm512_set1_epi32(static_cast<int>(0xffff0000));
  const __m512i roundsUp = _mm512_set1_epi32(0x8000);
  SplitPairs split;
#pragma GCC unroll 3
  for (int part = 0; part < bfloatParts - 1; part++) {
    // rounded, not cut off, so that the part that is left has either sign and what a product leaves out is small
    const __m512i firstRounded = _mm512_add_epi32((__m512i)first, roundsUp);
    const __m512i secondRounded = _mm512_add_epi32((__m512i)second, roundsUp);
    split.parts[part] = pairUpperHalves(firstRounded, secondRounded);
    first -= (Floats)_mm512_and_si512(firstRounded, upperHalf);
    second -= (Floats)_mm512_and_si512(secondRounded, upperHalf);
  }
  split.parts[bfloatParts - 1] = pairUpperHalves((__m512i)first, (__m512i)second);
  return split;
}

}  // namespace tandem

#endif
