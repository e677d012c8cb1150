#include "element-pattern.h"

#include "element-rank.h"
#include "element-sign.h"

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

/** A number and its own higher bits. */
template <class Number, int distance, int bits>
using Mixed = Do<Op::bitwiseXor, Number, Do<Op::bitwiseAnd, Do<Op::shiftRight, Number, In<distance>>, In<bits>>>;

/** A round of the hash that random numbers are made of (Wellons' lowbias32), and its end. */
using HashRound = Do<Op::multiplyInteger, Mixed<In<0>, 1, 2>, In<3>>;
using HashEnd = Mixed<In<0>, 1, 2>;

/** The whole of it: from a place in a stream to the highest bits as a number from 0 to 1. */
using StreamPlace = Do<Op::addInteger, Do<Op::multiplyInteger, In<0>, In<1>>, In<2>>;
using FirstRound = Do<Op::multiplyInteger, Mixed<StreamPlace, 3, 4>, In<5>>;
using SecondRound = Do<Op::multiplyInteger, Mixed<FirstRound, 6, 7>, In<8>>;
using HighBits = Do<Op::bitwiseAnd, Do<Op::shiftRight, Mixed<SecondRound, 3, 4>, In<9>>, In<10>>;
using UniformNumber = Do<Op::multiply, Do<Op::integerToFloat, HighBits>, In<11>>;

constexpr auto mean = TreeFunction<operandSet(1, 3), Mean<0>>::run;
constexpr auto meanOfSquares = TreeFunction<operandSet(1, 3), MeanOfSquares<0>>::run;
constexpr auto plainStep = TreeFunction<operandSet(2, 4), PlainStep>::run;
constexpr auto decayedStep = TreeFunction<operandSet(3, 5), DecayedStep>::run;

/** The pattern of trees, but for its function. */
template <class... Trees>
struct PatternOf {
  Pattern with(ElementFunction function) const {
    const ElementOp ops[] = {Trees::rootOp...};
    return {{[](Match& match, long step) { return Trees::matches(match, step); }...}, ops[sizeof...(Trees) - 1], function};
  }
};

template <class Tree>
Pattern patternOf(ElementFunction function) {
  return PatternOf<Tree>().with(function);
}

template <class Tree, class Sets = EverySet<Tree::operands>>
Pattern patternOf() {
  return patternOf<Tree>(ElementWalk<TreeLanes<Tree>, Sets>::run);
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

/** Of so many values and of fewer. */
template <int values>
void addSigns(std::vector<Pattern>& patterns) {
  using Sets = OperandSets<operandSet(values + 1, values + 2, values + 3, values + 4, values + 5)>;
  using Function = ElementWalk<typename SignTrees<values>::template Of<TreeLanes>, Sets>;
  patterns.push_back(typename SignTrees<values>::template Of<PatternOf>().with(Function::run));
  if constexpr (values > 2) addSigns<values - 1>(patterns);
}

/** Of so many values and of fewer. */
template <int values>
void addRanks(std::vector<Pattern>& patterns) {
  using Sets = OperandSets<operandSet(values, values + 1, values + 2, values + 3)>;
  using Function = ElementWalk<RankLanes<values>, Sets>;
  patterns.push_back(typename RankTrees<values>::template Of<PatternOf>().with(Function::run));
  if constexpr (values > 3) addRanks<values - 1>(patterns);
}

std::vector<Pattern> makePatterns() {
  std::vector<Pattern> patterns{
      patternOf<DecayedStep>(decayedStep), patternOf<PlainStep>(plainStep), patternOf<MeanOfSquares<0>>(meanOfSquares),
      patternOf<Mean<0>>(mean),            patternOf<Do<Op::relu, Do<Op::add, In<0>, In<1>>>>(),
  };
  addRanks<6>(patterns);
  addSigns<6>(patterns);
  patterns.push_back(
      patternOf<UniformNumber, OperandSets<operandSet(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)>>());
  patterns.push_back(patternOf<KeptByRank<In<0>, In<1>, In<2>, In<3>, In<4>, In<5>>, OperandSets<operandSet(3, 4, 5)>>());
  patterns.push_back(patternOf<HashRound, OperandSets<operandSet(1, 2, 3)>>());
  patterns.push_back(patternOf<HashEnd, OperandSets<operandSet(1, 2)>>());
  addPairs<Op::addInteger, Op::addInteger>(patterns);
  addPairs<Op::addInteger, Op::multiplyInteger>(patterns);
  patterns.push_back(patternOf<Do<Op::square, Do<Op::add, In<0>, Do<Op::multiply, In<1>, In<2>>>>>());
  patterns.push_back(patternOf<Do<Op::select, In<0>, Do<Op::multiply, In<1>, In<2>>, In<3>>,
                               OperandSets<operandSet(0, 1, 3), operandSet(0, 3)>>());
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
