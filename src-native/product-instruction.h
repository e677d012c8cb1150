#pragma once

#include "code-reader.h"
#include "instruction.h"

namespace tandem {

/** Products of matrices, one for every step of a walk. */
std::unique_ptr<Instruction> readProductInstruction(CodeReader& code);

}  // namespace tandem
