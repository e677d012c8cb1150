#pragma once

#include <cstring>

#include "vector-lane.h"

namespace tandem {

/** Half as many lanes, of eight bytes: one register of the processor. */
typedef double Doubles __attribute__((vector_size(4 * laneCount)));
typedef long long LongIntegers __attribute__((vector_size(4 * laneCount)));
typedef unsigned long long LongBits __attribute__((vector_size(4 * laneCount)));
typedef float HalfFloats __attribute__((vector_size(2 * laneCount)));

/** The lanes of a Floats, in order. */
struct DoublesPair {
  Doubles low;
  Doubles high;
};

[[gnu::always_inline]] inline DoublesPair widen(Floats x) {
#if defined(__AVX512F__)
  return {(Doubles)_mm512_maskz_cvtps_pd(0xff, _mm512_maskz_extractf32x8_ps(0xff, (__m512)x, 0)),
          (Doubles)_mm512_maskz_cvtps_pd(0xff, _mm512_maskz_extractf32x8_ps(0xff, (__m512)x, 1))};
#elif defined(__AVX2__)
  return {(Doubles)_mm256_cvtps_pd(_mm256_castps256_ps128((__m256)x)),
          (Doubles)_mm256_cvtps_pd(_mm256_extractf128_ps((__m256)x, 1))};
#else
  HalfFloats halves[2];
  std::memcpy(halves, &x, sizeof x);
  return {__builtin_convertvector(halves[0], Doubles), __builtin_convertvector(halves[1], Doubles)};
#endif
}

[[gnu::always_inline]] inline Floats narrow(DoublesPair pair) {
#if defined(__AVX512F__)
  return (Floats)_mm512_insertf32x8(_mm512_castps256_ps512(_mm512_maskz_cvtpd_ps(0xff, (__m512d)pair.low)),
                                    _mm512_maskz_cvtpd_ps(0xff, (__m512d)pair.high), 1);
#elif defined(__AVX2__)
  return (Floats)_mm256_set_m128(_mm256_cvtpd_ps((__m256d)pair.high), _mm256_cvtpd_ps((__m256d)pair.low));
#else
  const HalfFloats halves[2] = {__builtin_convertvector(pair.low, HalfFloats),
                                __builtin_convertvector(pair.high, HalfFloats)};
  Floats x;
  std::memcpy(&x, halves, sizeof x);
  return x;
#endif
}

[[gnu::always_inline]] inline Doubles repeat(double value) { return Doubles{} + value; }

[[gnu::always_inline]] inline Doubles choose(LongIntegers mask, Doubles then, Doubles otherwise) {
  return mask ? then : otherwise;
}

[[gnu::always_inline]] inline Doubles multiplyAdd(Doubles a, Doubles b, Doubles c) {
#if defined(__AVX512F__)
  return (Doubles)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#elif defined(__FMA__) && defined(__AVX2__)
  return (Doubles)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
#elif defined(__ARM_NEON)
  return (Doubles)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
#else
  return a * b + c;
#endif
}

[[gnu::always_inline]] inline Doubles polynomial(Doubles, Doubles value) { return value; }
template <class... Rest>
[[gnu::always_inline]] inline Doubles polynomial(Doubles x, Doubles value, double next, Rest... rest) {
  return polynomial(x, multiplyAdd(value, x, repeat(next)), rest...);
}

/** Added to a number of magnitude under 2^50, it leaves the nearest whole number in the lowest bits. */
constexpr double wholeShift = 6755399441055744.0;

}  // namespace tandem
