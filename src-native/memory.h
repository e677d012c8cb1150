#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>

namespace tandem {

/** One element: float32, int32, or bool as int32. */
union Element {
  float number;
  int integer;
};

struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};

/** Elements that begin at a cache line; null when there is no memory left. */
using Elements = std::unique_ptr<Element[], FreeMemory>;

inline Elements allocateElements(std::size_t count) {
  const std::size_t bytes = (count * sizeof(Element) + 63) / 64 * 64 + 64;
  return Elements(static_cast<Element*>(std::aligned_alloc(64, bytes)));
}

/** Where something begins: in which of a run's memories, and how many elements into it. */
struct Address {
  int memory;
  long offset;
  Element* resolve(Element* const* memories) const { return memories[memory] + offset; }
};

}  // namespace tandem
