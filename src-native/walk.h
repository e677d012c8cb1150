#pragma once

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

}  // namespace tandem
