#pragma once

#include <algorithm>
#include <vector>

#include "element-merge.h"

namespace tandem {

/** A tree of operations beside the steps that it would stand for, as far as they have been followed. */
class Match {
 public:
  /** An operand of the tree: which step reads it, and where. */
  struct Read {
    long step;
    long place;
  };

  /** @param makers for each operand of each step the step that makes it for it alone; -1 for other operands */
  Match(const std::vector<ElementStep>& steps, const std::vector<std::vector<long>>& makers)
      : steps_(steps), makers_(makers) {}

  ElementOp opOf(long step) const { return steps_[step].op; }

  void take(int number, long step, int operand) {
    reads_.resize(std::max<std::size_t>(reads_.size(), number + 1));
    reads_[number] = {step, steps_[step].operands[operand]};
  }

  /** The step that makes an operand for it alone; -1 where there is none. */
  long enter(long step, int operand) {
    const long maker = makers_[step][operand];
    if (maker >= 0) inner_.push_back(maker);
    return maker;
  }

  /** By the numbers of the tree's operands. */
  const std::vector<Read>& reads() const { return reads_; }
  /** The steps of the tree but for the last. */
  const std::vector<long>& inner() const { return inner_; }

 private:
  const std::vector<ElementStep>& steps_;
  const std::vector<std::vector<long>>& makers_;
  std::vector<Read> reads_;
  std::vector<long> inner_;
};

}  // namespace tandem
