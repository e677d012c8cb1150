#pragma once

#include <algorithm>
#include <cstring>

#if defined(__SSE2__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// The widest vectors of floats of the processor compiled for, and the transpose made of them. Everything is internal to
// the file that includes it, because that file is compiled once for every instruction set.
namespace tandem {
namespace {

#if defined(__AVX512F__)

using Vector = __m512;
using Mask = __mmask16;
constexpr int lanes = 16;
constexpr bool loadsPartially = true;

inline Vector zeroVector() { return _mm512_setzero_ps(); }
inline Vector load(const float* from) { return _mm512_loadu_ps(from); }
inline void store(float* to, Vector value) { _mm512_storeu_ps(to, value); }
inline Vector broadcast(const float* from) { return _mm512_set1_ps(*from); }
inline Vector multiplyAdd(Vector a, Vector b, Vector sum) { return _mm512_fmadd_ps(a, b, sum); }
inline Mask firstLanes(long count) { return static_cast<Mask>((1u << count) - 1u); }
inline Vector loadFirst(const float* from, Mask mask) { return _mm512_maskz_loadu_ps(mask, from); }
inline void storeFirst(float* to, Vector value, Mask mask) { _mm512_mask_storeu_ps(to, mask, value); }

#elif defined(__AVX2__) && defined(__FMA__)

using Vector = __m256;
using Mask = __m256i;
constexpr int lanes = 8;
constexpr bool loadsPartially = true;

inline Vector zeroVector() { return _mm256_setzero_ps(); }
inline Vector load(const float* from) { return _mm256_loadu_ps(from); }
inline void store(float* to, Vector value) { _mm256_storeu_ps(to, value); }
inline Vector broadcast(const float* from) { return _mm256_broadcast_ss(from); }
inline Vector multiplyAdd(Vector a, Vector b, Vector sum) { return _mm256_fmadd_ps(a, b, sum); }
inline Mask firstLanes(long count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
inline Vector loadFirst(const float* from, Mask mask) { return _mm256_maskload_ps(from, mask); }
inline void storeFirst(float* to, Vector value, Mask mask) { _mm256_maskstore_ps(to, mask, value); }

#else

using Mask = long;
constexpr int lanes = 4;
constexpr bool loadsPartially = false;

#if defined(__aarch64__)

using Vector = float32x4_t;

inline Vector zeroVector() { return vdupq_n_f32(0); }
inline Vector load(const float* from) { return vld1q_f32(from); }
inline void store(float* to, Vector value) { vst1q_f32(to, value); }
inline Vector broadcast(const float* from) { return vld1q_dup_f32(from); }
inline Vector multiplyAdd(Vector a, Vector b, Vector sum) { return vfmaq_f32(sum, a, b); }

#else

#if defined(__SSE2__)
using Vector = __m128;
#else
typedef float Vector __attribute__((vector_size(16)));
#endif

inline Vector zeroVector() { return Vector{0, 0, 0, 0}; }
inline Vector load(const float* from) {
  Vector value;
  std::memcpy(&value, from, sizeof value);
  return value;
}
inline void store(float* to, Vector value) { std::memcpy(to, &value, sizeof value); }
inline Vector broadcast(const float* from) { return Vector{*from, *from, *from, *from}; }
inline Vector multiplyAdd(Vector a, Vector b, Vector sum) { return a * b + sum; }

#endif

inline Mask firstLanes(long count) { return count; }
inline Vector loadFirst(const float* from, Mask count) {
  float values[lanes] = {};
  std::memcpy(values, from, static_cast<std::size_t>(count) * sizeof(float));
  return load(values);
}
inline void storeFirst(float* to, Vector value, Mask count) {
  float values[lanes];
  store(values, value);
  std::memcpy(to, values, static_cast<std::size_t>(count) * sizeof(float));
}

#endif

#if defined(__SSE2__)
using Four = __m128;
#else
using Four = Vector;
#endif

inline Four loadFour(const float* from) {
  Four four;
  std::memcpy(&four, from, sizeof four);
  return four;
}

/** The first `count` of four floats, one to four, and zeros. */
inline Four loadFour(const float* from, long count) {
#if defined(__AVX512VL__)
  return _mm_maskz_loadu_ps(static_cast<__mmask8>((1u << count) - 1u), from);
#elif defined(__AVX2__)
  return _mm_maskload_ps(from, _mm_cmpgt_epi32(_mm_set1_epi32(static_cast<int>(count)), _mm_setr_epi32(0, 1, 2, 3)));
#else
  const float floats[4] = {from[0], count > 1 ? from[1] : 0, count > 2 ? from[2] : 0, count > 3 ? from[3] : 0};
  return loadFour(floats);
#endif
}

/** Turns 4 rows by 4 columns. */
inline void turnFours(Four (&rows)[4]) {
#if defined(__SSE2__)
  _MM_TRANSPOSE4_PS(rows[0], rows[1], rows[2], rows[3]);
#elif defined(__aarch64__)
  const float64x2_t even01 = vreinterpretq_f64_f32(vtrn1q_f32(rows[0], rows[1]));
  const float64x2_t odd01 = vreinterpretq_f64_f32(vtrn2q_f32(rows[0], rows[1]));
  const float64x2_t even23 = vreinterpretq_f64_f32(vtrn1q_f32(rows[2], rows[3]));
  const float64x2_t odd23 = vreinterpretq_f64_f32(vtrn2q_f32(rows[2], rows[3]));
  rows[0] = vreinterpretq_f32_f64(vtrn1q_f64(even01, even23));
  rows[1] = vreinterpretq_f32_f64(vtrn1q_f64(odd01, odd23));
  rows[2] = vreinterpretq_f32_f64(vtrn2q_f64(even01, even23));
  rows[3] = vreinterpretq_f32_f64(vtrn2q_f64(odd01, odd23));
#else
  const Four given[4] = {rows[0], rows[1], rows[2], rows[3]};
  for (int row = 0; row < 4; row++) rows[row] = Four{given[0][row], given[1][row], given[2][row], given[3][row]};
#endif
}

#if defined(__AVX512F__)

/** Of 16 rows from `first` on every fourth, four floats of each side by side. */
template <class LoadRow>
inline Vector everyFourth(const LoadRow& loadRow, long first) {
  const Vector one = _mm512_castps128_ps512(loadRow(first));
  const Vector two = _mm512_mask_broadcast_f32x4(one, 0x00f0, loadRow(first + 4));
  const Vector three = _mm512_mask_broadcast_f32x4(two, 0x0f00, loadRow(first + 8));
  return _mm512_mask_broadcast_f32x4(three, 0xf000, loadRow(first + 12));
}

/** Turns groups of 4 rows by 4 columns, side by side. */
inline void turnFours(Vector (&rows)[4]) {
  // with masks, because compilers warn that the plain forms begin with something uninitialized
  const __m512d low01 = _mm512_castps_pd(_mm512_maskz_unpacklo_ps(0xffff, rows[0], rows[1]));
  const __m512d high01 = _mm512_castps_pd(_mm512_maskz_unpackhi_ps(0xffff, rows[0], rows[1]));
  const __m512d low23 = _mm512_castps_pd(_mm512_maskz_unpacklo_ps(0xffff, rows[2], rows[3]));
  const __m512d high23 = _mm512_castps_pd(_mm512_maskz_unpackhi_ps(0xffff, rows[2], rows[3]));
  rows[0] = _mm512_castpd_ps(_mm512_maskz_unpacklo_pd(0xff, low01, low23));
  rows[1] = _mm512_castpd_ps(_mm512_maskz_unpackhi_pd(0xff, low01, low23));
  rows[2] = _mm512_castpd_ps(_mm512_maskz_unpacklo_pd(0xff, high01, high23));
  rows[3] = _mm512_castpd_ps(_mm512_maskz_unpackhi_pd(0xff, high01, high23));
}

#elif defined(__AVX2__) && defined(__FMA__)

/** Of 8 rows from `first` on every fourth, four floats of each side by side. */
template <class LoadRow>
inline Vector everyFourth(const LoadRow& loadRow, long first) {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(loadRow(first)), loadRow(first + 4), 1);
}

/** Turns groups of 4 rows by 4 columns, side by side. */
inline void turnFours(Vector (&rows)[4]) {
  const __m256d low01 = _mm256_castps_pd(_mm256_unpacklo_ps(rows[0], rows[1]));
  const __m256d high01 = _mm256_castps_pd(_mm256_unpackhi_ps(rows[0], rows[1]));
  const __m256d low23 = _mm256_castps_pd(_mm256_unpacklo_ps(rows[2], rows[3]));
  const __m256d high23 = _mm256_castps_pd(_mm256_unpackhi_ps(rows[2], rows[3]));
  rows[0] = _mm256_castpd_ps(_mm256_unpacklo_pd(low01, low23));
  rows[1] = _mm256_castpd_ps(_mm256_unpackhi_pd(low01, low23));
  rows[2] = _mm256_castpd_ps(_mm256_unpacklo_pd(high01, high23));
  rows[3] = _mm256_castpd_ps(_mm256_unpackhi_pd(high01, high23));
}

#else

template <class LoadRow>
inline Vector everyFourth(const LoadRow& loadRow, long first) {
  return loadRow(first);
}

#endif

/** Transposes fewer rows than a vector has lanes. */
inline void transposeRest(const float* from, long fromStride, float* to, long toStride, long rows, long columns) {
  if (rows < 4 || columns < 4) {
    for (long column = 0; column < columns; column++) {
      for (long row = 0; row < rows; row++) to[column * toStride + row] = from[row * fromStride + column];
    }
    return;
  }
  for (long row = 0; row < rows; row += 4) {
    // the last block of a side is moved back to end with it: what it covers twice is written twice, alike
    const long top = std::min(row, rows - 4);
    for (long column = 0; column < columns; column += 4) {
      const long left = std::min(column, columns - 4);
      Four fours[4];
      for (int each = 0; each < 4; each++) fours[each] = loadFour(from + (top + each) * fromStride + left);
      turnFours(fours);
      for (int each = 0; each < 4; each++) std::memcpy(to + (left + each) * toStride + top, &fours[each], sizeof(Four));
    }
  }
}

/**
 * Writes `to` [columns, rows] = the transpose of `from` [rows, columns], both row-major with strides in floats, apart.
 * When `fillsUp`, the rows of `to` have room for whole vectors, which are filled up with copies of their last element.
 */
template <bool fillsUp>
inline void transpose(const float* from, long fromStride, float* to, long toStride, long rows, long columns) {
  for (long top = 0; top < rows; top += lanes) {
    const float* source = from + top * fromStride;
    float* target = to + top;
    const long height = std::min<long>(lanes, rows - top);
    if (!fillsUp && height < lanes) {
      transposeRest(source, fromStride, target, toStride, height, columns);
      return;
    }
    for (long left = 0; left < columns; left += 4) {
      const long width = std::min<long>(4, columns - left);
      Vector fours[4];
      if (height == lanes && width == 4) {
        const auto loadWhole = [&](long row) { return loadFour(source + row * fromStride + left); };
        for (int row = 0; row < 4; row++) fours[row] = everyFourth(loadWhole, row);
      } else {
        const auto loadPart = [&](long row) {
          return loadFour(source + std::min(row, height - 1) * fromStride + left, width);
        };
        for (int row = 0; row < 4; row++) fours[row] = everyFourth(loadPart, row);
      }
      turnFours(fours);
      for (int column = 0; column < width; column++) store(target + (left + column) * toStride, fours[column]);
    }
  }
}

}  // namespace
}  // namespace tandem
