#pragma once

#include <vector>

#include "element-function.h"

namespace tandem {

/** A function on places, which are numbered: what an instruction loads, what it stores, its registers. */
struct ElementStep {
  ElementOp op;
  ElementFunction function;
  std::vector<long> results;
  std::vector<long> operands;
};

/** The memory of a place: from where to where in which, in elements. Registers are parts of a memory of their own. */
struct PlaceExtent {
  int memory;
  long begin;
  long end;
};

inline bool overlap(const PlaceExtent& one, const PlaceExtent& other) {
  return one.memory == other.memory && one.begin < other.end && other.begin < one.end;
}

/**
 * The steps, of one operation each, with those put together that one function does at once, such as a sum of two products:
 * what is between them stays in the processor's registers. Each operation still rounds by itself, so all that is stored
 * has the same bits.
 * @param places the extent of each place
 * @param firstRegister the first place that nothing reads after the last step
 */
std::vector<ElementStep> mergeSteps(const std::vector<ElementStep>& steps, const std::vector<PlaceExtent>& places,
                                    long firstRegister);

}  // namespace tandem
