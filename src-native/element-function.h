#pragma once

#include "element-op.h"

namespace tandem {

/** Where elements are, in rows. */
struct Place {
  void* at;
  /** Bytes from one register of lanes to the next in a row: none where all of its elements are one, which is there once. */
  long step;
  /** Bytes from a row to the next. */
  long rowStep;
};

/** Results and operands of any function. */
constexpr int mostPlaces = 20;

/**
 * Does something to each element of rows of `columns` of them, floats or int32. `places` are its results, which lie one after
 * another in a row, then its operands: it reads and writes exactly so many of each. A result may be any of the operands, but
 * not overlap one otherwise. What it gives for an element depends on no other.
 */
using ElementFunction = void (*)(long rows, long columns, const Place* const* places);

/**
 * The function of an operation, null for a number that names none; it has one result. Select's operands are the condition,
 * what it takes where that is 1, and what otherwise.
 */
ElementFunction elementFunction(ElementOp op);

/** How many operands an operation takes: 1, 2 or 3; 0 for a number that names none. */
int operandCount(ElementOp op);

}  // namespace tandem
