#pragma once

#include "vector-lane.h"

namespace tandem {

#if defined(__AVX512F__)

constexpr __mmask16 allLanes = 0xffff;

/**
 * Division and roots within one unit in the last place: the processor's estimate of fourteen bits and one step of
 * Newton's, in a third to two thirds of the time of the exact instructions. Lanes whose exponent is so large or small
 * that a step between could overflow or lose bits, and specials, get the exact instruction; an element's result never
 * depends on its neighbours.
 */
[[gnu::always_inline]] inline Floats divide(Floats a, Floats b) {
  const __m512 over = (__m512)a, under = (__m512)b;
  const __m512 inverse = _mm512_maskz_rcp14_ps(allLanes, under);
  const __m512 estimate = _mm512_mul_ps(over, inverse);
  __m512 result = _mm512_fmadd_ps(_mm512_fnmadd_ps(under, estimate, over), inverse, estimate);
  // The two highest bits of the exponent differ: magnitudes from 2^-63 to 2^65.
  const Bits overFits = bitsOf(a) ^ (bitsOf(a) + bitsOf(a));
  const Bits bothFit = overFits & (bitsOf(b) ^ (bitsOf(b) + bitsOf(b)));
  const __m512i bit = _mm512_set1_epi32(0x40000000);
  const __mmask16 unfit = _mm512_testn_epi32_mask((__m512i)bothFit, bit);
  if (__builtin_expect(unfit != 0, 0)) {
    const Bits underFits = bitsOf(b) ^ (bitsOf(b) + bitsOf(b));
    const __mmask16 zeroOver = _mm512_mask_cmp_ps_mask(_mm512_test_epi32_mask((__m512i)underFits, bit), over,
                                                       _mm512_setzero_ps(), _CMP_EQ_OQ);
    result = _mm512_mask_mov_ps(result, zeroOver, estimate);
    const __mmask16 special = unfit & ~zeroOver;
    if (special != 0) result = _mm512_mask_div_ps(result, special, over, under);
  }
  return (Floats)result;
}

[[gnu::always_inline]] inline Floats reciprocal(Floats x) {
  const __m512 under = (__m512)x, one = _mm512_set1_ps(1.0f);
  const __m512 estimate = _mm512_maskz_rcp14_ps(allLanes, under);
  __m512 result = _mm512_fmadd_ps(_mm512_fnmadd_ps(under, estimate, one), estimate, estimate);
  const Bits fits = bitsOf(x) ^ (bitsOf(x) + bitsOf(x));
  const __mmask16 special = _mm512_testn_epi32_mask((__m512i)fits, _mm512_set1_epi32(0x40000000));
  if (__builtin_expect(special != 0, 0)) result = _mm512_mask_div_ps(result, special, one, under);
  return (Floats)result;
}

/** For b from 1 to 2^100, where nothing special can be. */
[[gnu::always_inline]] inline Floats divideWithin(Floats a, Floats b) {
  const __m512 estimate = _mm512_maskz_rcp14_ps(allLanes, (__m512)b);
  const __m512 rest = _mm512_fnmadd_ps((__m512)b, estimate, _mm512_set1_ps(1.0f));
  return a * (Floats)_mm512_fmadd_ps(rest, estimate, estimate);
}

/** Whether each lane is under 2^(least - 127), negative, infinite, or not a number. */
[[gnu::always_inline]] inline __mmask16 outsideRootRange(__mmask16 among, Floats x, int least) {
  const __m512i offset = (__m512i)(bitsOf(x) - ((unsigned)least << 23));
  return _mm512_mask_cmp_epu32_mask(among, offset, _mm512_set1_epi32((255 - least) << 23), _MM_CMPINT_NLT);
}

[[gnu::always_inline]] inline Floats squareRoot(Floats x) {
  const __m512 square = (__m512)x;
  const __m512 inverse = _mm512_maskz_rsqrt14_ps(allLanes, square);
  const __m512 estimate = _mm512_mul_ps(square, inverse);
  const __m512 halfInverse = _mm512_mul_ps(inverse, _mm512_set1_ps(0.5f));
  // Zero stays out of the exact path: an optimizer's running means hold many.
  const __mmask16 notZero = _mm512_cmp_ps_mask(square, _mm512_setzero_ps(), _CMP_NEQ_UQ);
  const __m512 step = _mm512_fmadd_ps(_mm512_fnmadd_ps(estimate, estimate, square), halfInverse, estimate);
  __m512 result = _mm512_mask_mov_ps(square, notZero, step);
  const __mmask16 special = outsideRootRange(notZero, x, 27);
  if (__builtin_expect(special != 0, 0)) result = _mm512_mask_sqrt_ps(result, special, square);
  return (Floats)result;
}

[[gnu::always_inline]] inline Floats inverseSquareRoot(Floats x) {
  const __m512 square = (__m512)x, one = _mm512_set1_ps(1.0f);
  const __m512 estimate = _mm512_maskz_rsqrt14_ps(allLanes, square);
  const __m512 root = _mm512_mul_ps(square, estimate);
  const __m512 rootRest = _mm512_fmsub_ps(square, estimate, root);
  const __m512 rest = _mm512_fnmadd_ps(rootRest, estimate, _mm512_fnmadd_ps(root, estimate, one));
  __m512 result = _mm512_fmadd_ps(rest, _mm512_mul_ps(estimate, _mm512_set1_ps(0.5f)), estimate);
  const __mmask16 special = outsideRootRange(allLanes, x, 1);
  if (__builtin_expect(special != 0, 0)) {
    result = _mm512_mask_div_ps(result, special, one, _mm512_maskz_sqrt_ps(allLanes, square));
  }
  return (Floats)result;
}

/** a / (squareRoot(x) + b), with the bits of these; what is special to any of them is looked for once. */
[[gnu::always_inline]] inline Floats divideByRoot(Floats a, Floats x, Floats b) {
  const __m512 over = (__m512)a, square = (__m512)x;
  const __m512 inverse = _mm512_maskz_rsqrt14_ps(allLanes, square);
  const __m512 estimate = _mm512_mul_ps(square, inverse);
  const __m512 halfInverse = _mm512_mul_ps(inverse, _mm512_set1_ps(0.5f));
  const __m512 root = _mm512_fmadd_ps(_mm512_fnmadd_ps(estimate, estimate, square), halfInverse, estimate);
  const __m512 under = _mm512_add_ps(root, (__m512)b);
  const __m512 underInverse = _mm512_maskz_rcp14_ps(allLanes, under);
  const __m512 quotient = _mm512_mul_ps(over, underInverse);
  const __m512 result = _mm512_fmadd_ps(_mm512_fnmadd_ps(under, quotient, over), underInverse, quotient);
  const Bits bothFit = (bitsOf(a) ^ (bitsOf(a) + bitsOf(a))) & ((Bits)under ^ ((Bits)under + (Bits)under));
  const __mmask16 unfit = _mm512_testn_epi32_mask((__m512i)bothFit, _mm512_set1_epi32(0x40000000));
  if (__builtin_expect(_mm512_kortestz(unfit, outsideRootRange(allLanes, x, 27)) == 0, 0)) {
    return divide(a, squareRoot(x) + b);
  }
  return (Floats)result;
}

#else

[[gnu::always_inline]] inline Floats divide(Floats a, Floats b) { return a / b; }

[[gnu::always_inline]] inline Floats divideWithin(Floats a, Floats b) { return a / b; }

[[gnu::always_inline]] inline Floats reciprocal(Floats x) { return 1.0f / x; }

[[gnu::always_inline]] inline Floats squareRoot(Floats x) {
#if defined(__AVX2__)
  return (Floats)_mm256_sqrt_ps((__m256)x);
#elif defined(__SSE4_1__)
  return (Floats)_mm_sqrt_ps((__m128)x);
#elif defined(__ARM_NEON)
  return (Floats)vsqrtq_f32((float32x4_t)x);
#else
  Floats result = x;
  for (int lane = 0; lane < laneCount; lane++) result[lane] = __builtin_sqrtf(x[lane]);
  return result;
#endif
}

[[gnu::always_inline]] inline Floats inverseSquareRoot(Floats x) { return 1.0f / squareRoot(x); }

[[gnu::always_inline]] inline Floats divideByRoot(Floats a, Floats x, Floats b) { return a / (squareRoot(x) + b); }

#endif

}  // namespace tandem
