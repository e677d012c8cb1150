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

/** What is put together, the most first. */
const std::vector<Pattern>& elementPatterns();

}  // namespace tandem
