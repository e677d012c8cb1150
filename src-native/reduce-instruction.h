#pragma once

#include "code-reader.h"
#include "instruction.h"

namespace tandem {

/** A sum, product or extreme over some axes. */
std::unique_ptr<Instruction> readReduceInstruction(CodeReader& code);

}  // namespace tandem
