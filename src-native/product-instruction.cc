#include "product-instruction.h"

#include <algorithm>

#include "divisible-instruction.h"
#include "matmul.h"
#include "round-up.h"
#include "tile-permission.h"

namespace tandem {
namespace {

struct BatchLevel {
  long size;
  /** Of the first factor, the second, the product, and what finishes it. */
  long strides[4];
};

/** Rows or columns of a piece: whole tiles on every processor. */
constexpr long pieceWidth = 32;

class ProductInstruction : public DivisibleInstruction {
 public:
  explicit ProductInstruction(CodeReader& code) {
    for (int each = 0; each < 3; each += 1) addresses_[each] = code.address();
    m_ = code.next();
    n_ = code.next();
    k_ = code.next();
    for (long& stride : rowStrides_) stride = code.next();
    for (bool& transposed : transposed_) transposed = code.next() != 0;
    finish_ = static_cast<FinishKind>(code.next());
    finishes_ = finish_ != FinishKind::none;
    if (finishes_) {
      addresses_[3] = code.address();
      finishStride_ = code.next();
    }
    levels_.resize(code.next());
    for (BatchLevel& level : levels_) {
      level.size = code.next();
      for (int each = 0; each < operands(); each += 1) level.strides[each] = code.next();
      batch_ *= level.size;
    }
    direction_ = directionOf(transposed_[0], transposed_[1], m_, n_, k_);
    // the first factor is turned, where it is, by each thread: its own rows alone, or all of them
    dividesRows_ = m_ > n_ || (transposed_[0] && 2 * m_ > n_);
    piecesEach_ = std::max(1L, dividedUp(dividesRows_ ? m_ : n_, pieceWidth));
    scratch_ = allocateElements(matmulScratchFloats(m_, n_, k_));
  }

  void bind(Element* const* memories) override {
    for (int each = 0; each < operands(); each += 1) bases_[each] = &addresses_[each].resolve(memories)->number;
  }

 protected:
  long pieces() const override { return batch_ * piecesEach_; }

  double nanoseconds() const override {
    const double each = direction_ == Direction::tiles ? 0.007 : 0.011;
    const double elements = static_cast<double>(std::max(m_, n_) * roundedUp(std::min(m_, n_), 16));
    return static_cast<double>(batch_) * (30 + each * elements * static_cast<double>(k_));
  }

  void runPieces(long from, long to) override {
    const TileRegisters registers(direction_ == Direction::tiles);
    for (long entry = from / piecesEach_; entry * piecesEach_ < to; entry += 1) {
      multiply(entry, std::max(0L, from - entry * piecesEach_), std::min(piecesEach_, to - entry * piecesEach_));
    }
  }

 private:
  int operands() const { return finishes_ ? 4 : 3; }

  /** Pieces of one product of the batch. */
  void multiply(long entry, long from, long to) {
    float* places[4] = {bases_[0], bases_[1], bases_[2], bases_[3]};
    for (std::size_t level = levels_.size(); level-- > 0; entry /= levels_[level].size) {
      const long step = entry % levels_[level].size;
      for (int each = 0; each < operands(); each += 1) places[each] += step * levels_[level].strides[each];
    }
    const long first = from * pieceWidth;
    const long end = std::min(to * pieceWidth, dividesRows_ ? m_ : n_);
    const long top = dividesRows_ ? first : 0;
    const long left = dividesRows_ ? 0 : first;
    matmul(direction_, places[0] + top * (transposed_[0] ? 1 : rowStrides_[0]), rowStrides_[0], transposed_[0],
           places[1] + left * (transposed_[1] ? rowStrides_[1] : 1), rowStrides_[1], transposed_[1],
           places[2] + top * n_ + left, n_, dividesRows_ ? end - first : m_, dividesRows_ ? n_ : end - first, k_,
           Finish{finish_, places[3], finishStride_}.at(top, left), &scratch_[0].number);
  }

  Address addresses_[4];
  float* bases_[4] = {};
  long m_;
  long n_;
  long k_;
  long rowStrides_[2];
  bool transposed_[2];
  FinishKind finish_;
  bool finishes_;
  long finishStride_ = 0;
  std::vector<BatchLevel> levels_;
  long batch_ = 1;
  Direction direction_;
  bool dividesRows_;
  long piecesEach_;
  Elements scratch_;
};

}  // namespace

std::unique_ptr<Instruction> readProductInstruction(CodeReader& code) {
  return std::make_unique<ProductInstruction>(code);
}

}  // namespace tandem
