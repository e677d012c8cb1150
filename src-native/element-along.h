#pragma once

#include <utility>

#include "element-function.h"
#include "vector-memory.h"

namespace tandem {

/** An operation on lanes, taken along the elements of its operands. */
template <auto operation>
struct Along;

template <class Result, class... Given, Result (*operation)(Given...)>
struct Along<operation> {
  static constexpr int operands = sizeof...(Given);

  static void run(long count, const Place* const* places) {
    runEach(count, places, std::index_sequence_for<Given...>());
  }

 private:
  template <std::size_t... each>
  [[gnu::always_inline]] static inline void runEach(long count, const Place* const* places, std::index_sequence<each...>) {
    char* to = static_cast<char*>(places[0]->at);
    const char* at[] = {static_cast<const char*>(places[1 + each]->at)...};
    const long steps[] = {places[1 + each]->step...};
    for (; count >= laneCount; count -= laneCount) {
      store(to, operation(load<Given>(at[each])...));
      to += sizeof(Result);
      ((at[each] += steps[each]), ...);
    }
    if (count > 0) storePart(to, operation(loadPart<Given>(at[each], count)...), count);
  }
};

}  // namespace tandem
