#pragma once

#include <algorithm>
#include <set>
#include <vector>

#include "element-merge.h"

namespace tandem {

/** Trees of operations beside the steps that they would stand for, as far as they have been followed. */
class Match {
 public:
  /** An operand of the trees: the first step that reads it, where it is, and what makes it, as `makers` say. */
  struct Read {
    long step = -1;
    long place = -1;
    long maker = -1;
  };

  /** @param makers for each operand of each step the step that makes it; -1 for what is loaded */
  Match(const std::vector<ElementStep>& steps, const std::vector<std::vector<long>>& makers)
      : steps_(&steps), makers_(&makers) {}

  ElementOp opOf(long step) const { return (*steps_)[step].op; }

  /** Whether the operand of this number may be the one that the step reads: another with the same number was the same. */
  bool take(int number, long step, int operand) {
    reads_.resize(std::max<std::size_t>(reads_.size(), number + 1));
    Read& read = reads_[number];
    const Read found{step, (*steps_)[step].operands[operand], (*makers_)[step][operand]};
    if (read.step >= 0 && (read.place != found.place || read.maker != found.maker)) return false;
    if (read.step < 0 || step < read.step) read = found;
    return true;
  }

  /** The step that makes an operand; -1 where it is loaded. */
  long enter(long step, int operand) {
    const long maker = (*makers_)[step][operand];
    if (maker >= 0) inner_.insert(maker);
    return maker;
  }

  /** By the numbers of the trees' operands. */
  const std::vector<Read>& reads() const { return reads_; }
  /** The steps of the trees but for their last ones. */
  const std::set<long>& inner() const { return inner_; }

 private:
  const std::vector<ElementStep>* steps_;
  const std::vector<std::vector<long>>* makers_;
  std::vector<Read> reads_;
  std::set<long> inner_;
};

}  // namespace tandem
