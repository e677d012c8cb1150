#include "plan.h"

#include <cstring>

#include "plan-reader.h"
#include "thread-pool.h"
#include "thread-settings.h"

namespace tandem {
namespace {

Instructions readAll(const std::vector<int>& code) {
  CodeReader reader(code.data(), static_cast<long>(code.size()));
  return readInstructions(reader);
}

std::vector<DivisibleInstruction*> divisibleOf(const Instructions& instructions) {
  std::vector<DivisibleInstruction*> found;
  for (const auto& instruction : instructions) instruction->collect(found);
  return found;
}

}  // namespace

Plan::Plan(const int* code, long length, const int* constants, long constantCount, long size)
    : code_(code, code + length), own_(allocateElements(size)), constants_(allocateElements(constantCount)) {
  if (!hasMemory()) return;
  std::memset(own_.get(), 0, size * sizeof(Element));
  // an empty array of JavaScript has no address
  if (constantCount > 0) std::memcpy(constants_.get(), constants, constantCount * sizeof(Element));
  readings_.push_back(readAll(code_));
  for (const DivisibleInstruction* each : divisibleOf(readings_[0])) isWorthSharing_ |= each->isWorthSharing();
}

void Plan::run(const std::vector<Element*>& fed, int threads) {
  const ThreadSettings settings{};
  Crew crew(isWorthSharing_ ? threads : 1);
  share(crew.size());
  std::vector<Element*> memories{own_.get(), constants_.get()};
  memories.insert(memories.end(), fed.begin(), fed.end());
  for (int member = 0; member < crew.size(); member += 1) {
    for (const auto& instruction : readings_[member]) instruction->bind(memories.data());
  }
  for (const auto& instruction : readings_[0]) instruction->run(crew);
}

void Plan::share(int threads) {
  if (threads == 1 || threads == sharedBy_) return;
  while (static_cast<int>(readings_.size()) < threads) readings_.push_back(readAll(code_));
  const auto first = divisibleOf(readings_[0]);
  std::vector<std::vector<DivisibleInstruction*>> others(first.size());
  for (int member = 1; member < threads; member += 1) {
    const auto same = divisibleOf(readings_[member]);
    for (std::size_t each = 0; each < first.size(); each += 1) others[each].push_back(same[each]);
  }
  for (std::size_t each = 0; each < first.size(); each += 1) first[each]->share(std::move(others[each]));
  sharedBy_ = threads;
}

void Plan::free() {
  readings_.clear();
  code_.clear();
  own_.reset();
  constants_.reset();
}

}  // namespace tandem
