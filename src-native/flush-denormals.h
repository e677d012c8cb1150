#pragma once

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace tandem {

/**
 * Treats numbers below 2^-126 as zero in this thread for as long as it lives, as TensorFlow does: arithmetic on them takes
 * a hundred times longer. Only on x86.
 */
class FlushDenormals {
 public:
#if defined(__SSE2__)
  FlushDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | 0x8040); }
  ~FlushDenormals() { _mm_setcsr(before_); }

 private:
  unsigned before_;
#endif
};

}  // namespace tandem
