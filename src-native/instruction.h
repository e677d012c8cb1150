#pragma once

#include <memory>
#include <vector>

#include "memory.h"

namespace tandem {

class Crew;
class DivisibleInstruction;

/** One kernel of a plan. */
class Instruction {
 public:
  virtual ~Instruction() = default;
  /** Looks up its addresses in the memories of this run: the plan's own, its constants, what is fed, what is given back. */
  virtual void bind(Element* const* memories) = 0;
  /** Does it; the crew may take parts. */
  virtual void run(Crew& crew) = 0;
  /** Appends the instructions in it that a crew can share, in the order in which they were read. */
  virtual void collect(std::vector<DivisibleInstruction*>& found) = 0;
};

using Instructions = std::vector<std::unique_ptr<Instruction>>;

}  // namespace tandem
