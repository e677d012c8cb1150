#pragma once

#include "code-reader.h"
#include "instruction.h"

namespace tandem {

/** Copies along one walk to another of the same sizes. */
std::unique_ptr<Instruction> readCopyInstruction(CodeReader& code);

}  // namespace tandem
