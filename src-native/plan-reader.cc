#include "plan-reader.h"

#include "copy-instruction.h"
#include "element-instruction.h"
#include "loop-instruction.h"
#include "product-instruction.h"
#include "reduce-instruction.h"
#include "row-instruction.h"

namespace tandem {
namespace {

enum Kind { elements = 1, product, reduce, gather, segmentSum, copy, loop };

std::unique_ptr<Instruction> readInstruction(CodeReader& code) {
  switch (code.next()) {
    case elements: return readElementInstruction(code);
    case product: return readProductInstruction(code);
    case reduce: return readReduceInstruction(code);
    case gather: return readGatherInstruction(code);
    case segmentSum: return readSegmentSumInstruction(code);
    case copy: return readCopyInstruction(code);
    default: return readLoopInstruction(code);
  }
}

}  // namespace

Instructions readInstructions(CodeReader& code) {
  Instructions instructions;
  while (!code.atEnd()) instructions.push_back(readInstruction(code));
  return instructions;
}

}  // namespace tandem
