#pragma once

#if defined(__AMX_BF16__)

namespace tandem {

/** Rows of a tile register, and elements of four bytes in each row. */
constexpr long tileSide = 16;
constexpr long tileRowBytes = 64;
constexpr long tileBytes = tileSide * tileRowBytes;

// Of their own, because the intrinsics of compilers take only numerals for registers, and those of some let a store to
// memory pass the load that reads it.

template <int tile>
[[gnu::always_inline]] inline void clearTile() {
  asm volatile("tilezero %%tmm%c0" ::"i"(tile));
}

template <int tile>
[[gnu::always_inline]] inline void loadTile(const void* from, long rowBytes) {
  asm volatile("tileloadd (%1,%2,1), %%tmm%c0" ::"i"(tile), "r"(from), "r"(rowBytes) : "memory");
}

template <int tile>
[[gnu::always_inline]] inline void storeTile(void* to, long rowBytes) {
  asm volatile("tilestored %%tmm%c0, (%1,%2,1)" ::"i"(tile), "r"(to), "r"(rowBytes) : "memory");
}

/**
 * Adds a product to the float32 elements of `sum`: rows of `left`, which hold pairs of bfloat16 numbers, by columns of
 * `right`, which hold as many pairs one under the other.
 */
template <int sum, int left, int right>
[[gnu::always_inline]] inline void multiplyTiles() {
  asm volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0" ::"i"(sum), "i"(left), "i"(right));
}

}  // namespace tandem

#endif
