#pragma once

#include "element-walk.h"

namespace tandem {

/** An operation on lanes, taken along the elements of its operands. */
template <auto operation>
struct Along;

template <class Result, class... Given, Result (*operation)(Given...)>
struct Along<operation> {
  static constexpr int results = 1;
  static constexpr int operands = sizeof...(Given);

  [[gnu::always_inline]] static inline void of(const Floats* given, Floats* made) {
    made[0] = take(given, std::index_sequence_for<Given...>());
  }

  static constexpr ElementFunction run = ElementWalk<Along>::run;

 private:
  template <std::size_t... each>
  [[gnu::always_inline]] static inline Floats take(const Floats* given, std::index_sequence<each...>) {
    return (Floats)operation((Given)given[each]...);
  }
};

}  // namespace tandem
