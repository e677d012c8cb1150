#include "element-function.h"

#include "element-along.h"
#include "vector-math.h"

namespace tandem {
namespace {

struct Entry {
  ElementFunction function;
  int operands;
};

template <auto operation>
Entry entryOf() {
  return {Along<operation>::run, Along<operation>::operands};
}

Entry entry(ElementOp op) {
  switch (op) {
    case ElementOp::add: return entryOf<add>();
    case ElementOp::subtract: return entryOf<subtract>();
    case ElementOp::multiply: return entryOf<multiply>();
    case ElementOp::divide: return entryOf<divide>();
    case ElementOp::maximum: return entryOf<maximum>();
    case ElementOp::minimum: return entryOf<minimum>();
    case ElementOp::squaredDifference: return entryOf<squaredDifference>();
    case ElementOp::power: return entryOf<power>();
    case ElementOp::negate: return entryOf<negate>();
    case ElementOp::square: return entryOf<square>();
    case ElementOp::squareRoot: return entryOf<squareRoot>();
    case ElementOp::inverseSquareRoot: return entryOf<inverseSquareRoot>();
    case ElementOp::reciprocal: return entryOf<reciprocal>();
    case ElementOp::exponential: return entryOf<exponential>();
    case ElementOp::exponentialMinusOne: return entryOf<exponentialMinusOne>();
    case ElementOp::logarithm: return entryOf<logarithm>();
    case ElementOp::logarithmOfOnePlus: return entryOf<logarithmOfOnePlus>();
    case ElementOp::absolute: return entryOf<magnitude>();
    case ElementOp::sign: return entryOf<signOf>();
    case ElementOp::floor: return entryOf<floorOf>();
    case ElementOp::ceil: return entryOf<ceilOf>();
    case ElementOp::round: return entryOf<roundOf>();
    case ElementOp::sine: return entryOf<sine>();
    case ElementOp::cosine: return entryOf<cosine>();
    case ElementOp::tanh: return entryOf<hyperbolicTangent>();
    case ElementOp::sigmoid: return entryOf<sigmoid>();
    case ElementOp::softplus: return entryOf<softplus>();
    case ElementOp::relu: return entryOf<relu>();
    case ElementOp::elu: return entryOf<elu>();
    case ElementOp::reluGradient: return entryOf<reluGradient>();
    case ElementOp::eluGradient: return entryOf<eluGradient>();
    case ElementOp::greater: return entryOf<greater>();
    case ElementOp::greaterEqual: return entryOf<greaterEqual>();
    case ElementOp::less: return entryOf<less>();
    case ElementOp::lessEqual: return entryOf<lessEqual>();
    case ElementOp::equal: return entryOf<equal>();
    case ElementOp::notEqual: return entryOf<notEqual>();
    case ElementOp::isNotNumber: return entryOf<isNotNumber>();
    case ElementOp::isFinite: return entryOf<isFinite>();
    case ElementOp::addInteger: return entryOf<addInteger>();
    case ElementOp::subtractInteger: return entryOf<subtractInteger>();
    case ElementOp::multiplyInteger: return entryOf<multiplyInteger>();
    case ElementOp::maximumInteger: return entryOf<maximumInteger>();
    case ElementOp::minimumInteger: return entryOf<minimumInteger>();
    case ElementOp::negateInteger: return entryOf<negateInteger>();
    case ElementOp::absoluteInteger: return entryOf<absoluteInteger>();
    case ElementOp::bitwiseAnd: return entryOf<bitwiseAnd>();
    case ElementOp::bitwiseOr: return entryOf<bitwiseOr>();
    case ElementOp::bitwiseXor: return entryOf<bitwiseXor>();
    case ElementOp::shiftLeft: return entryOf<shiftLeft>();
    case ElementOp::shiftRight: return entryOf<shiftRight>();
    case ElementOp::greaterInteger: return entryOf<greaterInteger>();
    case ElementOp::greaterEqualInteger: return entryOf<greaterEqualInteger>();
    case ElementOp::lessInteger: return entryOf<lessInteger>();
    case ElementOp::lessEqualInteger: return entryOf<lessEqualInteger>();
    case ElementOp::equalInteger: return entryOf<equalInteger>();
    case ElementOp::notEqualInteger: return entryOf<notEqualInteger>();
    case ElementOp::logicalAnd: return entryOf<bitwiseAnd>();
    case ElementOp::logicalOr: return entryOf<bitwiseOr>();
    case ElementOp::logicalNot: return entryOf<logicalNot>();
    case ElementOp::select: return entryOf<select>();
    case ElementOp::integerToFloat: return entryOf<integerToFloat>();
    case ElementOp::floatToInteger: return entryOf<floatToInteger>();
    case ElementOp::floatToBool: return entryOf<floatToBool>();
    case ElementOp::integerToBool: return entryOf<integerToBool>();
    case ElementOp::count: break;
  }
  return {nullptr, 0};
}

}  // namespace

ElementFunction elementFunction(ElementOp op) { return entry(op).function; }

int operandCount(ElementOp op) { return entry(op).operands; }

}  // namespace tandem
