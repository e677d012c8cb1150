#pragma once

#include "vector-exponential.h"

namespace tandem {

/** A positive normal number as 2^exponent * (1 + rest), 1 + rest from sqrt(1/2) to sqrt(2). */
struct LogarithmSplit {
  Floats exponent;
  Floats rest;
  Bits exponentBits;
};

[[gnu::always_inline]] inline LogarithmSplit splitLogarithm(Floats x) {
  const Bits offset = bitsOf(x) - 0x3f3504f3u;
  const Integers exponent = (Integers)offset >> 23;
  const Bits exponentBits = (Bits)exponent << 23;
  const Floats mantissa = floatsOf(bitsOf(x) - exponentBits);
  return {__builtin_convertvector(exponent, Floats), mantissa - 1.0f, exponentBits};
}

/** exponent * log(2) + log(1 + rest), by the polynomial of Cephes' logf (Moshier, 1992). */
[[gnu::always_inline]] inline Floats sumLogarithm(Floats exponent, Floats rest) {
  const Floats square = rest * rest;
  const Floats sum = polynomial(rest, repeat(7.0376836292e-2f), -1.1514610310e-1f, 1.1676998740e-1f, -1.2420140846e-1f,
                                1.4249322787e-1f, -1.6668057665e-1f, 2.0000714765e-1f, -2.4999993993e-1f,
                                3.3333331174e-1f);
  Floats small = sum * (rest * square);
  small = multiplyAdd(exponent, -2.12194440e-4f, small);
  small = multiplyAdd(square, -0.5f, small);
  return multiplyAdd(exponent, 0.693359375f, small + rest);
}

/** What logarithms share at the ends: -infinity at zero, not a number below, infinity and not a number kept. */
[[gnu::always_inline]] inline Floats logarithmSpecials(Floats x, Floats result) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const Floats low = choose(x == 0.0f, repeat(-infinity), floatsOf(repeat(0x7fc00000u)));
  const Floats kept = choose(x < infinity, result, x);
  return choose(x <= 0.0f, low, kept);
}

[[gnu::always_inline]] inline Floats logarithm(Floats x) {
  const LogarithmSplit split = splitLogarithm(x);
  const Floats result = sumLogarithm(split.exponent, split.rest);
  const Integers usual = (x >= 1.17549435e-38f) & (x < std::numeric_limits<float>::infinity());
  if (__builtin_expect(!anyOf(~usual), 1)) return result;
  // Denormal numbers, made normal.
  const LogarithmSplit grown = splitLogarithm(x * 8388608.0f);
  const Floats small = sumLogarithm(grown.exponent - 23.0f, grown.rest);
  return logarithmSpecials(x, choose(x < 1.17549435e-38f, small, result));
}

/** For finite x > -1. */
[[gnu::always_inline]] inline Floats logarithmOfOnePlusWithin(Floats x) {
  const Floats sum = x + 1.0f;
  const Floats part = sum - 1.0f;
  const Floats lost = (1.0f - (sum - part)) + (x - part);
  const LogarithmSplit split = splitLogarithm(sum);
  // Twice the inverse of the power, as the inverse itself of the largest is too small to form.
  const Floats scale = floatsOf(0x40000000u - split.exponentBits);
  return sumLogarithm(split.exponent, multiplyAdd(lost * 0.5f, scale, split.rest));
}

[[gnu::always_inline]] inline Floats logarithmOfOnePlus(Floats x) {
  return identityNearZero(x, 1e-8f, [](Floats far) {
    return logarithmSpecials(far + 1.0f, logarithmOfOnePlusWithin(far));
  });
}

/** log(1 + x) for x from 0 to 1. */
[[gnu::always_inline]] inline Floats logarithmOfOnePlusUnit(Floats x) {
  const Floats sum = x + 1.0f;
  const Floats lost = x - (sum - 1.0f);
  // As log(2) + log((1 + x) / 2) past the square root of 2.
  const Integers large = sum > 1.41421354f;
  const Floats halved = multiplyAdd(lost, repeat(0.5f), multiplyAdd(sum, repeat(0.5f), -1.0f));
  return sumLogarithm(choose(large, repeat(1.0f), Floats{}), choose(large, halved, x));
}

/** max(x, 0) + log(1 + exp(-|x|)); flushes to zero under exp(-87). */
[[gnu::always_inline]] inline Floats softplus(Floats x) {
  const Floats rest = identityNearZero(decayOf(x), 1e-8f, logarithmOfOnePlusUnit);
  return choose(x < -87.0f, Floats{}, largerOf(Floats{}, x) + rest);
}

}  // namespace tandem
