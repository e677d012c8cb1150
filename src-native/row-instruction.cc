#include "row-instruction.h"

#include <algorithm>
#include <cstring>

#include "divisible-instruction.h"
#include "round-up.h"
#include "vector-memory.h"

namespace tandem {
namespace {

/** Rows longer than this are copied as fast by what the library has for any length. */
constexpr long shortRow = 256;

void copyRow(Element* to, const Element* from, long count) {
  if (count > shortRow) {
    std::memcpy(to, from, count * sizeof(Element));
    return;
  }
  for (; count > 0; count -= laneCount, to += laneCount, from += laneCount) {
    storeUpTo(to, loadUpTo<Integers>(from, count), count);
  }
}

class GatherInstruction : public DivisibleInstruction {
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

 protected:
  /** Rows of the result. */
  long pieces() const override { return outer_ * count_; }

  double nanoseconds() const override { return static_cast<double>(outer_ * count_) * (2 + 0.15 * inner_); }

  void runPieces(long first, long end) override {
    Element* to = to_ + first * inner_;
    for (long outer = first / count_; outer * count_ < end; outer += 1) {
      const Element* table = from_ + outer * outerStride_;
      const long last = std::min(count_, end - outer * count_);
      for (long each = std::max(0L, first - outer * count_); each < last; each += 1, to += inner_) {
        const long row = std::clamp<long>(at_[each], 0, rows_ - 1);
        if (inner_ == 1) *to = table[row * rowStride_];
        else copyRow(to, table + row * rowStride_, inner_);
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

/** Columns of a piece of a sum. */
constexpr long pieceWidth = 16;

class SegmentSumInstruction : public DivisibleInstruction {
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

 protected:
  /** Columns of the result, some together: all that is added to an element is added by one thread, in order. */
  long pieces() const override { return dividedUp(inner_, pieceWidth); }

  double nanoseconds() const override { return 0.2 * static_cast<double>((rows_ + count_) * inner_); }

  void runPieces(long first, long end) override {
    const long left = first * pieceWidth;
    const long width = std::min(inner_, end * pieceWidth) - left;
    if (width == inner_) std::memset(to_, 0, rows_ * inner_ * sizeof(float));
    else for (long row = 0; row < rows_; row += 1) std::memset(to_ + row * inner_ + left, 0, width * sizeof(float));
    for (long each = 0; each < count_; each += 1) {
      if (at_[each] < 0 || at_[each] >= rows_) continue;
      const float* from = from_ + each * inner_ + left;
      float* to = to_ + at_[each] * inner_ + left;
      for (long i = 0; i < width; i += 1) to[i] += from[i];
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
