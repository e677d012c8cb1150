#include "element-pattern.h"

namespace tandem {
namespace {

using Op = ElementOp;

/** Means that decay: of numbers, and of their squares. */
template <int first>
using Mean = Do<Op::add, Do<Op::multiply, In<first>, In<first + 1>>, Do<Op::multiply, In<first + 2>, In<first + 3>>>;
template <int first>
using MeanOfSquares = Do<Op::add, Do<Op::multiply, In<first>, In<first + 1>>,
                         Do<Op::multiply, Do<Op::square, In<first + 2>>, In<first + 3>>>;

/** A step of Adam (Kingma and Ba, 2015) with its corrections in two numbers, from parameters that may have decayed first. */
template <class Before, class Mean, class Length, class Squares, class Least>
using Step = Do<Op::subtract, Before,
                Do<Op::divide, Do<Op::multiply, Mean, Length>, Do<Op::add, Do<Op::squareRoot, Squares>, Least>>>;
using PlainStep = Step<In<0>, In<1>, In<2>, In<3>, In<4>>;
using DecayedStep = Step<Do<Op::multiply, In<0>, In<1>>, In<2>, In<3>, In<4>, In<5>>;

/** A round of the hash that random numbers are made of (Wellons' lowbias32): a number and its own higher bits, times another. */
using HashEnd = Do<Op::bitwiseXor, In<0>, Do<Op::bitwiseAnd, Do<Op::shiftRight, In<1>, In<2>>, In<3>>>;
using HashRound = Do<Op::multiplyInteger, HashEnd, In<4>>;

/** What stays of a value by its rank: of so many values so many are below, bounded below, and so many above, too. */
using Counted = Do<Op::maximumInteger,
                   Do<Op::subtractInteger, In<0>,
                      Do<Op::addInteger, Do<Op::maximumInteger, In<1>, In<2>>, Do<Op::maximumInteger, In<3>, In<4>>>>,
                   In<5>>;
using Alike = Do<Op::subtractInteger, In<6>, Do<Op::addInteger, In<7>, In<8>>>;
using KeptByRank =
    Do<Op::multiply, In<9>, Do<Op::divide, Do<Op::integerToFloat, Counted>, Do<Op::integerToFloat, Alike>>>;

constexpr auto mean = TreeFunction<operandSet(1, 3), Mean<0>>::run;
constexpr auto meanOfSquares = TreeFunction<operandSet(1, 3), MeanOfSquares<0>>::run;
constexpr auto plainStep = TreeFunction<operandSet(2, 4), PlainStep>::run;
constexpr auto decayedStep = TreeFunction<operandSet(3, 5), DecayedStep>::run;

template <class Tree>
Pattern patternOf(ElementFunction function) {
  return {[](Match& match, long step) { return Tree::matches(match, step); }, function};
}

template <class Tree>
Pattern patternOf() {
  return patternOf<Tree>(TreeFunction<0, Tree>::run);
}

template <Op outer, Op inner>
void addPairs(std::vector<Pattern>& patterns) {
  patterns.push_back(patternOf<Do<outer, Do<inner, In<0>, In<1>>, In<2>>>());
  patterns.push_back(patternOf<Do<outer, In<0>, Do<inner, In<1>, In<2>>>>());
}

template <Op outer>
void addPairsOf(std::vector<Pattern>& patterns) {
  addPairs<outer, Op::add>(patterns);
  addPairs<outer, Op::subtract>(patterns);
  addPairs<outer, Op::multiply>(patterns);
}

std::vector<Pattern> makePatterns() {
  std::vector<Pattern> patterns{
      patternOf<DecayedStep>(decayedStep), patternOf<PlainStep>(plainStep), patternOf<MeanOfSquares<0>>(meanOfSquares),
      patternOf<Mean<0>>(mean),            patternOf<Do<Op::relu, Do<Op::add, In<0>, In<1>>>>(),
  };
  patterns.push_back(patternOf<KeptByRank>(TreeFunction<operandSet(0, 2, 4, 5, 6), KeptByRank>::run));
  patterns.push_back(patternOf<HashRound>());
  patterns.push_back(patternOf<HashEnd>());
  addPairs<Op::addInteger, Op::addInteger>(patterns);
  addPairs<Op::addInteger, Op::multiplyInteger>(patterns);
  patterns.push_back(patternOf<Do<Op::square, Do<Op::add, In<0>, Do<Op::multiply, In<1>, In<2>>>>>());
  patterns.push_back(patternOf<Do<Op::select, In<0>, Do<Op::multiply, In<1>, In<2>>, In<3>>>());
  addPairsOf<Op::add>(patterns);
  addPairsOf<Op::subtract>(patterns);
  addPairsOf<Op::multiply>(patterns);
  return patterns;
}

}  // namespace

const std::vector<Pattern>& elementPatterns() {
  static const std::vector<Pattern> patterns = makePatterns();
  return patterns;
}

const std::vector<JointPattern>& jointPatterns() {
  using PlainJoint = Step<In<8>, Out<0>, In<9>, Out<1>, In<10>>;
  using DecayedJoint = Step<Do<Op::multiply, In<8>, In<9>>, Out<0>, In<10>, Out<1>, In<11>>;
  static const std::vector<JointPattern> patterns{
      {{mean, meanOfSquares},
       plainStep,
       {1, 3},
       TreeFunction<operandSet(1, 3, 5, 7, 9, 10), Mean<0>, MeanOfSquares<4>, PlainJoint>::run},
      {{mean, meanOfSquares},
       decayedStep,
       {2, 4},
       TreeFunction<operandSet(1, 3, 5, 7, 10, 11), Mean<0>, MeanOfSquares<4>, DecayedJoint>::run},
  };
  return patterns;
}

}  // namespace tandem
