#pragma once

#include <utility>

#include "element-function.h"
#include "memory.h"
#include "vector-memory.h"

namespace tandem {

/** A set of operands, by the bits of their numbers. */
using OperandSet = unsigned;

template <OperandSet... sets>
struct OperandSets {};

template <OperandSet... sets>
constexpr OperandSets<sets...> listSets(std::integer_sequence<OperandSet, sets...>) {
  return {};
}

/** All sets of up to three operands but the one of all; of more, the empty one. */
template <int operands>
using EverySet = decltype(listSets(
    std::make_integer_sequence<OperandSet, (operands == 2 || operands == 3 ? (1u << operands) - 1u : 1u)>()));

/**
 * Takes what is computed for lanes, `Lanes::of(given, made)`, along the elements of its places. It is fast where the operands
 * that are one number through a row are one of the sets, and right where others are.
 */
template <class Lanes, class Sets = EverySet<Lanes::operands>>
class ElementWalk;

template <class Lanes, OperandSet... sets>
class ElementWalk<Lanes, OperandSets<sets...>> {
 public:
  static constexpr int operands = Lanes::operands;
  static_assert(Lanes::results + operands <= mostPlaces);

  static void run(long rows, long columns, const Place* const* places) {
    OperandSet ones = 0;
    for (int each = 0; each < operands; each += 1) {
      if (places[Lanes::results + each]->step == 0) ones |= 1u << each;
    }
    const bool isDone = ((ones == sets && runRows<true, sets>(rows, columns, places, OperandNumbers())) || ...);
    if (!isDone) runRows<false, 0>(rows, columns, places, OperandNumbers());
  }

 private:
  using OperandNumbers = std::make_index_sequence<operands>;
  using ResultNumbers = std::make_index_sequence<Lanes::results>;

  template <bool isKnown, OperandSet ones, std::size_t... each>
  static bool runRows(long rows, long columns, const Place* const* places, std::index_sequence<each...> numbers) {
    for (long row = 0; row < rows; row += 1) {
      const char* const at[] = {static_cast<const char*>(places[Lanes::results + each]->at) +
                                row * places[Lanes::results + each]->rowStep...};
      char* to[Lanes::results];
      for (int result = 0; result < Lanes::results; result += 1) {
        to[result] = static_cast<char*>(places[result]->at) + row * places[result]->rowStep;
      }
      if constexpr (isKnown) runRow<ones>(columns, at, to, numbers, ResultNumbers());
      else runAnyRow(columns, at, to, places + Lanes::results, numbers, ResultNumbers());
    }
    return true;
  }

  /** All that is not one number moves along in step. */
  template <OperandSet ones, std::size_t... each, std::size_t... result>
  [[gnu::always_inline]] static inline void runRow(long count, const char* const* at, char* const* to,
                                                   std::index_sequence<each...>, std::index_sequence<result...>) {
    constexpr auto isOne = [](std::size_t operand) { return (ones >> operand & 1u) != 0; };
    const Floats once[] = {isOne(each) ? repeated(at[each]) : Floats{}...};
    const long bytes = count * 4 / static_cast<long>(sizeof(Floats)) * static_cast<long>(sizeof(Floats));
    long offset = 0;
    Floats made[Lanes::results];
    for (; offset < bytes; offset += sizeof(Floats)) {
      const Floats given[] = {isOne(each) ? once[each] : load<Floats>(at[each] + offset)...};
      Lanes::of(given, made);
      (store(to[result] + offset, made[result]), ...);
    }
    const long rest = count - bytes / 4;
    if (rest == 0) return;
    const Floats given[] = {isOne(each) ? once[each] : loadPart<Floats>(at[each] + offset, rest)...};
    Lanes::of(given, made);
    (storePart(to[result] + offset, made[result], rest), ...);
  }

  template <std::size_t... each, std::size_t... result>
  static void runAnyRow(long count, const char* const* from, char* const* to, const Place* const* places,
                        std::index_sequence<each...>, std::index_sequence<result...>) {
    const Floats once[] = {places[each]->step == 0 ? repeated(from[each]) : Floats{}...};
    const char* at[] = {places[each]->step == 0 ? reinterpret_cast<const char*>(&once[each]) : from[each]...};
    const long steps[] = {places[each]->step...};
    for (long offset = 0; count > 0; count -= laneCount, offset += sizeof(Floats)) {
      const Floats given[] = {steps[each] == 0 ? load<Floats>(at[each]) : loadUpTo<Floats>(at[each], count)...};
      Floats made[Lanes::results];
      Lanes::of(given, made);
      (storeUpTo(to[result] + offset, made[result], count), ...);
      ((at[each] += steps[each]), ...);
    }
  }

  static Floats repeated(const char* from) { return (Floats)repeat(static_cast<const Element*>(static_cast<const void*>(from))->integer); }
};

}  // namespace tandem
