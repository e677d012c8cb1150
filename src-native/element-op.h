#pragma once

namespace tandem {

/**
 * What is done to each element, by the number that a plan names it with. The same list, in the same order, is in
 * src-main/core/engine/direct/element-op.ts. Elements are four bytes: float32, int32, or bool as int32 0 or 1.
 */
enum class ElementOp : int {
  // of floats
  add, subtract, multiply, divide, maximum, minimum, squaredDifference, power,
  negate, square, squareRoot, inverseSquareRoot, reciprocal, exponential, exponentialMinusOne, logarithm, logarithmOfOnePlus,
  absolute, sign, floor, ceil, round, sine, cosine, tanh, sigmoid, softplus, relu, elu, reluGradient, eluGradient,
  // of floats, to bool
  greater, greaterEqual, less, lessEqual, equal, notEqual, isNotNumber, isFinite,
  // of integers, and of bools
  addInteger, subtractInteger, multiplyInteger, maximumInteger, minimumInteger, negateInteger, absoluteInteger,
  bitwiseAnd, bitwiseOr, bitwiseXor, shiftLeft, shiftRight,
  // of integers, to bool
  greaterInteger, greaterEqualInteger, lessInteger, lessEqualInteger, equalInteger, notEqualInteger,
  // of bools
  logicalAnd, logicalOr, logicalNot,
  // of anything
  select, integerToFloat, floatToInteger, floatToBool, integerToBool,
  count
};

}  // namespace tandem
