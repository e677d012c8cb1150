#pragma once

#if defined(__SSE4_1__)
#include <immintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

namespace tandem {

#if defined(__AVX512F__)
constexpr int laneCount = 16;
#elif defined(__AVX2__)
constexpr int laneCount = 8;
#else
constexpr int laneCount = 4;
#endif

/** As many elements as one register of the processor holds. A comparison gives lanes of -1 and 0. */
typedef float Floats __attribute__((vector_size(4 * laneCount)));
typedef int Integers __attribute__((vector_size(4 * laneCount)));
typedef unsigned Bits __attribute__((vector_size(4 * laneCount)));

/** Less zero, not plus: that leaves a negative zero, and so costs nothing. */
[[gnu::always_inline]] inline Floats repeat(float value) { return value - Floats{}; }
[[gnu::always_inline]] inline Integers repeat(int value) { return Integers{} + value; }
[[gnu::always_inline]] inline Bits repeat(unsigned value) { return Bits{} + value; }

[[gnu::always_inline]] inline Bits bitsOf(Floats value) { return (Bits)value; }
[[gnu::always_inline]] inline Floats floatsOf(Bits bits) { return (Floats)bits; }

[[gnu::always_inline]] inline Floats choose(Integers mask, Floats then, Floats otherwise) {
  return mask ? then : otherwise;
}
[[gnu::always_inline]] inline Integers choose(Integers mask, Integers then, Integers otherwise) {
  return mask ? then : otherwise;
}

/** a < b ? a : b, so b where either is not a number. */
[[gnu::always_inline]] inline Floats smallerOf(Floats a, Floats b) {
#if defined(__AVX512F__)
  return (Floats)_mm512_maskz_min_ps(0xffff, (__m512)a, (__m512)b);
#elif defined(__AVX2__)
  return (Floats)_mm256_min_ps((__m256)a, (__m256)b);
#elif defined(__SSE4_1__)
  return (Floats)_mm_min_ps((__m128)a, (__m128)b);
#else
  return choose(a < b, a, b);
#endif
}

/** a > b ? a : b, so b where either is not a number. */
[[gnu::always_inline]] inline Floats largerOf(Floats a, Floats b) {
#if defined(__AVX512F__)
  return (Floats)_mm512_maskz_max_ps(0xffff, (__m512)a, (__m512)b);
#elif defined(__AVX2__)
  return (Floats)_mm256_max_ps((__m256)a, (__m256)b);
#elif defined(__SSE4_1__)
  return (Floats)_mm_max_ps((__m128)a, (__m128)b);
#else
  return choose(a > b, a, b);
#endif
}

[[gnu::always_inline]] inline bool anyOf(Integers mask) {
#if defined(__AVX512F__)
  return _mm512_test_epi32_mask((__m512i)mask, (__m512i)mask) != 0;
#elif defined(__AVX2__)
  return _mm256_movemask_ps((__m256)mask) != 0;
#elif defined(__SSE4_1__)
  return _mm_movemask_ps((__m128)mask) != 0;
#else
  int any = 0;
  for (int lane = 0; lane < laneCount; lane++) any |= mask[lane];
  return any != 0;
#endif
}

/** a * b + c, rounded once where the processor can, twice where it cannot. */
[[gnu::always_inline]] inline Floats multiplyAdd(Floats a, Floats b, Floats c) {
#if defined(__AVX512F__)
  return (Floats)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__FMA__) && defined(__AVX2__)
  return (Floats)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(__ARM_NEON)
  return (Floats)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
  return a * b + c;
#endif
}
[[gnu::always_inline]] inline Floats multiplyAdd(Floats a, Floats b, float c) { return multiplyAdd(a, b, repeat(c)); }
[[gnu::always_inline]] inline Floats multiplyAdd(Floats a, float b, Floats c) { return multiplyAdd(a, repeat(b), c); }

/** The value of a polynomial by Horner's rule; the coefficient of the highest power comes first. */
[[gnu::always_inline]] inline Floats polynomial(Floats, Floats value) { return value; }
template <class... Rest>
[[gnu::always_inline]] inline Floats polynomial(Floats x, Floats value, float next, Rest... rest) {
  return polynomial(x, multiplyAdd(value, x, next), rest...);
}

[[gnu::always_inline]] inline Floats magnitude(Floats x) { return floatsOf(bitsOf(x) & 0x7fffffffu); }

/** The magnitude of the first, which is not negative, with the sign of the second. */
[[gnu::always_inline]] inline Floats withSign(Floats x, Floats sign) {
  return floatsOf(bitsOf(x) | (bitsOf(sign) & 0x80000000u));
}

using LaneFunction = float (*)(float first, float second);

/** The lanes, with a scalar function's results in those of the mask; kept out of the loops, in which it is rare. */
[[gnu::noinline, gnu::cold]] inline Floats replaceLanes(Integers mask, Floats lanes, Floats first, Floats second,
                                                        LaneFunction function) {
  for (int lane = 0; lane < laneCount; lane++) {
    if (mask[lane] != 0) lanes[lane] = function(first[lane], second[lane]);
  }
  return lanes;
}

/**
 * A function that is x itself, to float precision, for |x| < limit: it gets zero there, so that no product between
 * becomes denormal, which costs a hundred times as much, and zero keeps its sign.
 */
template <class Operation>
[[gnu::always_inline]] inline Floats identityNearZero(Floats x, float limit, Operation operation) {
  const Integers tiny = magnitude(x) < limit;
  return choose(tiny, x, operation(choose(tiny, Floats{}, x)));
}

}  // namespace tandem
