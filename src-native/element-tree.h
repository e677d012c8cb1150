#pragma once

#include <algorithm>
#include <utility>

#include "element-walk.h"
#include "vector-math.h"

namespace tandem {

/** An operation on integers, on the bits of floats. */
template <class Lanes, Lanes (*operation)(Lanes, Lanes)>
[[gnu::always_inline]] inline Floats onBits(Floats first, Floats second) {
  return (Floats)operation((Lanes)first, (Lanes)second);
}

// Operations on the results of others, as types: what is computed is known when it is compiled.

template <ElementOp op>
constexpr auto lanesOf = nullptr;
template <>
inline constexpr auto lanesOf<ElementOp::add> = add;
template <>
inline constexpr auto lanesOf<ElementOp::subtract> = subtract;
template <>
inline constexpr auto lanesOf<ElementOp::multiply> = multiply;
template <>
inline constexpr auto lanesOf<ElementOp::divide> = divide;
template <>
inline constexpr auto lanesOf<ElementOp::square> = square;
template <>
inline constexpr auto lanesOf<ElementOp::squareRoot> = squareRoot;
template <>
inline constexpr auto lanesOf<ElementOp::relu> = relu;
template <>
inline constexpr auto lanesOf<ElementOp::absolute> = magnitude;
template <>
inline constexpr auto lanesOf<ElementOp::less> = [](Floats one, Floats other) { return (Floats)less(one, other); };
template <>
inline constexpr auto lanesOf<ElementOp::select> = [](Floats condition, Floats one, Floats other) {
  return (Floats)select((Integers)condition, (Integers)one, (Integers)other);
};
template <>
inline constexpr auto lanesOf<ElementOp::addInteger> = onBits<Bits, addInteger>;
template <>
inline constexpr auto lanesOf<ElementOp::subtractInteger> = onBits<Bits, subtractInteger>;
template <>
inline constexpr auto lanesOf<ElementOp::maximumInteger> = onBits<Integers, maximumInteger>;
template <>
inline constexpr auto lanesOf<ElementOp::minimumInteger> = onBits<Integers, minimumInteger>;
template <>
inline constexpr auto lanesOf<ElementOp::integerToFloat> = [](Floats integers) { return integerToFloat((Integers)integers); };
template <>
inline constexpr auto lanesOf<ElementOp::multiplyInteger> = onBits<Bits, multiplyInteger>;
template <>
inline constexpr auto lanesOf<ElementOp::bitwiseAnd> = onBits<Bits, bitwiseAnd>;
template <>
inline constexpr auto lanesOf<ElementOp::bitwiseXor> = onBits<Bits, bitwiseXor>;
template <>
inline constexpr auto lanesOf<ElementOp::shiftRight> = onBits<Integers, shiftRight>;

/** An operand by its number, from zero on; one that is read more than once is the same each time. */
template <int number>
struct In {
  /** How many operands there are up to this one. */
  static constexpr int operands = number + 1;

  [[gnu::always_inline]] static inline Floats of(const Floats* given) { return given[number]; }

  template <class Match>
  static bool matches(Match& match, long step, int operand) {
    return match.take(number, step, operand);
  }
};

/** An operation on trees, each computed by itself. */
template <ElementOp op, class... Trees>
struct DoEach {
  static constexpr ElementOp rootOp = op;
  static constexpr int operands = std::max({Trees::operands...});

  [[gnu::always_inline]] static inline Floats of(const Floats* given) {
    return lanesOf<op>(Trees::of(given)...);
  }

  /** Whether the step is this operation, and its operands are these trees. */
  template <class Match>
  static bool matches(Match& match, long step) {
    int operand = 0;
    return match.opOf(step) == op && (Trees::matches(match, step, operand++) && ...);
  }

  template <class Match>
  static bool matches(Match& match, long step, int operand) {
    const long maker = match.enter(step, operand);
    return maker >= 0 && matches(match, maker);
  }
};

/** An operation on trees. */
template <ElementOp op, class... Trees>
struct Do : DoEach<op, Trees...> {};

/** Division by a root and a number, for which what is special is looked for once. */
template <class Over, class Square, class Least>
struct Do<ElementOp::divide, Over, Do<ElementOp::add, Do<ElementOp::squareRoot, Square>, Least>>
    : DoEach<ElementOp::divide, Over, Do<ElementOp::add, Do<ElementOp::squareRoot, Square>, Least>> {
  [[gnu::always_inline]] static inline Floats of(const Floats* given) {
    return divideByRoot(Over::of(given), Square::of(given), Least::of(given));
  }
};

/** Division of whole numbers, most of which are divided by one. */
template <class Over, class Under>
struct Do<ElementOp::divide, Do<ElementOp::integerToFloat, Over>, Do<ElementOp::integerToFloat, Under>>
    : DoEach<ElementOp::divide, Do<ElementOp::integerToFloat, Over>, Do<ElementOp::integerToFloat, Under>> {
  [[gnu::always_inline]] static inline Floats of(const Floats* given) {
    const Floats over = Do<ElementOp::integerToFloat, Over>::of(given);
    const Integers under = (Integers)Under::of(given);
    return __builtin_expect(anyOf(under != 1), 0) ? divide(over, integerToFloat(under)) : over;
  }
};

/** Bits, by the numbers of operands. */
template <class... Number>
constexpr OperandSet operandSet(Number... numbers) {
  return (0u | ... | (1u << numbers));
}

/** Trees computed together for each element, one result each. */
template <class... Trees>
struct TreeLanes {
  static constexpr int results = sizeof...(Trees);
  static constexpr int operands = std::max({Trees::operands...});

  [[gnu::always_inline]] static inline void of(const Floats* given, Floats* made) { ((*made++ = Trees::of(given)), ...); }
};

}  // namespace tandem
