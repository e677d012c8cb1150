#include "product-instruction.h"

#include "matmul.h"

namespace tandem {
namespace {

struct BatchLevel {
  long size;
  /** Of the first factor, the second, and the product. */
  long strides[3];
};

class ProductInstruction : public Instruction {
 public:
  explicit ProductInstruction(CodeReader& code) {
    for (Address& address : addresses_) address = code.address();
    m_ = code.next();
    n_ = code.next();
    k_ = code.next();
    for (long& stride : rowStrides_) stride = code.next();
    for (bool& transposed : transposed_) transposed = code.next() != 0;
    levels_.resize(code.next());
    for (BatchLevel& level : levels_) {
      level.size = code.next();
      for (long& stride : level.strides) stride = code.next();
    }
    scratch_ = allocateElements(matmulScratchFloats(m_, n_, k_));
  }

  void bind(Element* const* memories) override {
    for (int each = 0; each < 3; each += 1) bases_[each] = &addresses_[each].resolve(memories)->number;
  }

  void run() override { multiply(0, bases_[0], bases_[1], bases_[2]); }

 private:
  void multiply(std::size_t depth, const float* first, const float* second, float* result) {
    if (depth == levels_.size()) {
      matmul(first, rowStrides_[0], transposed_[0], second, rowStrides_[1], transposed_[1], result, n_, m_, n_, k_,
             &scratch_[0].number);
      return;
    }
    const BatchLevel& level = levels_[depth];
    for (long each = 0; each < level.size; each += 1) {
      multiply(depth + 1, first, second, result);
      first += level.strides[0];
      second += level.strides[1];
      result += level.strides[2];
    }
  }

  Address addresses_[3];
  float* bases_[3];
  long m_;
  long n_;
  long k_;
  long rowStrides_[2];
  bool transposed_[2];
  std::vector<BatchLevel> levels_;
  Elements scratch_;
};

}  // namespace

std::unique_ptr<Instruction> readProductInstruction(CodeReader& code) {
  return std::make_unique<ProductInstruction>(code);
}

}  // namespace tandem
