#pragma once

#include "vector-lane.h"

namespace tandem {

[[gnu::always_inline]] inline Floats floorOf(Floats x) {
#if defined(__AVX512F__)
  return (Floats)_mm512_maskz_roundscale_ps(0xffff, (__m512)x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
#elif defined(__AVX2__)
  return (Floats)_mm256_floor_ps((__m256)x);
#elif defined(__SSE4_1__)
  return (Floats)_mm_floor_ps((__m128)x);
#elif defined(__ARM_NEON)
  return (Floats)vrndmq_f32((float32x4_t)x);
#else
  Floats result = x;
  for (int lane = 0; lane < laneCount; lane++) result[lane] = __builtin_floorf(x[lane]);
  return result;
#endif
}

[[gnu::always_inline]] inline Floats ceilOf(Floats x) { return -floorOf(-x); }

/** Halves go to the even neighbour. */
[[gnu::always_inline]] inline Floats roundOf(Floats x) {
#if defined(__AVX512F__)
  return (Floats)_mm512_maskz_roundscale_ps(0xffff, (__m512)x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#elif defined(__AVX2__)
  return (Floats)_mm256_round_ps((__m256)x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#elif defined(__SSE4_1__)
  return (Floats)_mm_round_ps((__m128)x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#elif defined(__ARM_NEON)
  return (Floats)vrndnq_f32((float32x4_t)x);
#else
  Floats result = x;
  for (int lane = 0; lane < laneCount; lane++) result[lane] = __builtin_rintf(x[lane]);
  return result;
#endif
}

}  // namespace tandem
