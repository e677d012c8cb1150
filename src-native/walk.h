#pragma once

#include <algorithm>
#include <vector>

#include "code-reader.h"

namespace tandem {

/** A level of a walk through memory. */
struct Level {
  long size;
  long stride;
};

inline std::vector<Level> readWalk(CodeReader& code) {
  std::vector<Level> levels(code.next());
  for (Level& level : levels) {
    level.size = code.next();
    level.stride = code.next();
  }
  return levels;
}

/** Calls `visit(offset)` for every element of the walk in order. */
template <typename Visit>
void forEach(const Level* level, const Level* end, long offset, Visit&& visit) {
  if (level == end) {
    visit(offset);
    return;
  }
  for (long each = 0; each < level->size; each += 1) forEach(level + 1, end, offset + each * level->stride, visit);
}

/** Elements of a walk. */
inline long countOf(const Level* level, const Level* end) {
  long count = 1;
  for (; level != end; level += 1) count *= level->size;
  return count;
}

/** Calls `visit(offset)` for the elements from .. to - 1 of the walk in order. */
template <typename Visit>
void forEachIn(const Level* level, const Level* end, long from, long to, long offset, Visit&& visit) {
  if (level == end) {
    if (from < to) visit(offset);
    return;
  }
  if (level + 1 == end) {
    for (long each = from; each < to; each += 1) visit(offset + each * level->stride);
    return;
  }
  const long inner = countOf(level + 1, end);
  for (long each = from / inner; each * inner < to; each += 1) {
    const long before = each * inner;
    forEachIn(level + 1, end, std::max(0L, from - before), std::min(inner, to - before), offset + each * level->stride,
              visit);
  }
}

}  // namespace tandem
