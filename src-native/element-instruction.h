#pragma once

#include "code-reader.h"
#include "instruction.h"

namespace tandem {

/** Elementwise operations that walk the same elements together, block by block in the first-level cache. */
std::unique_ptr<Instruction> readElementInstruction(CodeReader& code);

}  // namespace tandem
