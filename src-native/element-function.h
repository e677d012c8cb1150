#pragma once

#include "element-op.h"

namespace tandem {

/**
 * Does an operation to each of `count` elements: reads and writes exactly so many, floats or int32 by the operation.
 * `second` and `third` are read only where the operation has so many operands; select's are the condition, what it
 * takes where that is 1, and what otherwise. `result` may be any of the operands, but not overlap one otherwise.
 */
using ElementFunction = void (*)(long count, void* result, const void* first, const void* second, const void* third);

/** The function of an operation, null for a number that names none. An element's result depends on no other's. */
ElementFunction elementFunction(ElementOp op);

/** How many operands an operation takes: 1, 2 or 3; 0 for a number that names none. */
int operandCount(ElementOp op);

}  // namespace tandem
