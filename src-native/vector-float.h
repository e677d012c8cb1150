#pragma once

#include <limits>

#include "vector-exponential.h"

namespace tandem {

[[gnu::always_inline]] inline Floats add(Floats a, Floats b) { return a + b; }
[[gnu::always_inline]] inline Floats subtract(Floats a, Floats b) { return a - b; }
[[gnu::always_inline]] inline Floats multiply(Floats a, Floats b) { return a * b; }

/** Of a number and what is not a number, the latter. */
[[gnu::always_inline]] inline Floats maximum(Floats a, Floats b) { return choose(a == a, largerOf(a, b), a); }
[[gnu::always_inline]] inline Floats minimum(Floats a, Floats b) { return choose(a == a, smallerOf(a, b), a); }

[[gnu::always_inline]] inline Floats squaredDifference(Floats a, Floats b) { return (a - b) * (a - b); }
[[gnu::always_inline]] inline Floats negate(Floats x) { return -x; }
[[gnu::always_inline]] inline Floats square(Floats x) { return x * x; }

/** Zero stays as it is, and so does what is not a number. */
[[gnu::always_inline]] inline Floats signOf(Floats x) {
  return choose(magnitude(x) > 0.0f, withSign(repeat(1.0f), x), x);
}

[[gnu::always_inline]] inline Floats relu(Floats x) { return choose(x <= 0.0f, Floats{}, x); }
[[gnu::always_inline]] inline Floats reluGradient(Floats gradient, Floats x) {
  return choose(x > 0.0f, gradient, Floats{});
}
[[gnu::always_inline]] inline Floats elu(Floats x) { return choose(x < 0.0f, exponentialMinusOne(x), x); }
[[gnu::always_inline]] inline Floats eluGradient(Floats gradient, Floats output) {
  return choose(output < 0.0f, gradient * (output + 1.0f), gradient);
}

[[gnu::always_inline]] inline Integers greater(Floats a, Floats b) { return (a > b) & 1; }
[[gnu::always_inline]] inline Integers greaterEqual(Floats a, Floats b) { return (a >= b) & 1; }
[[gnu::always_inline]] inline Integers less(Floats a, Floats b) { return (a < b) & 1; }
[[gnu::always_inline]] inline Integers lessEqual(Floats a, Floats b) { return (a <= b) & 1; }
[[gnu::always_inline]] inline Integers equal(Floats a, Floats b) { return (a == b) & 1; }
[[gnu::always_inline]] inline Integers notEqual(Floats a, Floats b) { return (a != b) & 1; }
[[gnu::always_inline]] inline Integers isNotNumber(Floats x) { return (x != x) & 1; }
[[gnu::always_inline]] inline Integers isFinite(Floats x) {
  return (magnitude(x) < std::numeric_limits<float>::infinity()) & 1;
}
[[gnu::always_inline]] inline Integers floatToBool(Floats x) { return (x != 0.0f) & 1; }

/** Towards zero; out of range, what the processor's conversion gives. */
[[gnu::always_inline]] inline Integers floatToInteger(Floats x) { return __builtin_convertvector(x, Integers); }

}  // namespace tandem
