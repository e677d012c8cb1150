#include "copy-instruction.h"

#include <algorithm>
#include <cstring>

#include "divisible-instruction.h"

namespace tandem {
namespace {

class CopyInstruction : public DivisibleInstruction {
 public:
  explicit CopyInstruction(CodeReader& code) : input_(code.address()), output_(code.address()) {
    sizes_ = code.list(code.next());
    inStrides_ = code.list(static_cast<long>(sizes_.size()));
    outStrides_ = code.list(static_cast<long>(sizes_.size()));
    if (sizes_.empty()) sizes_ = inStrides_ = outStrides_ = {1};
  }

  void bind(Element* const* memories) override {
    from_ = input_.resolve(memories);
    to_ = output_.resolve(memories);
  }

 protected:
  /** Steps of the outermost level. */
  long pieces() const override { return sizes_[0]; }

  double nanoseconds() const override {
    double each = 0.2;
    for (const long size : sizes_) each *= static_cast<double>(size);
    return each;
  }

  void runPieces(long from, long to) override {
    copy(0, to - from, from_ + from * inStrides_[0], to_ + from * outStrides_[0]);
  }

 private:
  /** Copies `size` steps of a level. */
  void copy(std::size_t level, long size, const Element* from, Element* to) {
    const long in = inStrides_[level];
    const long out = outStrides_[level];
    if (level + 1 < sizes_.size()) {
      for (long each = 0; each < size; each += 1) copy(level + 1, sizes_[level + 1], from + each * in, to + each * out);
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
