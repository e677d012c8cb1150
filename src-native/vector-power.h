#pragma once

#include <cmath>
#include <limits>

#include "vector-double.h"
#include "vector-round.h"

namespace tandem {

/** The logarithm to base 2 of positive normal numbers, to 35 bits. */
[[gnu::always_inline]] inline Doubles binaryLogarithm(Doubles x) {
  const LongBits rootOfHalf = LongBits{} + 0x3fe6a09e667f3bcdull, bias = LongBits{} + (1024ull << 52);
  const LongBits exponent = ((LongBits)x + (bias - rootOfHalf)) >> 52;
  const Doubles mantissa = (Doubles)((LongBits)x - (exponent << 52) + bias);
  const Doubles whole = (Doubles)(exponent | (LongBits)repeat(4503599627370496.0)) - (4503599627370496.0 + 1024.0);
  // log2(m) = 2 / log(2) * artanh((m - 1) / (m + 1)).
  const Doubles ratio = (mantissa - 1.0) / (mantissa + 1.0);
  const Doubles sum = polynomial(ratio * ratio, repeat(2.0 / 13), 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3, 2.0);
  return multiplyAdd(sum * ratio, repeat(1.4426950408889634), whole);
}

/** 2^x to 32 bits, for |x| under 1000. */
[[gnu::always_inline]] inline Doubles binaryExponential(Doubles x) {
  const Doubles shifted = x + wholeShift;
  const Doubles rest = (x - (shifted - wholeShift)) * 0.6931471805599453;
  const Doubles mantissa = polynomial(rest, repeat(1.0 / 40320), 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6,
                                      1.0 / 2, 1.0, 1.0);
  return (Doubles)((LongBits)mantissa + ((LongBits)shifted << 52));
}

/** |base|^exponent of finite numbers, base not 0, rounded to a float at the caller's. */
[[gnu::always_inline]] inline Doubles powerOfMagnitude(Doubles base, Doubles exponent) {
  const Doubles logarithm = exponent * binaryLogarithm(base);
  // Past these ends every float result is 0 or infinity.
  const Doubles above = choose((LongIntegers)(logarithm < -200.0), repeat(-200.0), logarithm);
  return binaryExponential(choose((LongIntegers)(above > 200.0), repeat(200.0), above));
}

inline float scalarPower(float base, float exponent) { return std::pow(base, exponent); }

/** As powf: a negative base has a power where the exponent is whole; 0^0 and 1^x are 1. */
[[gnu::always_inline]] inline Floats power(Floats base, Floats exponent) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const Floats size = magnitude(base);
  const Integers usual = (size > 0.0f) & (size < infinity) & (magnitude(exponent) < infinity);
  const DoublesPair bases = widen(choose(usual, size, repeat(1.0f)));
  const DoublesPair exponents = widen(choose(usual, exponent, repeat(1.0f)));
  Floats result = narrow({powerOfMagnitude(bases.low, exponents.low), powerOfMagnitude(bases.high, exponents.high)});
  const Integers negative = base < 0.0f;
  if (anyOf(negative)) {
    const Floats half = exponent * 0.5f;
    const Integers odd = floorOf(half) != half;
    const Integers whole = floorOf(exponent) == exponent;
    const Floats signedResult = choose(odd, -result, result);
    result = choose(negative, choose(whole, signedResult, floatsOf(repeat(0x7fc00000u))), result);
  }
  if (__builtin_expect(anyOf(~usual), 0)) result = replaceLanes(~usual, result, base, exponent, scalarPower);
  return result;
}

}  // namespace tandem
