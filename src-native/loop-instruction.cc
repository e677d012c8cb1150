#include "loop-instruction.h"

#include "plan-reader.h"

namespace tandem {
namespace {

class LoopInstruction : public Instruction {
 public:
  explicit LoopInstruction(CodeReader& code) : from_(code.address()), limit_(code.address()), index_(code.address()) {
    hasStop_ = code.next() != 0;
    if (hasStop_) until_ = code.address();
    CodeReader body = code.part(code.next());
    body_ = readInstructions(body);
  }

  void bind(Element* const* memories) override {
    first_ = from_.resolve(memories);
    end_ = limit_.resolve(memories);
    current_ = index_.resolve(memories);
    if (hasStop_) stop_ = until_.resolve(memories);
    for (const auto& instruction : body_) instruction->bind(memories);
  }

  void run(Crew& crew) override {
    const int end = end_->integer;
    for (int index = first_->integer; index < end; index += 1) {
      if (hasStop_ && stop_->integer != 0) break;
      current_->integer = index;
      for (const auto& instruction : body_) instruction->run(crew);
    }
  }

  void collect(std::vector<DivisibleInstruction*>& found) override {
    for (const auto& instruction : body_) instruction->collect(found);
  }

 private:
  Address from_;
  Address limit_;
  Address index_;
  bool hasStop_;
  Address until_{};
  Instructions body_;
  const Element* first_ = nullptr;
  const Element* end_ = nullptr;
  const Element* stop_ = nullptr;
  Element* current_ = nullptr;
};

}  // namespace

std::unique_ptr<Instruction> readLoopInstruction(CodeReader& code) { return std::make_unique<LoopInstruction>(code); }

}  // namespace tandem
