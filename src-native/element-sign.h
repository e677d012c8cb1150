#pragma once

#include "element-rank.h"

namespace tandem {

/**
 * Values of which those of one sign stay, chosen by a draw with the chance that their sum suggests, as trees: the square of twice
 * what stays of each, and a mean of the sum of what stays and the whole sum. Operands: the values, the draw, 2, 1, -1, 1/2, and
 * the whole sum's part in the mean.
 */
template <int values>
class SignTrees {
  template <int one>
  using Size = Do<ElementOp::absolute, In<one>>;

  template <template <class...> class Use, int... own>
  static auto lanesOf(std::integer_sequence<int, own...>) {
    using Total = typename SumTree<ElementOp::add, In<own>...>::Tree;
    using Length = typename SumTree<ElementOp::add, Size<own>...>::Tree;
    using One = In<values + 2>;
    using Drawn = Do<ElementOp::subtract, Do<ElementOp::multiply, In<values>, In<values + 1>>, One>;
    using Sign =
        Do<ElementOp::select, Do<ElementOp::less, Do<ElementOp::multiply, Drawn, Length>, Total>, One, In<values + 3>>;
    using Kept = Do<ElementOp::multiply, Do<ElementOp::add, Total, Do<ElementOp::multiply, Sign, Length>>, In<values + 4>>;
    return Use<Do<ElementOp::square, Do<ElementOp::add, In<own>, Do<ElementOp::multiply, Sign, Size<own>>>>...,
               Do<ElementOp::add, Kept,
                  Do<ElementOp::multiply, In<values + 5>, Do<ElementOp::subtract, Total, Kept>>>>();
  }

 public:
  /** What takes the trees as its arguments. */
  template <template <class...> class Use>
  using Of = decltype(lanesOf<Use>(std::make_integer_sequence<int, values>()));
};

}  // namespace tandem
