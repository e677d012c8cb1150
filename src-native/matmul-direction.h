#pragma once

namespace tandem {

/** Along which side of a product the vectors lie: n, m or k. Or, in place of vectors, tile registers. */
enum class Direction { columns, rows, depth, tiles };

/** The fastest direction by estimate, the same on every processor, or on all whose tiles this process may use. */
Direction directionOf(bool transposeA, bool transposeB, long m, long n, long k);

}  // namespace tandem
