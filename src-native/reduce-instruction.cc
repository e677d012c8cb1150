#include "reduce-instruction.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "divisible-instruction.h"
#include "round-up.h"
#include "walk.h"

namespace tandem {
namespace {

struct Sum {
  using Value = float;
  static constexpr float start = 0;
  static float join(float one, float other) { return one + other; }
};

struct Product {
  using Value = float;
  static constexpr float start = 1;
  static float join(float one, float other) { return one * other; }
};

/** What is not a number stays so. */
struct Maximum {
  using Value = float;
  static constexpr float start = -std::numeric_limits<float>::infinity();
  static float join(float one, float other) { return other > one || other != other ? other : one; }
};

struct Minimum {
  using Value = float;
  static constexpr float start = std::numeric_limits<float>::infinity();
  static float join(float one, float other) { return other < one || other != other ? other : one; }
};

struct IntegerSum {
  using Value = int;
  static constexpr int start = 0;
  static int join(int one, int other) {
    return static_cast<int>(static_cast<unsigned>(one) + static_cast<unsigned>(other));
  }
};

struct IntegerMaximum {
  using Value = int;
  static constexpr int start = std::numeric_limits<int>::min();
  static int join(int one, int other) { return other > one ? other : one; }
};

struct IntegerMinimum {
  using Value = int;
  static constexpr int start = std::numeric_limits<int>::max();
  static int join(int one, int other) { return other < one ? other : one; }
};

/** Columns of a piece of rows that are joined. */
constexpr long pieceWidth = 64;

/** Partial results that are joined last, so that a reduction does not wait for each of its own steps. */
constexpr long lanes = 64;

template <typename Operation>
class ReduceInstruction : public DivisibleInstruction {
  using Value = typename Operation::Value;

 public:
  explicit ReduceInstruction(CodeReader& code)
      : input_(code.address()), output_(code.address()), kept_(readWalk(code)), reduced_(readWalk(code)) {
    reducesNeighbours_ = !reduced_.empty() && reduced_.back().stride == 1;
    keepsNeighbours_ = !kept_.empty() && kept_.back().stride == 1;
    keepsNarrow_ = keepsNeighbours_ && reduced_.size() == 1 && reduced_[0].stride == kept_.back().size &&
                   lanes % kept_.back().size == 0;
    keptCount_ = countOf(kept_.data(), kept_.data() + kept_.size());
    piecesEach_ = keepsNeighbours_ && !keepsNarrow_ && !reducesNeighbours_ ? dividedUp(kept_.back().size, pieceWidth) : 1;
    isShort_ = reduced_.size() == 1 && kept_.size() <= 1 && reduced_[0].size < lanes && !keepsNeighbours_;
  }

  void bind(Element* const* memories) override {
    from_ = reinterpret_cast<const Value*>(input_.resolve(memories));
    to_ = reinterpret_cast<Value*>(output_.resolve(memories));
  }

 protected:
  /** Results, or rows of them that are made together, or some columns of such rows. */
  long pieces() const override {
    if (isShort_ || !joinsRows()) return keptCount_;
    return keptCount_ / kept_.back().size * piecesEach_;
  }

  double nanoseconds() const override {
    const double each = reducesNeighbours_ || joinsRows() ? 0.04 : 0.3;
    return each * static_cast<double>(keptCount_ * countOf(reduced_.data(), reduced_.data() + reduced_.size()));
  }

  void runPieces(long from, long to) override {
    if (isShort_) joinShortRuns(from, to);
    else if (keepsNarrow_) joinNarrowRows(from, to);
    else if (joinsRows()) joinRows(from, to);
    else joinEach(from, to);
  }

 private:
  bool joinsRows() const { return keepsNarrow_ || (keepsNeighbours_ && !reducesNeighbours_); }

  /** Row upon row: the kept elements lie side by side. */
  void joinRows(long fromPiece, long toPiece) {
    const long width = kept_.back().size;
    for (long each = fromPiece / piecesEach_; each * piecesEach_ < toPiece; each += 1) {
      const long left = std::max(0L, fromPiece - each * piecesEach_) * pieceWidth;
      const long count = std::min(width, (toPiece - each * piecesEach_) * pieceWidth) - left;
      Value* const to = to_ + each * width + left;
      forEachIn(kept_.data(), kept_.data() + kept_.size() - 1, each, each + 1, left, [&](long kept) {
        for (long i = 0; i < count; i += 1) to[i] = Operation::start;
        forEach(reduced_.data(), reduced_.data() + reduced_.size(), kept, [&](long row) {
          const Value* from = from_ + row;
          for (long i = 0; i < count; i += 1) to[i] = Operation::join(to[i], from[i]);
        });
      });
    }
  }

  /** Few elements for each result, which one loop after another costs more to reach than to join. */
  void joinShortRuns(long fromPiece, long toPiece) {
    const long apart = kept_.empty() ? 0 : kept_[0].stride;
    const long size = reduced_[0].size;
    const long stride = reduced_[0].stride;
    for (long i = fromPiece; i < toPiece; i += 1) to_[i] = Operation::join(Operation::start, from_[i * apart]);
    for (long step = 1; step < size; step += 1) {
      const Value* from = from_ + step * stride;
      for (long i = fromPiece; i < toPiece; i += 1) to_[i] = Operation::join(to_[i], from[i * apart]);
    }
  }

  /** Rows so narrow that several of them fit into the lanes, one after another in memory. */
  void joinNarrowRows(long fromPiece, long toPiece) {
    const long width = kept_.back().size;
    const long count = width * reduced_[0].size;
    Value* to = to_ + fromPiece * width;
    forEachIn(kept_.data(), kept_.data() + kept_.size() - 1, fromPiece, toPiece, 0, [&](long kept) {
      const Value* from = from_ + kept;
      Value partial[lanes];
      for (long lane = 0; lane < lanes; lane += 1) partial[lane] = Operation::start;
      long i = 0;
      for (; i + lanes <= count; i += lanes) {
        for (long lane = 0; lane < lanes; lane += 1) partial[lane] = Operation::join(partial[lane], from[i + lane]);
      }
      for (long lane = 0; i < count; i += 1, lane += 1) partial[lane] = Operation::join(partial[lane], from[i]);
      for (long half = lanes / 2; half >= width; half /= 2) {
        for (long lane = 0; lane < half; lane += 1) partial[lane] = Operation::join(partial[lane], partial[lane + half]);
      }
      for (long lane = 0; lane < width; lane += 1) to[lane] = partial[lane];
      to += width;
    });
  }

  void joinEach(long fromPiece, long toPiece) {
    Value* to = to_ + fromPiece;
    const Level* end = reduced_.data() + reduced_.size() - (reducesNeighbours_ ? 1 : 0);
    const long width = reducesNeighbours_ ? reduced_.back().size : 1;
    forEachIn(kept_.data(), kept_.data() + kept_.size(), fromPiece, toPiece, 0, [&](long kept) {
      Value joined = Operation::start;
      forEach(reduced_.data(), end, kept, [&](long row) { joined = Operation::join(joined, joinRun(from_ + row, width)); });
      *to = joined;
      to += 1;
    });
  }

  static Value joinRun(const Value* from, long count) {
    Value joined = Operation::start;
    if (count < lanes) {
      for (long i = 0; i < count; i += 1) joined = Operation::join(joined, from[i]);
      return joined;
    }
    Value partial[lanes];
    for (long lane = 0; lane < lanes; lane += 1) partial[lane] = from[lane];
    long i = lanes;
    for (; i + lanes <= count; i += lanes) {
      for (long lane = 0; lane < lanes; lane += 1) partial[lane] = Operation::join(partial[lane], from[i + lane]);
    }
    for (long half = lanes / 2; half > 0; half /= 2) {
      for (long lane = 0; lane < half; lane += 1) partial[lane] = Operation::join(partial[lane], partial[lane + half]);
    }
    joined = partial[0];
    for (; i < count; i += 1) joined = Operation::join(joined, from[i]);
    return joined;
  }

  Address input_;
  Address output_;
  std::vector<Level> kept_;
  std::vector<Level> reduced_;
  bool reducesNeighbours_;
  bool keepsNeighbours_;
  bool keepsNarrow_;
  bool isShort_;
  long keptCount_;
  /** Of a row of results. */
  long piecesEach_;
  const Value* from_ = nullptr;
  Value* to_ = nullptr;
};

}  // namespace

std::unique_ptr<Instruction> readReduceInstruction(CodeReader& code) {
  switch (code.next()) {
    case 0: return std::make_unique<ReduceInstruction<Sum>>(code);
    case 1: return std::make_unique<ReduceInstruction<Maximum>>(code);
    case 2: return std::make_unique<ReduceInstruction<Minimum>>(code);
    case 3: return std::make_unique<ReduceInstruction<Product>>(code);
    case 4: return std::make_unique<ReduceInstruction<IntegerSum>>(code);
    case 5: return std::make_unique<ReduceInstruction<IntegerMaximum>>(code);
    default: return std::make_unique<ReduceInstruction<IntegerMinimum>>(code);
  }
}

}  // namespace tandem
