#include "element-merge.h"

#include "element-pattern.h"

namespace tandem {
namespace {

using Steps = std::vector<ElementStep>;

class Merger {
 public:
  Merger(const std::vector<PlaceExtent>& places, long firstRegister) : places_(places), firstRegister_(firstRegister) {}

  Steps mergeTrees(const Steps& steps) const {
    const auto makers = findMakers(steps);
    Steps merged = steps;
    std::vector<bool> isGone(steps.size());
    for (long last = static_cast<long>(steps.size()) - 1; last > 0; last -= 1) {
      if (isGone[last]) continue;
      for (const Pattern& pattern : elementPatterns()) {
        Match match(steps, makers);
        if (!pattern.matches(match, last)) continue;
        std::vector<bool> isGoneThen = isGone;
        for (const long inner : match.inner()) isGoneThen[inner] = true;
        if (!staysAsRead(steps, isGoneThen, match, last)) continue;
        isGone = isGoneThen;
        merged[last].function = pattern.function;
        merged[last].operands.clear();
        for (const Match::Read& read : match.reads()) merged[last].operands.push_back(read.place);
        break;
      }
    }
    return remaining(merged, isGone);
  }

  Steps mergeJoint(const Steps& steps) const {
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
  /** For each operand of each step the step that makes it, in a register and for it alone; -1 for other operands. */
  std::vector<std::vector<long>> findMakers(const Steps& steps) const {
    std::vector<long> lastWriter(places_.size(), -1);
    std::vector<int> uses(steps.size());
    std::vector<std::vector<long>> makers;
    for (const ElementStep& step : steps) {
      std::vector<long> own;
      for (const long place : step.operands) {
        const long writer = place >= firstRegister_ ? lastWriter[place] : -1;
        own.push_back(writer);
        if (writer >= 0) uses[writer] += 1;
      }
      lastWriter[step.results[0]] = static_cast<long>(makers.size());
      makers.push_back(own);
    }
    for (auto& own : makers) {
      for (long& maker : own) maker = maker >= 0 && uses[maker] == 1 ? maker : -1;
    }
    return makers;
  }

  /** Whether all that the tree reads is at its last step what it was where a step of it would have read it. */
  bool staysAsRead(const Steps& steps, const std::vector<bool>& isGone, const Match& match, long last) const {
    for (const Match::Read& read : match.reads()) {
      for (long between = read.step; between < last; between += 1) {
        if (!isGone[between] && overlap(steps[between].results[0], read.place)) return false;
      }
    }
    return true;
  }

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

  bool overlap(long one, long other) const {
    const PlaceExtent& a = places_[one];
    const PlaceExtent& b = places_[other];
    return a.memory == b.memory && a.begin < b.end && b.begin < a.end;
  }

  const std::vector<PlaceExtent>& places_;
  const long firstRegister_;
};

}  // namespace

std::vector<ElementStep> mergeSteps(const std::vector<ElementStep>& steps, const std::vector<PlaceExtent>& places,
                                    long firstRegister) {
  const Merger merger(places, firstRegister);
  return merger.mergeJoint(merger.mergeTrees(steps));
}

}  // namespace tandem
