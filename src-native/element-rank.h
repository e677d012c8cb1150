#pragma once

#include <limits>

#include "element-tree.h"

namespace tandem {

/**
 * What stays of a value when those at the places first to last - 1 of an order are kept, of which so many are below it and so
 * many not above: values that are equal share the places that they hold together.
 */
template <class Value, class Below, class UpTo, class First, class Last, class None>
using KeptByRank =
    Do<ElementOp::multiply, Value,
       Do<ElementOp::divide,
          Do<ElementOp::integerToFloat,
             Do<ElementOp::maximumInteger,
                Do<ElementOp::subtractInteger, Do<ElementOp::minimumInteger, UpTo, Last>,
                   Do<ElementOp::maximumInteger, Below, First>>,
                None>>,
          Do<ElementOp::integerToFloat, Do<ElementOp::subtractInteger, UpTo, Below>>>>;

/** Trees added up from the first on. */
template <ElementOp op, class Sum, class... Rest>
struct SumTree {
  using Tree = Sum;
};
template <ElementOp op, class One, class Other, class... Rest>
struct SumTree<op, One, Other, Rest...> : SumTree<op, Do<op, One, Other>, Rest...> {};

/**
 * Values that are compared one with another and kept by their rank, as trees: the product of each with what stays of it, and the
 * sum of what stays. Operands: the values, first, last, how many there are, and zero.
 */
template <int values>
class RankTrees {
  using Numbers = std::make_integer_sequence<int, values>;

  template <int one, int other>
  using Less = Do<ElementOp::less, In<one>, In<other>>;

  /** The number of the other value at a place among those but `own`. */
  static constexpr int otherAt(int own, int place) { return place < own ? place : place + 1; }

  template <int own, int... place>
  static auto keptOf(std::integer_sequence<int, place...>) {
    using Below = typename SumTree<ElementOp::addInteger, Less<otherAt(own, place), own>...>::Tree;
    using Above = typename SumTree<ElementOp::addInteger, Less<own, otherAt(own, place)>...>::Tree;
    using UpTo = Do<ElementOp::subtractInteger, In<values + 2>, Above>;
    return KeptByRank<In<own>, Below, UpTo, In<values>, In<values + 1>, In<values + 3>>();
  }

  template <int own>
  using Kept = decltype(keptOf<own>(std::make_integer_sequence<int, values - 1>()));

  template <template <class...> class Use, int... own>
  static auto lanesOf(std::integer_sequence<int, own...>) {
    return Use<Do<ElementOp::multiply, In<own>, Kept<own>>..., typename SumTree<ElementOp::add, Kept<own>...>::Tree>();
  }

 public:
  /** What takes the trees as its arguments. */
  template <template <class...> class Use>
  using Of = decltype(lanesOf<Use>(Numbers()));
};

/**
 * The same for lanes. Where no two values are equal but zeros, as nearly always, what stays lies between two of them in order;
 * a part of zero is zero.
 */
template <int values>
class RankLanes {
  using Trees = typename RankTrees<values>::template Of<TreeLanes>;

 public:
  static constexpr int results = Trees::results;
  static constexpr int operands = Trees::operands;

  [[gnu::always_inline]] static inline void of(const Floats* given, Floats* made) {
    Floats sorted[values];
    for (int each = 0; each < values; each += 1) sorted[each] = given[each];
    for (int end = values - 1; end > 0; end -= 1) {
      for (int each = 0; each < end; each += 1) {
        const Floats lower = smallerOf(sorted[each], sorted[each + 1]);
        sorted[each + 1] = largerOf(sorted[each], sorted[each + 1]);
        sorted[each] = lower;
      }
    }
    const Integers first = (Integers)given[values];
    const Integers last = (Integers)given[values + 1];
    const Integers isUsual =
        ((first | last) >= 0) & ((Integers)given[values + 2] == values) & ((Integers)given[values + 3] == 0);
    if (__builtin_expect(anyOf(~(isUsual & areApart(sorted))), 0)) {
      if (anyOf(~(isUsual & areApartOrZero(given, sorted)))) {
        compare(given, made);
        return;
      }
    }
    const Floats nowhere = repeat(std::numeric_limits<float>::quiet_NaN());
    Floats least = sorted[0];
    Floats greatest = nowhere;
    for (int each = 1; each < values; each += 1) least = choose(first >= each, sorted[each], least);
    for (int each = 0; each < values; each += 1) greatest = choose(last > each, sorted[each], greatest);
    least = choose(first >= values, nowhere, least);
    for (int each = 0; each < values; each += 1) {
      const Integers isKept = (given[each] >= least) & (given[each] <= greatest);
      const Floats kept = given[each] * choose(isKept, repeat(1.0f), Floats{});
      made[each] = given[each] * kept;
      made[values] = each == 0 ? kept : made[values] + kept;
    }
  }

 private:
  [[gnu::always_inline]] static inline Integers areApart(const Floats* sorted) {
    Integers apart = repeat(-1);
    for (int each = 0; each + 1 < values; each += 1) apart &= sorted[each] < sorted[each + 1];
    return apart;
  }

  /** What is not a number gets lost among zeros when values are sorted. */
  [[gnu::always_inline]] static inline Integers areApartOrZero(const Floats* given, const Floats* sorted) {
    Integers apart = repeat(-1);
    for (int each = 0; each < values; each += 1) apart &= given[each] == given[each];
    for (int each = 0; each + 1 < values; each += 1) {
      const Bits bits = bitsOf(sorted[each]) | bitsOf(sorted[each + 1]);
      apart &= (sorted[each] < sorted[each + 1]) | ((bits << 1) == 0u);
    }
    return apart;
  }

  /** Counts for each value those below and above. */
  [[gnu::noinline, gnu::cold]] static void compareAll(const Floats* given, Floats* made) { Trees::of(given, made); }

  /** With copies, so that the lanes need be in memory here alone. */
  [[gnu::always_inline]] static inline void compare(const Floats* given, Floats* made) {
    Floats copied[operands];
    Floats found[results];
    for (int each = 0; each < operands; each += 1) copied[each] = given[each];
    compareAll(copied, found);
    for (int each = 0; each < results; each += 1) made[each] = found[each];
  }
};

}  // namespace tandem
