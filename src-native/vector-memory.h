#pragma once

#include <cstring>

#include "vector-lane.h"

namespace tandem {

/** Lanes at any address. Where memcpy loads and stores them, GCC copies them between registers, as bytes of no type. */
template <class Lanes>
struct [[gnu::packed, gnu::may_alias]] Unaligned {
  Lanes lanes;
};

template <class Lanes>
[[gnu::always_inline]] inline Lanes load(const void* from) {
  return static_cast<const Unaligned<Lanes>*>(from)->lanes;
}

template <class Lanes>
[[gnu::always_inline]] inline void store(void* to, Lanes lanes) {
  static_cast<Unaligned<Lanes>*>(to)->lanes = lanes;
}

/** Which lanes are in memory, the first of them: their number, if the processor has no masks for loads and stores. */
#if defined(__AVX512F__)
using LaneMask = __mmask16;
constexpr bool masksAreFast = true;
#elif defined(__AVX2__)
using LaneMask = Integers;
constexpr bool masksAreFast = true;
#else
using LaneMask = long;
constexpr bool masksAreFast = false;
#endif

/** The first `count` lanes, of none to all. */
[[gnu::always_inline]] inline LaneMask firstLanes(long count) {
#if defined(__AVX512F__)
  return static_cast<LaneMask>((1u << count) - 1u);
#elif defined(__AVX2__)
  return repeat(static_cast<int>(count)) > Integers{0, 1, 2, 3, 4, 5, 6, 7};
#else
  return count;
#endif
}

/** The lanes that are in memory, and zeros. */
[[gnu::always_inline]] inline Floats loadMasked(const float* from, LaneMask mask) {
#if defined(__AVX512F__)
  return (Floats)_mm512_maskz_loadu_ps(mask, from);
#elif defined(__AVX2__)
  return (Floats)_mm256_maskload_ps(from, (__m256i)mask);
#else
  Floats lanes{};
  std::memcpy(&lanes, from, static_cast<std::size_t>(mask) * sizeof(float));
  return lanes;
#endif
}

/** Writes those lanes and nothing else. */
[[gnu::always_inline]] inline void storeMasked(float* to, Floats lanes, LaneMask mask) {
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps(to, mask, (__m512)lanes);
#elif defined(__AVX2__)
  _mm256_maskstore_ps(to, (__m256i)mask, (__m256)lanes);
#else
  std::memcpy(to, &lanes, static_cast<std::size_t>(mask) * sizeof(float));
#endif
}

/** The first `count` elements, fewer than there are lanes; the others are 1.0f, which no operation finds special. */
template <class Lanes>
[[gnu::always_inline]] inline Lanes loadPart(const void* from, long count) {
#if defined(__AVX512F__)
  return (Lanes)_mm512_mask_loadu_ps(_mm512_set1_ps(1.0f), firstLanes(count), from);
#elif defined(__AVX2__)
  const LaneMask mask = firstLanes(count);
  return (Lanes)choose(mask, loadMasked(static_cast<const float*>(from), mask), repeat(1.0f));
#else
  Lanes lanes = (Lanes)repeat(1.0f);
  std::memcpy(&lanes, from, 4 * count);
  return lanes;
#endif
}

template <class Lanes>
[[gnu::always_inline]] inline void storePart(void* to, Lanes lanes, long count) {
  storeMasked(static_cast<float*>(to), (Floats)lanes, firstLanes(count));
}

/** All lanes, or the first `count` where there are fewer. */
template <class Lanes>
[[gnu::always_inline]] inline Lanes loadUpTo(const void* from, long count) {
  return count >= laneCount ? load<Lanes>(from) : loadPart<Lanes>(from, count);
}

template <class Lanes>
[[gnu::always_inline]] inline void storeUpTo(void* to, Lanes lanes, long count) {
  if (count >= laneCount) store(to, lanes);
  else storePart(to, lanes, count);
}

}  // namespace tandem
