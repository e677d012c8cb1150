#pragma once

namespace tandem {

/** Along which side of a product the vectors lie: n, m or k; or, in place of vectors, the tile registers of a processor. */
enum class Direction { columns, rows, depth, tiles };

/** The fastest direction by estimate; the same on every processor, but for those whose tile registers this process may use. */
Direction directionOf(bool transposeA, bool transposeB, long m, long n, long k);

}  // namespace tandem
