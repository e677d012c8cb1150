#pragma once

#include "code-reader.h"
#include "instruction.h"

namespace tandem {

/** Rows of a table at indices; an index out of range takes the nearest row. */
std::unique_ptr<Instruction> readGatherInstruction(CodeReader& code);

/** Rows added up under the row that each belongs to; one whose index is out of range is left out. */
std::unique_ptr<Instruction> readSegmentSumInstruction(CodeReader& code);

}  // namespace tandem
