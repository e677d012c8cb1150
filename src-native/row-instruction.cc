#include "row-instruction.h"

#include <algorithm>
#include <cstring>

namespace tandem {
namespace {

class GatherInstruction : public Instruction {
 public:
  explicit GatherInstruction(CodeReader& code) : table_(code.address()), indices_(code.address()), output_(code.address()) {
    outer_ = code.next();
    outerStride_ = code.next();
    rows_ = code.next();
    rowStride_ = code.next();
    inner_ = code.next();
    count_ = code.next();
  }

  void bind(Element* const* memories) override {
    from_ = table_.resolve(memories);
    at_ = &indices_.resolve(memories)->integer;
    to_ = output_.resolve(memories);
  }

  void run() override {
    Element* to = to_;
    for (long outer = 0; outer < outer_; outer += 1) {
      const Element* table = from_ + outer * outerStride_;
      for (long each = 0; each < count_; each += 1, to += inner_) {
        const long row = std::clamp<long>(at_[each], 0, rows_ - 1);
        if (inner_ == 1) *to = table[row * rowStride_];
        else std::memcpy(to, table + row * rowStride_, inner_ * sizeof(Element));
      }
    }
  }

 private:
  Address table_;
  Address indices_;
  Address output_;
  long outer_;
  long outerStride_;
  long rows_;
  long rowStride_;
  long inner_;
  long count_;
  const Element* from_ = nullptr;
  const int* at_ = nullptr;
  Element* to_ = nullptr;
};

class SegmentSumInstruction : public Instruction {
 public:
  explicit SegmentSumInstruction(CodeReader& code)
      : data_(code.address()), segments_(code.address()), output_(code.address()) {
    rows_ = code.next();
    inner_ = code.next();
    count_ = code.next();
  }

  void bind(Element* const* memories) override {
    from_ = &data_.resolve(memories)->number;
    at_ = &segments_.resolve(memories)->integer;
    to_ = &output_.resolve(memories)->number;
  }

  void run() override {
    std::memset(to_, 0, rows_ * inner_ * sizeof(float));
    for (long each = 0; each < count_; each += 1) {
      if (at_[each] < 0 || at_[each] >= rows_) continue;
      const float* from = from_ + each * inner_;
      float* to = to_ + at_[each] * inner_;
      for (long i = 0; i < inner_; i += 1) to[i] += from[i];
    }
  }

 private:
  Address data_;
  Address segments_;
  Address output_;
  long rows_;
  long inner_;
  long count_;
  const float* from_ = nullptr;
  const int* at_ = nullptr;
  float* to_ = nullptr;
};

}  // namespace

std::unique_ptr<Instruction> readGatherInstruction(CodeReader& code) { return std::make_unique<GatherInstruction>(code); }

std::unique_ptr<Instruction> readSegmentSumInstruction(CodeReader& code) {
  return std::make_unique<SegmentSumInstruction>(code);
}

}  // namespace tandem
