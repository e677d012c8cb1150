#include "copy-instruction.h"

#include <cstring>

namespace tandem {
namespace {

class CopyInstruction : public Instruction {
 public:
  explicit CopyInstruction(CodeReader& code) : input_(code.address()), output_(code.address()) {
    sizes_ = code.list(code.next());
    inStrides_ = code.list(static_cast<long>(sizes_.size()));
    outStrides_ = code.list(static_cast<long>(sizes_.size()));
  }

  void bind(Element* const* memories) override {
    from_ = input_.resolve(memories);
    to_ = output_.resolve(memories);
  }

  void run() override { copy(0, from_, to_); }

 private:
  void copy(std::size_t level, const Element* from, Element* to) {
    if (level == sizes_.size()) {
      *to = *from;
      return;
    }
    const long size = sizes_[level];
    const long in = inStrides_[level];
    const long out = outStrides_[level];
    if (level + 1 < sizes_.size()) {
      for (long each = 0; each < size; each += 1) copy(level + 1, from + each * in, to + each * out);
    } else if (in == 1 && out == 1) {
      std::memcpy(to, from, size * sizeof(Element));
    } else {
      for (long each = 0; each < size; each += 1) to[each * out] = from[each * in];
    }
  }

  Address input_;
  Address output_;
  std::vector<long> sizes_;
  std::vector<long> inStrides_;
  std::vector<long> outStrides_;
  const Element* from_ = nullptr;
  Element* to_ = nullptr;
};

}  // namespace

std::unique_ptr<Instruction> readCopyInstruction(CodeReader& code) { return std::make_unique<CopyInstruction>(code); }

}  // namespace tandem
