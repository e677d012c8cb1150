#pragma once

#include <utility>

#include "element-function.h"
#include "vector-math.h"
#include "vector-memory.h"

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
inline constexpr auto lanesOf<ElementOp::integerToFloat> = [](Floats integers) { return integerToFloat((Integers)integers); };
template <>
inline constexpr auto lanesOf<ElementOp::multiplyInteger> = onBits<Bits, multiplyInteger>;
template <>
inline constexpr auto lanesOf<ElementOp::bitwiseAnd> = onBits<Bits, bitwiseAnd>;
template <>
inline constexpr auto lanesOf<ElementOp::bitwiseXor> = onBits<Bits, bitwiseXor>;
template <>
inline constexpr auto lanesOf<ElementOp::shiftRight> = onBits<Integers, shiftRight>;

/** An operand; each has its own number, from zero on. */
template <int number>
struct In {
  static constexpr int operands = 1;

  [[gnu::always_inline]] static inline Floats of(const Floats* given, const Floats*) { return given[number]; }

  template <class Match>
  static bool matches(Match& match, long step, int operand) {
    match.take(number, step, operand);
    return true;
  }
};

/** The result of an earlier tree of the same function. */
template <int number>
struct Out {
  static constexpr int operands = 0;

  [[gnu::always_inline]] static inline Floats of(const Floats*, const Floats* made) { return made[number]; }
};

/** An operation on trees, each computed by itself. */
template <ElementOp op, class... Trees>
struct DoEach {
  static constexpr int operands = (Trees::operands + ...);

  [[gnu::always_inline]] static inline Floats of(const Floats* given, const Floats* made) {
    return lanesOf<op>(Trees::of(given, made)...);
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
  [[gnu::always_inline]] static inline Floats of(const Floats* given, const Floats* made) {
    return divideByRoot(Over::of(given, made), Square::of(given, made), Least::of(given, made));
  }
};

/** Bits, by the numbers of operands. */
template <class... Number>
constexpr unsigned operandSet(Number... numbers) {
  return (0u | ... | (1u << numbers));
}

/**
 * Trees computed together for each element, one result each. It is fast where `ones` are the operands that are one number
 * throughout, and right where others are.
 */
template <unsigned ones, class... Trees>
class TreeFunction {
 public:
  static constexpr int results = sizeof...(Trees);
  static constexpr int operands = (Trees::operands + ...);
  static_assert(results + operands <= mostPlaces);

  static void run(long count, const Place* const* places) { choose(count, places, std::make_index_sequence<operands>()); }

 private:
  static constexpr bool isOne(std::size_t operand) { return (ones >> operand & 1u) != 0; }

  template <std::size_t... each>
  static void choose(long count, const Place* const* places, std::index_sequence<each...> operandNumbers) {
    constexpr long whole = sizeof(Floats);
    const bool asExpected = ((places[results + each]->step == (isOne(each) ? 0 : whole)) && ...);
    const auto resultNumbers = std::make_index_sequence<results>();
    if (asExpected) runTogether(count, places, operandNumbers, resultNumbers);
    else runStepping(count, places, operandNumbers, resultNumbers);
  }

  /** All that is not one number moves along in step. */
  template <std::size_t... each, std::size_t... result>
  static void runTogether(long count, const Place* const* places, std::index_sequence<each...>,
                          std::index_sequence<result...>) {
    char* const to[] = {static_cast<char*>(places[result]->at)...};
    const char* const at[] = {static_cast<const char*>(places[results + each]->at)...};
    const Floats once[] = {isOne(each) ? load<Floats>(at[each]) : Floats{}...};
    const long bytes = count * 4 / static_cast<long>(sizeof(Floats)) * static_cast<long>(sizeof(Floats));
    long offset = 0;
    for (; offset < bytes; offset += sizeof(Floats)) {
      const Floats given[] = {isOne(each) ? once[each] : load<Floats>(at[each] + offset)...};
      Floats made[results];
      ((made[result] = Trees::of(given, made)), ...);
      (store(to[result] + offset, made[result]), ...);
    }
    const long rest = count - bytes / 4;
    if (rest == 0) return;
    const Floats given[] = {isOne(each) ? once[each] : loadPart<Floats>(at[each] + offset, rest)...};
    Floats made[results];
    ((made[result] = Trees::of(given, made)), ...);
    (storePart(to[result] + offset, made[result], rest), ...);
  }

  template <std::size_t... each, std::size_t... result>
  static void runStepping(long count, const Place* const* places, std::index_sequence<each...>,
                          std::index_sequence<result...>) {
    char* to[] = {static_cast<char*>(places[result]->at)...};
    const char* at[] = {static_cast<const char*>(places[results + each]->at)...};
    const long steps[] = {places[results + each]->step...};
    for (; count > 0; count -= laneCount) {
      const Floats given[] = {loadUpTo<Floats>(at[each], count)...};
      Floats made[results];
      ((made[result] = Trees::of(given, made)), ...);
      (storeUpTo(to[result], made[result], count), ...);
      ((to[result] += sizeof(Floats)), ...);
      ((at[each] += steps[each]), ...);
    }
  }
};

}  // namespace tandem
