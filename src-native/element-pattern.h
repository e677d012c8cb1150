#pragma once

#include "element-match.h"
#include "element-tree.h"

namespace tandem {

/** Steps that one function does: a tree of operations. */
struct Pattern {
  bool (*matches)(Match& match, long step);
  ElementFunction function;
};

/**
 * Three patterns that one function does: the last one reads what the two others store. Its results are theirs, in that
 * order; so are its operands, without those two.
 */
struct JointPattern {
  ElementFunction makers[2];
  ElementFunction last;
  /** Which operands of the last are what the others make. */
  int made[2];
  ElementFunction function;
};

/** What is put together, the most first. */
const std::vector<Pattern>& elementPatterns();

const std::vector<JointPattern>& jointPatterns();

}  // namespace tandem
