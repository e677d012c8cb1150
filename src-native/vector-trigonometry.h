#pragma once

#include <cmath>

#include "vector-double.h"

namespace tandem {

/** x as quarters * pi / 2 + rest, |rest| <= pi / 4; the quarters modulo 2^32. */
struct AngleSplit {
  Integers quarters;
  Floats rest;
};

/** In double precision, as the rest near a multiple of pi keeps its relative precision then; |x| up to 2^20. */
[[gnu::always_inline]] inline AngleSplit splitAngle(Floats x) {
  const DoublesPair wide = widen(x);
  const auto rest = [](Doubles angle, Doubles count) {
    // pi / 2 in a part of 33 bits, whose products with the count are exact, and what it lacks.
    return multiplyAdd(count, repeat(-6.077100506506192e-11), multiplyAdd(count, repeat(-1.5707963267341256), angle));
  };
  const auto whole = [](Doubles angle) {
    return multiplyAdd(angle, repeat(0.6366197723675814), repeat(wholeShift)) - wholeShift;
  };
  const DoublesPair count = {whole(wide.low), whole(wide.high)};
  const DoublesPair rests = {rest(wide.low, count.low), rest(wide.high, count.high)};
  return {__builtin_convertvector(narrow(count), Integers), narrow(rests)};
}

/**
 * sin(x + shift * pi / 2), by the polynomials of Cephes' sinf and cosf (Moshier, 1992); by `scalar` for an angle past
 * 2^20.
 */
[[gnu::always_inline]] inline Floats sineOfQuarters(Floats x, unsigned shift, LaneFunction scalar) {
  const Integers far = ~(magnitude(x) <= 1048576.0f);
  const AngleSplit split = splitAngle(choose(far, Floats{}, x));
  const Floats square = split.rest * split.rest;
  const Floats sineSum = polynomial(square, repeat(-1.9515295891e-4f), 8.3321608736e-3f, -1.6666654611e-1f);
  const Floats cosineSum = polynomial(square, repeat(2.443315711809948e-5f), -1.388731625493765e-3f,
                                      4.166664568298827e-2f);
  const Floats sine = multiplyAdd(sineSum * square, split.rest, split.rest);
  const Floats cosine = multiplyAdd(cosineSum * square, square, multiplyAdd(square, -0.5f, repeat(1.0f)));
  const Bits quarters = (Bits)split.quarters + shift;
  const Floats unsignedResult = choose((Integers)((quarters & 1u) != 0u), cosine, sine);
  Floats result = floatsOf(bitsOf(unsignedResult) ^ ((quarters & 2u) << 30));
  if (__builtin_expect(anyOf(far), 0)) result = replaceLanes(far, result, x, x, scalar);
  return result;
}

inline float scalarSine(float x, float) { return std::sin(x); }
inline float scalarCosine(float x, float) { return std::cos(x); }

[[gnu::always_inline]] inline Floats sine(Floats x) {
  return identityNearZero(x, 1e-4f, [](Floats far) { return sineOfQuarters(far, 0, scalarSine); });
}

[[gnu::always_inline]] inline Floats cosine(Floats x) { return sineOfQuarters(x, 1, scalarCosine); }

}  // namespace tandem
