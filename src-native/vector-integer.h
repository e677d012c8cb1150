#pragma once

#include "vector-lane.h"

namespace tandem {

// Sums, products and shifts are of unsigned lanes, in which overflow wraps.

[[gnu::always_inline]] inline Bits addInteger(Bits a, Bits b) { return a + b; }
[[gnu::always_inline]] inline Bits subtractInteger(Bits a, Bits b) { return a - b; }
[[gnu::always_inline]] inline Bits multiplyInteger(Bits a, Bits b) { return a * b; }
[[gnu::always_inline]] inline Integers maximumInteger(Integers a, Integers b) { return choose(a > b, a, b); }
[[gnu::always_inline]] inline Integers minimumInteger(Integers a, Integers b) { return choose(a < b, a, b); }
[[gnu::always_inline]] inline Bits negateInteger(Bits x) { return 0u - x; }
[[gnu::always_inline]] inline Integers absoluteInteger(Integers x) {
  return choose(x < 0, (Integers)negateInteger((Bits)x), x);
}

[[gnu::always_inline]] inline Bits bitwiseAnd(Bits a, Bits b) { return a & b; }
[[gnu::always_inline]] inline Bits bitwiseOr(Bits a, Bits b) { return a | b; }
[[gnu::always_inline]] inline Bits bitwiseXor(Bits a, Bits b) { return a ^ b; }

/** Distances are kept to 0 to 31, as TensorFlow keeps them. */
[[gnu::always_inline]] inline Integers shiftDistance(Integers distance) {
  return minimumInteger(maximumInteger(distance, Integers{}), repeat(31));
}
[[gnu::always_inline]] inline Bits shiftLeft(Integers x, Integers distance) {
  return (Bits)x << (Bits)shiftDistance(distance);
}
[[gnu::always_inline]] inline Integers shiftRight(Integers x, Integers distance) {
  return x >> shiftDistance(distance);
}

[[gnu::always_inline]] inline Integers greaterInteger(Integers a, Integers b) { return (a > b) & 1; }
[[gnu::always_inline]] inline Integers greaterEqualInteger(Integers a, Integers b) { return (a >= b) & 1; }
[[gnu::always_inline]] inline Integers lessInteger(Integers a, Integers b) { return (a < b) & 1; }
[[gnu::always_inline]] inline Integers lessEqualInteger(Integers a, Integers b) { return (a <= b) & 1; }
[[gnu::always_inline]] inline Integers equalInteger(Integers a, Integers b) { return (a == b) & 1; }
[[gnu::always_inline]] inline Integers notEqualInteger(Integers a, Integers b) { return (a != b) & 1; }

[[gnu::always_inline]] inline Bits logicalNot(Bits x) { return x ^ 1u; }

/** Lanes of four bytes, of whichever type. */
[[gnu::always_inline]] inline Integers select(Integers condition, Integers then, Integers otherwise) {
  return choose(condition != 0, then, otherwise);
}

[[gnu::always_inline]] inline Floats integerToFloat(Integers x) { return __builtin_convertvector(x, Floats); }
[[gnu::always_inline]] inline Integers integerToBool(Integers x) { return (x != 0) & 1; }

}  // namespace tandem
