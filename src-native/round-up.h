#pragma once

namespace tandem {

/** Whole parts of size `by` that hold a value. */
constexpr long dividedUp(long value, long by) { return (value + by - 1) / by; }

/** The next multiple. */
constexpr long roundedUp(long value, long to) { return dividedUp(value, to) * to; }

}  // namespace tandem
