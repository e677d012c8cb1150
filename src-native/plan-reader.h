#pragma once

#include "code-reader.h"
#include "instruction.h"

namespace tandem {

/** The instructions that src-main/core/engine/direct/encode.ts wrote. */
Instructions readInstructions(CodeReader& code);

}  // namespace tandem
