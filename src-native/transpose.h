#pragma once

#if defined(__SSE2__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace tandem {
namespace {  // internal: this header is compiled once for every instruction set

#if defined(__SSE2__)

/** Writes the transpose of 4 rows of 4 floats. */
inline void transpose4x4(const float* from, long fromStride, float* to, long toStride) {
  __m128 row0 = _mm_loadu_ps(from);
  __m128 row1 = _mm_loadu_ps(from + fromStride);
  __m128 row2 = _mm_loadu_ps(from + 2 * fromStride);
  __m128 row3 = _mm_loadu_ps(from + 3 * fromStride);
  _MM_TRANSPOSE4_PS(row0, row1, row2, row3);
  _mm_storeu_ps(to, row0);
  _mm_storeu_ps(to + toStride, row1);
  _mm_storeu_ps(to + 2 * toStride, row2);
  _mm_storeu_ps(to + 3 * toStride, row3);
}

#elif defined(__aarch64__)

/** Writes the transpose of 4 rows of 4 floats. */
inline void transpose4x4(const float* from, long fromStride, float* to, long toStride) {
  const float32x4_t row0 = vld1q_f32(from);
  const float32x4_t row1 = vld1q_f32(from + fromStride);
  const float32x4_t row2 = vld1q_f32(from + 2 * fromStride);
  const float32x4_t row3 = vld1q_f32(from + 3 * fromStride);
  const float64x2_t even01 = vreinterpretq_f64_f32(vtrn1q_f32(row0, row1));
  const float64x2_t odd01 = vreinterpretq_f64_f32(vtrn2q_f32(row0, row1));
  const float64x2_t even23 = vreinterpretq_f64_f32(vtrn1q_f32(row2, row3));
  const float64x2_t odd23 = vreinterpretq_f64_f32(vtrn2q_f32(row2, row3));
  vst1q_f32(to, vreinterpretq_f32_f64(vtrn1q_f64(even01, even23)));
  vst1q_f32(to + toStride, vreinterpretq_f32_f64(vtrn1q_f64(odd01, odd23)));
  vst1q_f32(to + 2 * toStride, vreinterpretq_f32_f64(vtrn2q_f64(even01, even23)));
  vst1q_f32(to + 3 * toStride, vreinterpretq_f32_f64(vtrn2q_f64(odd01, odd23)));
}

#else

/** Writes the transpose of 4 rows of 4 floats. */
inline void transpose4x4(const float* from, long fromStride, float* to, long toStride) {
  for (long row = 0; row < 4; row++) {
    for (long column = 0; column < 4; column++) to[column * toStride + row] = from[row * fromStride + column];
  }
}

#endif

#if defined(__AVX512F__)

constexpr long stripRows = 16;

/** Row `index` of each group of four among 16 rows, four floats of each. */
inline __m512 loadEveryFourth(const float* from, long stride) {
  const __m512 first = _mm512_castps128_ps512(_mm_loadu_ps(from));
  const __m512 second = _mm512_mask_broadcast_f32x4(first, 0x00f0, _mm_loadu_ps(from + 4 * stride));
  const __m512 third = _mm512_mask_broadcast_f32x4(second, 0x0f00, _mm_loadu_ps(from + 8 * stride));
  return _mm512_mask_broadcast_f32x4(third, 0xf000, _mm_loadu_ps(from + 12 * stride));
}

/** Writes the transpose of 16 rows of 4 floats. */
inline void transposeStrip(const float* from, long fromStride, float* to, long toStride) {
  const __m512 row0 = loadEveryFourth(from, fromStride);
  const __m512 row1 = loadEveryFourth(from + fromStride, fromStride);
  const __m512 row2 = loadEveryFourth(from + 2 * fromStride, fromStride);
  const __m512 row3 = loadEveryFourth(from + 3 * fromStride, fromStride);
  const __m512d low01 = _mm512_castps_pd(_mm512_unpacklo_ps(row0, row1));
  const __m512d high01 = _mm512_castps_pd(_mm512_unpackhi_ps(row0, row1));
  const __m512d low23 = _mm512_castps_pd(_mm512_unpacklo_ps(row2, row3));
  const __m512d high23 = _mm512_castps_pd(_mm512_unpackhi_ps(row2, row3));
  _mm512_storeu_ps(to, _mm512_castpd_ps(_mm512_unpacklo_pd(low01, low23)));
  _mm512_storeu_ps(to + toStride, _mm512_castpd_ps(_mm512_unpackhi_pd(low01, low23)));
  _mm512_storeu_ps(to + 2 * toStride, _mm512_castpd_ps(_mm512_unpacklo_pd(high01, high23)));
  _mm512_storeu_ps(to + 3 * toStride, _mm512_castpd_ps(_mm512_unpackhi_pd(high01, high23)));
}

#elif defined(__AVX2__)

constexpr long stripRows = 8;

/** Rows 0 and 4 from here, four floats of each. */
inline __m256 loadEveryFourth(const float* from, long stride) {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(from)), _mm_loadu_ps(from + 4 * stride), 1);
}

/** Writes the transpose of 8 rows of 4 floats. */
inline void transposeStrip(const float* from, long fromStride, float* to, long toStride) {
  const __m256 row0 = loadEveryFourth(from, fromStride);
  const __m256 row1 = loadEveryFourth(from + fromStride, fromStride);
  const __m256 row2 = loadEveryFourth(from + 2 * fromStride, fromStride);
  const __m256 row3 = loadEveryFourth(from + 3 * fromStride, fromStride);
  const __m256d low01 = _mm256_castps_pd(_mm256_unpacklo_ps(row0, row1));
  const __m256d high01 = _mm256_castps_pd(_mm256_unpackhi_ps(row0, row1));
  const __m256d low23 = _mm256_castps_pd(_mm256_unpacklo_ps(row2, row3));
  const __m256d high23 = _mm256_castps_pd(_mm256_unpackhi_ps(row2, row3));
  _mm256_storeu_ps(to, _mm256_castpd_ps(_mm256_unpacklo_pd(low01, low23)));
  _mm256_storeu_ps(to + toStride, _mm256_castpd_ps(_mm256_unpackhi_pd(low01, low23)));
  _mm256_storeu_ps(to + 2 * toStride, _mm256_castpd_ps(_mm256_unpacklo_pd(high01, high23)));
  _mm256_storeu_ps(to + 3 * toStride, _mm256_castpd_ps(_mm256_unpackhi_pd(high01, high23)));
}

#else

constexpr long stripRows = 4;

/** Writes the transpose of 4 rows of 4 floats. */
inline void transposeStrip(const float* from, long fromStride, float* to, long toStride) {
  transpose4x4(from, fromStride, to, toStride);
}

#endif

/** Writes `to` [columns, rows] = the transpose of `from` [rows, columns], both row-major with strides in floats, apart. */
inline void transpose(const float* from, long fromStride, float* to, long toStride, long rows, long columns) {
  if (rows < 4 || columns < 4) {
    for (long row = 0; row < rows; row++) {
      for (long column = 0; column < columns; column++) to[column * toStride + row] = from[row * fromStride + column];
    }
    return;
  }
  for (long row = 0; row < rows;) {
    const bool strip = rows - row >= stripRows;
    const long height = strip ? stripRows : 4;
    // the last block of a side is moved back to end with the matrix: what it covers twice is written twice, alike
    const long top = row + height <= rows ? row : rows - height;
    for (long column = 0; column < columns; column += 4) {
      const long left = column + 4 <= columns ? column : columns - 4;
      const float* source = from + top * fromStride + left;
      float* target = to + left * toStride + top;
      if (strip) {
        transposeStrip(source, fromStride, target, toStride);
      } else {
        transpose4x4(source, fromStride, target, toStride);
      }
    }
    row = top + height;
  }
}

}  // namespace
}  // namespace tandem
