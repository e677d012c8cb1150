#include "element-merge.h"

#include <algorithm>
#include <map>
#include <set>

#include "element-pattern.h"

namespace tandem {
namespace {

using Steps = std::vector<ElementStep>;

class Grouping {
 public:
  Grouping(const std::vector<PlaceExtent>& places, long firstRegister, const Steps& steps)
      : places_(places), firstRegister_(firstRegister), steps_(steps), makers_(findMakers()), merged_(steps),
        isGone_(steps.size()), isPut_(steps.size()) {}

  Steps merge() {
    for (const Pattern& pattern : elementPatterns()) {
      for (long last = static_cast<long>(steps_.size()) - 1; last > 0; last -= 1) {
        if (steps_[last].op != pattern.lastOp || !isFree(last)) continue;
        Group group{Match(steps_, makers_.of), std::vector<long>(pattern.trees.size())};
        if (findTrees(pattern, last, group) && isClosed(group)) put(pattern, group);
      }
    }
    Steps kept;
    for (std::size_t step = 0; step < merged_.size(); step += 1) {
      if (!isGone_[step]) kept.push_back(merged_[step]);
    }
    return kept;
  }

 private:
  /** Who makes what. */
  struct Makers {
    /** For each operand of each step the step that makes it; -1 for what is loaded. */
    std::vector<std::vector<long>> of;
    /** How many operands each step makes. */
    std::vector<int> uses;
  };

  Makers findMakers() const {
    std::vector<long> lastWriter(places_.size(), -1);
    Makers makers{{}, std::vector<int>(steps_.size())};
    for (const ElementStep& step : steps_) {
      std::vector<long> own;
      for (const long place : step.operands) {
        const long writer = lastWriter[place];
        own.push_back(writer);
        if (writer >= 0) makers.uses[writer] += 1;
      }
      lastWriter[step.results[0]] = static_cast<long>(makers.of.size());
      makers.of.push_back(own);
    }
    return makers;
  }

  /** Steps that a pattern may stand for, and the step of each of its trees. */
  struct Group {
    Match match;
    std::vector<long> roots;
  };

  /** Finds the steps of the trees, the last one at `last` and the others before it. */
  bool findTrees(const Pattern& pattern, long last, Group& group) const {
    const long trees = static_cast<long>(pattern.trees.size());
    for (long tree = trees - 1; tree >= 0; tree -= 1) {
      const bool isLast = tree == trees - 1;
      bool isFound = false;
      for (long root = isLast ? last : last - 1; root >= (isLast ? last : 0) && !isFound; root -= 1) {
        if (!isFree(root) || std::count(group.roots.begin() + tree + 1, group.roots.end(), root) > 0) continue;
        Match match = group.match;
        if (!pattern.trees[tree](match, root)) continue;
        group.match = match;
        group.roots[tree] = root;
        isFound = true;
      }
      if (!isFound) return false;
    }
    return true;
  }

  /** Whether nothing but the group uses what its inner steps make, unless it is a result, and that not as an operand of the group. */
  bool isClosed(const Group& group) const {
    const std::set<long>& inner = group.match.inner();
    for (const Match::Read& read : group.match.reads()) {
      if (inner.count(read.maker) > 0 || isAmong(group.roots, read.maker)) return false;
    }
    std::set<long> all = inner;
    all.insert(group.roots.begin(), group.roots.end());
    std::map<long, int> uses;
    for (const long step : all) {
      for (const long maker : makers_.of[step]) uses[maker] += 1;
    }
    return std::all_of(inner.begin(), inner.end(), [&](long step) {
      if (isAmong(group.roots, step)) return true;
      return isFree(step) && steps_[step].results[0] >= firstRegister_ && uses[step] == makers_.uses[step];
    });
  }

  /** Puts the group together at its last step, unless something between its steps is in the way. */
  void put(const Pattern& pattern, const Group& group) {
    const long last = group.roots.back();
    std::vector<bool> isGone = isGone_;
    for (const long inner : group.match.inner()) isGone[inner] = true;
    for (const long root : group.roots) isGone[root] = root != last;
    if (!staysAsRead(isGone, group.match, last)) return;
    if (!mayWriteLater(isGone, group.roots, last)) return;
    ElementStep& step = merged_[last];
    step.function = pattern.function;
    step.results.clear();
    for (const long root : group.roots) step.results.push_back(steps_[root].results[0]);
    step.operands.clear();
    for (const Match::Read& read : group.match.reads()) step.operands.push_back(read.place);
    isGone_ = isGone;
    isPut_[last] = true;
  }

  static bool isAmong(const std::vector<long>& steps, long step) {
    return std::find(steps.begin(), steps.end(), step) != steps.end();
  }

  /** Whether all results could as well be written at the last step. */
  bool mayWriteLater(const std::vector<bool>& isGone, const std::vector<long>& roots, long last) const {
    for (const long root : roots) {
      for (long between = root + 1; between < last; between += 1) {
        const ElementStep& step = merged_[between];
        const long result = steps_[root].results[0];
        if (!isGone[between] && (overlapsAny(step.results, result) || overlapsAny(step.operands, result))) return false;
      }
    }
    return true;
  }

  bool overlapsAny(const std::vector<long>& places, long place) const {
    return std::any_of(places.begin(), places.end(), [&](long each) { return overlap(places_[each], places_[place]); });
  }

  /** Whether all that the tree reads is at its last step what it was where a step of it would have read it. */
  bool staysAsRead(const std::vector<bool>& isGone, const Match& match, long last) const {
    for (const Match::Read& read : match.reads()) {
      for (long between = read.step; between < last; between += 1) {
        if (!isGone[between] && overlapsAny(merged_[between].results, read.place)) return false;
      }
    }
    return true;
  }

  bool isFree(long step) const { return !isGone_[step] && !isPut_[step]; }

  const std::vector<PlaceExtent>& places_;
  const long firstRegister_;
  /** As they were. */
  const Steps& steps_;
  const Makers makers_;
  /** As they are so far: those of a pattern are gone but for its last one, which is put together. */
  Steps merged_;
  std::vector<bool> isGone_;
  std::vector<bool> isPut_;
};

}  // namespace

std::vector<ElementStep> mergeSteps(const std::vector<ElementStep>& steps, const std::vector<PlaceExtent>& places,
                                     long firstRegister) {
  return Grouping(places, firstRegister, steps).merge();
}

}  // namespace tandem
