#pragma once

#include "code-reader.h"
#include "instruction.h"

namespace tandem {

/** Runs its body for every index from the first up to, not including, the limit, unless it is told to stop earlier. */
std::unique_ptr<Instruction> readLoopInstruction(CodeReader& code);

}  // namespace tandem
