#include "element-pattern.h"

#include "element-rank.h"
#include "element-sign.h"

namespace tandem {
namespace {

using Op = ElementOp;

/** Means that decay, of numbers and of their squares. */
using Mean = Do<Op::add, Do<Op::multiply, In<0>, In<1>>, Do<Op::multiply, In<2>, In<3>>>;
using MeanOfSquares = Do<Op::add, Do<Op::multiply, In<4>, In<5>>, Do<Op::multiply, Do<Op::square, In<2>>, In<6>>>;

/** A step of Adam (Kingma and Ba, 2015) with its corrections in two numbers, from parameters that may have decayed first. */
template <class Before>
using Step = Do<Op::subtract, Before,
                Do<Op::divide, Do<Op::multiply, Mean, In<7>>, Do<Op::add, Do<Op::squareRoot, MeanOfSquares>, In<8>>>>;
using PlainStep = Step<In<9>>;
using DecayedStep = Step<Do<Op::multiply, In<9>, In<10>>>;

/** A mean of errors that decays, of tasks that take part: MoCo's (Fernando et al., 2023), and that of scaled gradients. */
using Followed =
    Do<Op::select, In<0>,
       Do<Op::subtract, In<1>,
          Do<Op::multiply,
             Do<Op::subtract, In<1>, Do<Op::multiply, Do<Op::select, In<0>, In<2>, In<3>>, In<4>>>, In<5>>>,
       In<1>>;
using Scaled = Do<Op::divide, Do<Op::select, In<0>, In<1>, In<2>>, In<3>>;
using Averaged =
    Do<Op::select, In<4>,
       Do<Op::select, In<5>, Do<Op::add, Scaled, Do<Op::multiply, In<6>, Do<Op::subtract, In<7>, Scaled>>>, Scaled>, In<7>>;

/** Squares over the root of their sum so far, as AdaGrad has them (Duchi, Hazan and Singer, 2011). */
using Square = Do<Op::square, Do<Op::select, In<0>, In<1>, In<2>>>;
using SumOfSquares = Do<Op::add, In<3>, Square>;
using SquareOverRoot = Do<Op::divide, Square, Do<Op::squareRoot, Do<Op::add, SumOfSquares, In<4>>>>;

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

/** The pattern of trees, but for its function. */
template <class... Trees>
struct PatternOf {
  Pattern with(ElementFunction function) const {
    const ElementOp ops[] = {Trees::rootOp...};
    return {{[](Match& match, long step) { return Trees::matches(match, step); }...}, ops[sizeof...(Trees) - 1], function};
  }
};

/** The operands of the sets are one number throughout where it shall be fast. */
template <class Sets, class... Trees>
Pattern patternWith() {
  return PatternOf<Trees...>().with(ElementWalk<TreeLanes<Trees...>, Sets>::run);
}

template <class Tree>
Pattern patternOf() {
  return patternWith<EverySet<Tree::operands>, Tree>();
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
  constexpr OperandSet settings = operandSet(1, 3, 5, 6, 7, 8);
  std::vector<Pattern> patterns{
      patternWith<OperandSets<settings | operandSet(10)>, Mean, MeanOfSquares, DecayedStep>(),
      patternWith<OperandSets<settings>, Mean, MeanOfSquares, PlainStep>(),
      patternWith<OperandSets<operandSet(0, 2, 4)>, SumOfSquares, SquareOverRoot>(),
      patternWith<OperandSets<operandSet(0, 2, 3, 4, 5, 6)>, Averaged, Do<Op::square, Averaged>>(),
      patternWith<OperandSets<operandSet(0, 3, 4, 5)>, Followed>(),
  };
  addRanks<6>(patterns);
  addSigns<6>(patterns);
  patterns.push_back(patternWith<OperandSets<operandSet(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)>, UniformNumber>());
  patterns.push_back(
      patternWith<OperandSets<operandSet(3, 4, 5)>, KeptByRank<In<0>, In<1>, In<2>, In<3>, In<4>, In<5>>>());
  patterns.push_back(patternWith<OperandSets<operandSet(1, 2, 3)>, HashRound>());
  patterns.push_back(patternWith<OperandSets<operandSet(1, 2)>, HashEnd>());
  patterns.push_back(patternWith<OperandSets<operandSet(1, 3)>, Mean>());
  patterns.push_back(patternOf<Do<Op::relu, Do<Op::add, In<0>, In<1>>>>());
  addPairs<Op::addInteger, Op::addInteger>(patterns);
  addPairs<Op::addInteger, Op::multiplyInteger>(patterns);
  patterns.push_back(patternOf<Do<Op::square, Do<Op::add, In<0>, Do<Op::multiply, In<1>, In<2>>>>>());
  patterns.push_back(patternWith<OperandSets<operandSet(0, 1, 3), operandSet(0, 3)>,
                               Do<Op::select, In<0>, Do<Op::multiply, In<1>, In<2>>, In<3>>>());
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

}  // namespace tandem
