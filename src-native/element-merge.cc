#include "element-merge.h"

#include "element-group.h"
#include "element-pattern.h"

namespace tandem {
namespace {

using Steps = std::vector<ElementStep>;

class JointMerger {
 public:
  explicit JointMerger(const std::vector<PlaceExtent>& places) : places_(places) {}

  Steps merge(const Steps& steps) const {
    Steps merged = steps;
    std::vector<bool> isGone(steps.size());
    for (long last = 0; last < static_cast<long>(steps.size()); last += 1) {
      for (const JointPattern& pattern : jointPatterns()) {
        if (steps[last].function != pattern.last) continue;
        long makers[2];
        for (int each = 0; each < 2; each += 1) {
          makers[each] = movableMaker(steps, steps[last].operands[pattern.made[each]], last, pattern.makers[each]);
        }
        if (makers[0] < 0 || makers[1] < 0) continue;
        join(merged[last], pattern, merged[makers[0]], merged[makers[1]]);
        isGone[makers[0]] = isGone[makers[1]] = true;
      }
    }
    return remaining(merged, isGone);
  }

 private:
  /** The step of this function that makes a place, if it could as well be done only just before `last`; otherwise -1. */
  long movableMaker(const Steps& steps, long place, long last, ElementFunction function) const {
    for (long maker = last - 1; maker >= 0; maker -= 1) {
      const ElementStep& step = steps[maker];
      if (step.function == function && step.results[0] == place) {
        for (long between = maker + 1; between < last; between += 1) {
          if (!mayMovePast(step, steps[between])) return -1;
        }
        return maker;
      }
    }
    return -1;
  }

  bool mayMovePast(const ElementStep& step, const ElementStep& other) const {
    const long result = step.results[0];
    if (overlap(other.results[0], result)) return false;
    for (const long operand : other.operands) {
      if (overlap(operand, result)) return false;
    }
    for (const long operand : step.operands) {
      if (overlap(other.results[0], operand)) return false;
    }
    return true;
  }

  static void join(ElementStep& last, const JointPattern& pattern, const ElementStep& first, const ElementStep& second) {
    std::vector<long> operands = first.operands;
    operands.insert(operands.end(), second.operands.begin(), second.operands.end());
    for (int each = 0; each < static_cast<int>(last.operands.size()); each += 1) {
      if (each != pattern.made[0] && each != pattern.made[1]) operands.push_back(last.operands[each]);
    }
    last.function = pattern.function;
    last.results = {first.results[0], second.results[0], last.results[0]};
    last.operands = operands;
  }

  static Steps remaining(const Steps& steps, const std::vector<bool>& isGone) {
    Steps kept;
    for (std::size_t step = 0; step < steps.size(); step += 1) {
      if (!isGone[step]) kept.push_back(steps[step]);
    }
    return kept;
  }

  bool overlap(long one, long other) const { return tandem::overlap(places_[one], places_[other]); }

  const std::vector<PlaceExtent>& places_;
};

}  // namespace

std::vector<ElementStep> mergeSteps(const std::vector<ElementStep>& steps, const std::vector<PlaceExtent>& places,
                                    long firstRegister) {
  return JointMerger(places).merge(mergeGroups(steps, places, firstRegister));
}

}  // namespace tandem
