#pragma once

#include "vector-memory.h"

namespace tandem {

typedef float Four __attribute__((vector_size(16)));

/** The first `count` of four floats, one to four, and zeros. */
inline Four loadFour(const float* from, long count) {
#if defined(__AVX512VL__)
  return (Four)_mm_maskz_loadu_ps(static_cast<__mmask8>((1u << count) - 1u), from);
#elif defined(__AVX2__)
  const __m128i mask = _mm_cmpgt_epi32(_mm_set1_epi32(static_cast<int>(count)), _mm_setr_epi32(0, 1, 2, 3));
  return (Four)_mm_maskload_ps(from, mask);
#else
  return Four{from[0], count > 1 ? from[1] : 0, count > 2 ? from[2] : 0, count > 3 ? from[3] : 0};
#endif
}

/** Turns 4 rows by 4 columns. */
inline void turnFours(Four (&rows)[4]) {
#if defined(__SSE4_1__)
  const __m128d low01 = (__m128d)_mm_unpacklo_ps((__m128)rows[0], (__m128)rows[1]);
  const __m128d high01 = (__m128d)_mm_unpackhi_ps((__m128)rows[0], (__m128)rows[1]);
  const __m128d low23 = (__m128d)_mm_unpacklo_ps((__m128)rows[2], (__m128)rows[3]);
  const __m128d high23 = (__m128d)_mm_unpackhi_ps((__m128)rows[2], (__m128)rows[3]);
  rows[0] = (Four)_mm_unpacklo_pd(low01, low23);
  rows[1] = (Four)_mm_unpackhi_pd(low01, low23);
  rows[2] = (Four)_mm_unpacklo_pd(high01, high23);
  rows[3] = (Four)_mm_unpackhi_pd(high01, high23);
#elif defined(__aarch64__)
  const float64x2_t even01 = (float64x2_t)vtrn1q_f32((float32x4_t)rows[0], (float32x4_t)rows[1]);
  const float64x2_t odd01 = (float64x2_t)vtrn2q_f32((float32x4_t)rows[0], (float32x4_t)rows[1]);
  const float64x2_t even23 = (float64x2_t)vtrn1q_f32((float32x4_t)rows[2], (float32x4_t)rows[3]);
  const float64x2_t odd23 = (float64x2_t)vtrn2q_f32((float32x4_t)rows[2], (float32x4_t)rows[3]);
  rows[0] = (Four)vtrn1q_f64(even01, even23);
  rows[1] = (Four)vtrn1q_f64(odd01, odd23);
  rows[2] = (Four)vtrn2q_f64(even01, even23);
  rows[3] = (Four)vtrn2q_f64(odd01, odd23);
#else
  const Four given[4] = {rows[0], rows[1], rows[2], rows[3]};
  for (int row = 0; row < 4; row++) rows[row] = Four{given[0][row], given[1][row], given[2][row], given[3][row]};
#endif
}

#if defined(__AVX512F__)

/** Of 16 rows from `first` on every fourth, four floats of each side by side. */
template <class LoadRow>
inline Floats everyFourth(const LoadRow& loadRow, long first) {
  const __m512 one = _mm512_castps128_ps512((__m128)loadRow(first));
  const __m512 two = _mm512_mask_broadcast_f32x4(one, 0x00f0, (__m128)loadRow(first + 4));
  const __m512 three = _mm512_mask_broadcast_f32x4(two, 0x0f00, (__m128)loadRow(first + 8));
  return (Floats)_mm512_mask_broadcast_f32x4(three, 0xf000, (__m128)loadRow(first + 12));
}

/** Turns groups of 4 rows by 4 columns, side by side. */
inline void turnFours(Floats (&rows)[4]) {
  // with masks, because compilers warn that the plain forms begin with something uninitialized
  const __m512d low01 = (__m512d)_mm512_maskz_unpacklo_ps(0xffff, (__m512)rows[0], (__m512)rows[1]);
  const __m512d high01 = (__m512d)_mm512_maskz_unpackhi_ps(0xffff, (__m512)rows[0], (__m512)rows[1]);
  const __m512d low23 = (__m512d)_mm512_maskz_unpacklo_ps(0xffff, (__m512)rows[2], (__m512)rows[3]);
  const __m512d high23 = (__m512d)_mm512_maskz_unpackhi_ps(0xffff, (__m512)rows[2], (__m512)rows[3]);
  rows[0] = (Floats)_mm512_maskz_unpacklo_pd(0xff, low01, low23);
  rows[1] = (Floats)_mm512_maskz_unpackhi_pd(0xff, low01, low23);
  rows[2] = (Floats)_mm512_maskz_unpacklo_pd(0xff, high01, high23);
  rows[3] = (Floats)_mm512_maskz_unpackhi_pd(0xff, high01, high23);
}

#elif defined(__AVX2__)

/** Of 8 rows from `first` on every fourth, four floats of each side by side. */
template <class LoadRow>
inline Floats everyFourth(const LoadRow& loadRow, long first) {
  const __m256 one = _mm256_castps128_ps256((__m128)loadRow(first));
  return (Floats)_mm256_insertf128_ps(one, (__m128)loadRow(first + 4), 1);
}

/** Turns groups of 4 rows by 4 columns, side by side. */
inline void turnFours(Floats (&rows)[4]) {
  const __m256d low01 = (__m256d)_mm256_unpacklo_ps((__m256)rows[0], (__m256)rows[1]);
  const __m256d high01 = (__m256d)_mm256_unpackhi_ps((__m256)rows[0], (__m256)rows[1]);
  const __m256d low23 = (__m256d)_mm256_unpacklo_ps((__m256)rows[2], (__m256)rows[3]);
  const __m256d high23 = (__m256d)_mm256_unpackhi_ps((__m256)rows[2], (__m256)rows[3]);
  rows[0] = (Floats)_mm256_unpacklo_pd(low01, low23);
  rows[1] = (Floats)_mm256_unpackhi_pd(low01, low23);
  rows[2] = (Floats)_mm256_unpacklo_pd(high01, high23);
  rows[3] = (Floats)_mm256_unpackhi_pd(high01, high23);
}

#else

template <class LoadRow>
inline Floats everyFourth(const LoadRow& loadRow, long first) {
  return loadRow(first);
}

#endif

}  // namespace tandem
