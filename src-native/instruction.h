#pragma once

#include <memory>
#include <vector>

#include "memory.h"

namespace tandem {

/** One kernel of a plan. */
class Instruction {
 public:
  virtual ~Instruction() = default;
  /** Looks up its addresses in the memories of this run: the plan's own, its constants, what is fed, what is given back. */
  virtual void bind(Element* const* memories) = 0;
  virtual void run() = 0;
};

using Instructions = std::vector<std::unique_ptr<Instruction>>;

}  // namespace tandem
