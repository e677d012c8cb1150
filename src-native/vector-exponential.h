#pragma once

#include <limits>

#include "vector-root.h"

namespace tandem {

/** x as count * log(2) + rest, |rest| <= log(2) / 2; `power` is 2^(count + offset). */
struct ExponentSplit {
  Floats count;
  Floats rest;
  Floats power;
};

/** For |x| up to 200; of what is not a number, neither is the rest. */
template <int offset>
[[gnu::always_inline]] inline ExponentSplit splitExponent(Floats x) {
  // A number of this size keeps a whole number and an exponent's bias in its lowest bits, ready to be shifted in place.
  constexpr float shift = 12582912.0f + 127.0f + offset;
  const Floats shifted = multiplyAdd(x, 1.44269504f, repeat(shift));
  const Floats count = shifted - shift;
  const Floats rest = multiplyAdd(count, -0.693359375f, x);
  return {count, multiplyAdd(count, 2.12194440e-4f, rest), floatsOf(bitsOf(shifted) << 23)};
}

/** (exp(rest) - 1 - rest) / rest^2, by the polynomial of Cephes' expf (Moshier, 1992). */
[[gnu::always_inline]] inline Floats exponentialTail(Floats rest) {
  return polynomial(rest, repeat(1.9875691500e-4f), 1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f,
                    1.6666665459e-1f, 5.0000001201e-1f);
}

/** exp(rest), without a product that could be denormal. */
[[gnu::always_inline]] inline Floats exponentialOfRest(Floats rest) {
  return polynomial(rest, exponentialTail(rest), 1.0f, 1.0f);
}

/** For x from -87 to 88 or not a number: no result over- or underflows. */
[[gnu::always_inline]] inline Floats exponentialWithin(Floats x) {
  const ExponentSplit split = splitExponent<0>(x);
  return exponentialOfRest(split.rest) * split.power;
}

/** exp(-|x|), and exp(-87) past 87. */
[[gnu::always_inline]] inline Floats decayOf(Floats x) {
  return exponentialWithin(-smallerOf(repeat(87.0f), magnitude(x)));
}

/** Results under the smallest normal number flush to zero: a denormal one costs thirty times as much. */
[[gnu::always_inline]] inline Floats exponential(Floats x) {
  const ExponentSplit split = splitExponent<-1>(x);
  // Half of the power, as the largest whole one is past the largest number.
  const Floats result = floatsOf(bitsOf(exponentialOfRest(split.rest)) + (bitsOf(split.power) - (126u << 23)));
  // What is large becomes infinity, what is not a number stays it.
  const Floats high = choose(x <= 88.7228394f, result, x * 1e38f);
  return choose(x < -87.3365402f, Floats{}, high);
}

[[gnu::always_inline]] inline Floats exponentialMinusOneFar(Floats x) {
  const ExponentSplit split = splitExponent<-1>(smallerOf(repeat(89.0f), largerOf(repeat(-20.0f), x)));
  const Floats near = multiplyAdd(exponentialTail(split.rest), split.rest * split.rest, split.rest);
  // Half of the power, as the largest whole one is past the largest number.
  const Floats far = 2.0f * multiplyAdd(split.power, near, split.power - 0.5f);
  return choose(split.count == 0.0f, near, far);
}

[[gnu::always_inline]] inline Floats exponentialMinusOne(Floats x) {
  return identityNearZero(x, 1e-8f, exponentialMinusOneFar);
}

/** exp(-|x|) / (1 + exp(-|x|)) for negative x, 1 / (1 + exp(-|x|)) for others; flushes to zero under exp(-87). */
[[gnu::always_inline]] inline Floats sigmoid(Floats x) {
  const Floats decay = decayOf(x);
  const Floats over = choose(x < 0.0f, decay, repeat(1.0f));
  return choose(x < -87.0f, Floats{}, divideWithin(over, decay + 1.0f));
}

/** By the polynomial of Cephes' tanhf near zero, by 1 - 2 / (exp(2 |x|) + 1) farther out. */
[[gnu::always_inline]] inline Floats hyperbolicTangentFar(Floats x) {
  const Floats size = magnitude(x);
  const Floats square = x * x;
  const Floats sum = polynomial(square, repeat(-5.70498872745e-3f), 2.06390887954e-2f, -5.37397155531e-2f,
                                1.33314422036e-1f, -3.33332819422e-1f);
  const Floats near = multiplyAdd(sum * square, x, x);
  const Floats half = smallerOf(repeat(9.1f), size);
  const Floats far = 1.0f - divideWithin(repeat(2.0f), exponentialWithin(half + half) + 1.0f);
  return choose(size < 0.625f, near, withSign(far, x));
}

[[gnu::always_inline]] inline Floats hyperbolicTangent(Floats x) {
  return identityNearZero(x, 1e-4f, hyperbolicTangentFar);
}

}  // namespace tandem
