#pragma once

#include "element-match.h"
#include "element-tree.h"

namespace tandem {

/** Whether a tree stands for a step and those that make its operands. */
using TreeMatcher = bool (*)(Match& match, long step);

/** Steps that one function does: trees of operations, one for each result; the last step is that of the last one. */
struct Pattern {
  std::vector<TreeMatcher> trees;
  /** What the last step does. */
  ElementOp lastOp;
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
