#pragma once

namespace tandem {

/** Along which side of a product the vectors lie: n, m or k. */
enum class Direction { columns, rows, depth };

/** The fastest direction by estimate, the same on every processor. */
Direction directionOf(bool transposeA, bool transposeB, long m, long n, long k);

}  // namespace tandem
