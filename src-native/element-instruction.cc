#include "element-instruction.h"

#include <algorithm>
#include <cstring>

#include "divisible-instruction.h"
#include "element-function.h"
#include "round-up.h"

namespace tandem {
namespace {

/** All blocks of an instruction together shall fit into the first-level cache: this many elements. */
constexpr long cacheElements = 8192;
/** Shorter blocks cost more in calls than they save. */
constexpr long shortestBlock = 256;
constexpr long longestBlock = 1024;

/** Elements of a block where so many operands, results and registers are held at once. */
long chooseBlockSize(std::size_t blocks) {
  const long fitting = cacheElements / static_cast<long>(std::max<std::size_t>(blocks, 1)) / 64 * 64;
  return std::clamp(fitting, shortestBlock, longestBlock);
}

/** An operand in memory, and the block that holds its elements where they do not lie as the block wants them. */
struct Load {
  Address address;
  /** Elements between steps of each level, the outermost first. */
  std::vector<long> strides;
  Element* base = nullptr;
  Element* block = nullptr;
  /** What the block holds at present: from where, and how many elements. */
  const Element* held = nullptr;
  long heldCount = 0;
  /** Of an instruction of one block: where each element is, from the base on; empty where they lie as wanted. */
  std::vector<int> places;
};

struct Store {
  Address address;
  Element* base = nullptr;
};

struct Step {
  ElementFunction function;
  long result;
  long operands[3];
};

/** Repeats one element. */
void splat(Element* block, Element value, long count) {
  for (long i = 0; i < count; i += 1) block[i] = value;
}

/** The same row again and again, in pieces that double. */
void repeatRow(Element* block, const Element* row, long rows, long columns) {
  const long count = rows * columns;
  std::memcpy(block, row, columns * sizeof(Element));
  for (long done = columns; done < count; done *= 2) {
    std::memcpy(block + done, block, std::min(done, count - done) * sizeof(Element));
  }
}

void copyRows(Element* block, const Element* from, long rows, long rowStride, long columns, long columnStride) {
  for (long each = 0; each < rows; each += 1, from += rowStride, block += columns) {
    if (columnStride == 1) {
      std::memcpy(block, from, columns * sizeof(Element));
    } else if (columnStride == 0) {
      splat(block, *from, columns);
    } else {
      for (long i = 0; i < columns; i += 1) block[i] = from[i * columnStride];
    }
  }
}

class ElementInstruction : public DivisibleInstruction {
 public:
  explicit ElementInstruction(CodeReader& code) {
    sizes_ = code.list(code.next());
    const std::size_t lead = sizes_.size() < 2 ? 2 - sizes_.size() : 0;
    sizes_.insert(sizes_.begin(), lead, 1);
    loads_.resize(code.next());
    for (Load& load : loads_) {
      load.address = code.address();
      load.strides = code.list(static_cast<long>(sizes_.size() - lead));
      load.strides.insert(load.strides.begin(), lead, 0);
    }
    stores_.resize(code.next());
    for (Store& store : stores_) store.address = code.address();
    registers_ = code.next();
    steps_.resize(code.next());
    for (Step& step : steps_) {
      step.function = elementFunction(static_cast<ElementOp>(code.next()));
      step.result = code.next();
      for (long& operand : step.operands) operand = code.next();
    }
    blockSize_ = chooseBlockSize(loads_.size() + stores_.size() + registers_);
    columns_ = sizes_.back();
    rows_ = sizes_[sizes_.size() - 2];
    rowsPerBlock_ = columns_ >= blockSize_ ? 1 : std::max(1L, std::min(rows_, blockSize_ / columns_));
    outer_ = 1;
    for (std::size_t level = 0; level + 2 < sizes_.size(); level += 1) outer_ *= sizes_[level];
    const long total = outer_ * rows_ * columns_;
    blockElements_ = std::min(std::max(total, 1L), blockSize_);
    blockElements_ = (blockElements_ + 15) / 16 * 16;
    scratch_ = allocateElements(blockElements_ * (loads_.size() + registers_));
    places_.resize(loads_.size() + stores_.size() + registers_);
    Element* next = scratch_.get();
    for (Load& load : loads_) {
      load.block = next;
      next += blockElements_;
    }
    for (long each = 0; each < registers_; each += 1, next += blockElements_) {
      places_[loads_.size() + stores_.size() + each] = next;
    }
    position_.resize(sizes_.size());
    rowSteps_ = dividedUp(rows_, rowsPerBlock_);
    columnSteps_ = dividedUp(columns_, blockSize_);
    isSmall_ = total <= blockSize_;
    if (isSmall_) {
      for (Load& load : loads_) load.places = placesOf(load.strides);
    }
  }

  void bind(Element* const* memories) override {
    for (Load& load : loads_) load.base = load.address.resolve(memories);
    for (Store& store : stores_) store.base = store.address.resolve(memories);
  }

 protected:
  /** Blocks: of columns in rows, as many rows as fit, then the outer levels. */
  long pieces() const override { return isSmall_ ? 1 : outer_ * rowSteps_ * columnSteps_; }

  double nanoseconds() const override {
    const double each = 0.05 * static_cast<double>(steps_.size()) + 0.1 * static_cast<double>(loads_.size() + stores_.size());
    return each * static_cast<double>(outer_ * rows_ * columns_);
  }

  void runPieces(long from, long to) override {
    if (isSmall_) runSmall();
    else runBlocks(from, to);
  }

 private:
  /** All in one block. */
  void runSmall() {
    const long count = outer_ * rows_ * columns_;
    Element** place = places_.data();
    for (const Load& load : loads_) *place++ = load.places.empty() ? load.base : collect(load, count);
    for (const Store& store : stores_) *place++ = store.base;
    runSteps(count);
  }

  static Element* collect(const Load& load, long count) {
    const int* places = load.places.data();
    const Element* from = load.base;
    Element* to = load.block;
    for (long i = 0; i < count; i += 1) to[i].integer = from[places[i]].integer;
    return to;
  }

  /** Where the elements are, in order; empty where they lie one after another. */
  std::vector<int> placesOf(const std::vector<long>& strides) const {
    std::vector<int> places{0};
    for (std::size_t level = 0; level < sizes_.size(); level += 1) {
      std::vector<int> next;
      for (const int place : places) {
        for (long step = 0; step < sizes_[level]; step += 1) next.push_back(static_cast<int>(place + step * strides[level]));
      }
      places = next;
    }
    for (std::size_t i = 0; i < places.size(); i += 1) {
      if (places[i] != static_cast<int>(i)) return places;
    }
    return {};
  }

  void runBlocks(long from, long to) {
    for (Load& load : loads_) load.held = nullptr;
    const long perOuter = rowSteps_ * columnSteps_;
    goTo(from / perOuter);
    long outer = from / perOuter;
    long row = from % perOuter / columnSteps_ * rowsPerBlock_;
    long column = from % columnSteps_ * blockSize_;
    for (long each = from; each < to; each += 1) {
      const long rows = std::min(rowsPerBlock_, rows_ - row);
      const long columns = std::min(blockSize_, columns_ - column);
      runBlock(row, rows, column, columns, (outer * rows_ + row) * columns_ + column);
      column += blockSize_;
      if (column < columns_) continue;
      column = 0;
      row += rowsPerBlock_;
      if (row < rows_) continue;
      row = 0;
      outer += 1;
      advance();
    }
  }

  void runBlock(long row, long rows, long column, long columns, long done) {
    const long count = rows * columns;
    const std::size_t loads = loads_.size();
    for (std::size_t each = 0; each < loads; each += 1) places_[each] = read(loads_[each], row, rows, column, columns);
    for (std::size_t each = 0; each < stores_.size(); each += 1) places_[loads + each] = stores_[each].base + done;
    runSteps(count);
  }

  void runSteps(long count) {
    Element* const* places = places_.data();
    for (const Step& step : steps_) {
      step.function(count, places[step.result], places[step.operands[0]], places[step.operands[1]],
                    places[step.operands[2]]);
    }
  }

  /** The operand's elements of this block, one after another: where they lie, or copied. */
  Element* read(Load& load, long row, long rows, long column, long columns) {
    const std::size_t last = load.strides.size() - 1;
    const long columnStride = load.strides[last];
    const long rowStride = load.strides[last - 1];
    Element* from = load.base + outerOffset(load) + row * rowStride + column * columnStride;
    if (columnStride == 1 && (rows == 1 || rowStride == columns)) return from;
    const long count = rows * columns;
    const bool repeats = rowStride == 0 || rows == 1;
    if (columnStride == 0 && repeats) {
      if (load.held != from || load.heldCount < count) {
        load.heldCount = std::max(count, std::min(blockElements_, rowsPerBlock_ * std::min(columns_, blockSize_)));
        splat(load.block, *from, load.heldCount);
        load.held = from;
      }
      return load.block;
    }
    if (repeats && load.held == from && load.heldCount >= count) return load.block;
    if (repeats && columnStride == 1) {
      repeatRow(load.block, from, rows, columns);
    } else {
      copyRows(load.block, from, rows, rowStride, columns, columnStride);
    }
    load.held = repeats ? from : nullptr;
    load.heldCount = count;
    return load.block;
  }

  long outerOffset(const Load& load) const {
    long offset = 0;
    for (std::size_t level = 0; level + 2 < sizes_.size(); level += 1) offset += position_[level] * load.strides[level];
    return offset;
  }

  void goTo(long outer) {
    for (std::size_t level = sizes_.size() - 2; level-- > 0; outer /= sizes_[level]) position_[level] = outer % sizes_[level];
  }

  void advance() {
    for (std::size_t level = sizes_.size() - 2; level-- > 0;) {
      position_[level] += 1;
      if (position_[level] < sizes_[level]) return;
      position_[level] = 0;
    }
  }

  std::vector<long> sizes_;
  std::vector<Load> loads_;
  std::vector<Store> stores_;
  std::vector<Step> steps_;
  long registers_;
  bool isSmall_;
  long blockSize_;
  long columns_;
  long rows_;
  long rowsPerBlock_;
  long outer_;
  long rowSteps_;
  long columnSteps_;
  long blockElements_;
  Elements scratch_;
  /** Where loads, stores and registers of the present block are. */
  std::vector<Element*> places_;
  std::vector<long> position_;
};

}  // namespace

std::unique_ptr<Instruction> readElementInstruction(CodeReader& code) {
  return std::make_unique<ElementInstruction>(code);
}

}  // namespace tandem
