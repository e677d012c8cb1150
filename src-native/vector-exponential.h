#pragma once

#include <limits>

#include "vector-root.h"

namespace tandem {

/** x as count * log(2) + rest, |rest| <= log(2) / 2. `shifted` holds the whole number in its lowest bits. */
struct ExponentSplit {
  Floats shifted;
  Floats rest;
};

constexpr float exponentShift = 12582912.0f;

/** For |x| up to 200; a lane that is not a number has a rest that is not a number. */
[[gnu::always_inline]] inline ExponentSplit splitExponent(Floats x) {
  const Floats shifted = multiplyAdd(x, 1.44269504f, repeat(exponentShift));
  const Floats count = shifted - exponentShift;
  const Floats rest = multiplyAdd(count, -0.693359375f, x);
  return {shifted, multiplyAdd(count, 2.12194440e-4f, rest)};
}

/** exp(rest) - 1 - rest, by the polynomial of Cephes' expf (Moshier, 1992). */
[[gnu::always_inline]] inline Floats exponentialTail(Floats rest) {
  const Floats sum = polynomial(rest, repeat(1.9875691500e-4f), 1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f,
                                1.6666665459e-1f, 5.0000001201e-1f);
  return sum * (rest * rest);
}

[[gnu::always_inline]] inline Floats powerOfTwo(Bits exponent) { return floatsOf((exponent + 127u) << 23); }

/** Keeps what is not a number. */
[[gnu::always_inline]] inline Floats clamp(Floats x, float low, float high) {
  const Floats above = choose(x < low, repeat(low), x);
  return choose(above > high, repeat(high), above);
}

/** For x in [-87, 88] or not a number: no result over- or underflows. */
[[gnu::always_inline]] inline Floats exponentialWithin(Floats x) {
  const ExponentSplit split = splitExponent(x);
  const Floats mantissa = (exponentialTail(split.rest) + split.rest) + 1.0f;
  return mantissa * powerOfTwo(bitsOf(split.shifted) - bitsOf(repeat(exponentShift)));
}

/** Results under the smallest normal number are rounded to denormal ones. */
[[gnu::always_inline]] inline Floats exponential(Floats x) {
  const ExponentSplit split = splitExponent(clamp(x, -105.0f, 90.0f));
  const Floats mantissa = (exponentialTail(split.rest) + split.rest) + 1.0f;
#if defined(__AVX512F__)
  return (Floats)_mm512_maskz_scalef_ps(0xffff, (__m512)mantissa, (__m512)(split.shifted - exponentShift));
#else
  // In two factors, each a normal number whatever the product is.
  const Integers exponent = (Integers)(bitsOf(split.shifted) - bitsOf(repeat(exponentShift)));
  const Bits half = (Bits)(exponent >> 1);
  return mantissa * powerOfTwo(half) * powerOfTwo((Bits)exponent - half);
#endif
}

[[gnu::always_inline]] inline Floats exponentialMinusOneFar(Floats x) {
  const ExponentSplit split = splitExponent(clamp(x, -20.0f, 89.0f));
  const Floats near = exponentialTail(split.rest) + split.rest;
  const Floats count = split.shifted - exponentShift;
  // Half of the power, as the largest whole one is past the largest number.
  const Floats half = powerOfTwo(bitsOf(split.shifted) - bitsOf(repeat(exponentShift)) - 1u);
  const Floats far = 2.0f * multiplyAdd(half, near, half - 0.5f);
  return choose(count == 0.0f, near, far);
}

[[gnu::always_inline]] inline Floats exponentialMinusOne(Floats x) {
  return identityNearZero(x, 1e-8f, exponentialMinusOneFar);
}

/** exp(-|x|) / (1 + exp(-|x|)) for negative x, 1 / (1 + exp(-|x|)) for others; flushes to zero under exp(-87). */
[[gnu::always_inline]] inline Floats sigmoid(Floats x) {
  const Floats small = exponentialWithin(choose(magnitude(x) > 87.0f, repeat(-87.0f), -magnitude(x)));
  const Floats over = choose(x < 0.0f, small, repeat(1.0f));
  const Floats result = divide(over, small + 1.0f);
  return choose(x < -87.0f, Floats{}, result);
}

/** By the polynomial of Cephes' tanhf near zero, by 1 - 2 / (exp(2 |x|) + 1) farther out. */
[[gnu::always_inline]] inline Floats hyperbolicTangentFar(Floats x) {
  const Floats size = magnitude(x);
  const Floats square = x * x;
  const Floats sum = polynomial(square, repeat(-5.70498872745e-3f), 2.06390887954e-2f, -5.37397155531e-2f,
                                1.33314422036e-1f, -3.33332819422e-1f);
  const Floats near = multiplyAdd(sum * square, x, x);
  const Floats grown = exponentialWithin(2.0f * choose(size > 9.1f, repeat(9.1f), size));
  const Floats far = 1.0f - 2.0f * reciprocal(grown + 1.0f);
  return choose(size < 0.625f, near, withSign(far, x));
}

[[gnu::always_inline]] inline Floats hyperbolicTangent(Floats x) {
  return identityNearZero(x, 1e-4f, hyperbolicTangentFar);
}

}  // namespace tandem
