#include "plan.h"

#include <cstring>

#include "flush-denormals.h"
#include "plan-reader.h"

namespace tandem {

Plan::Plan(const int* code, long length, const int* constants, long constantCount, long size)
    : own_(allocateElements(size)), constants_(allocateElements(constantCount)) {
  if (!hasMemory()) return;
  std::memset(own_.get(), 0, size * sizeof(Element));
  std::memcpy(constants_.get(), constants, constantCount * sizeof(Element));
  CodeReader reader(code, length);
  instructions_ = readInstructions(reader);
}

void Plan::run(const std::vector<Element*>& fed) {
  const FlushDenormals flush{};
  std::vector<Element*> memories{own_.get(), constants_.get()};
  memories.insert(memories.end(), fed.begin(), fed.end());
  for (const auto& instruction : instructions_) instruction->bind(memories.data());
  for (const auto& instruction : instructions_) instruction->run();
}

void Plan::free() {
  instructions_.clear();
  own_.reset();
  constants_.reset();
}

}  // namespace tandem
