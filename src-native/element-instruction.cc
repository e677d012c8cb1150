#include "element-instruction.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "divisible-instruction.h"
#include "element-merge.h"
#include "round-up.h"
#include "vector-memory.h"

namespace tandem {
namespace {

/** All that a block of an instruction touches shall fit into the first-level cache: this many elements. */
constexpr long cacheElements = 8192;
/** Shorter blocks cost more in calls than they save. */
constexpr long shortestBlock = 256;
constexpr long longestBlock = 1024;

/** Elements of a block where so many operands, results and registers are held at once. */
long chooseBlockSize(long blocks) {
  const long fitting = cacheElements / std::max(blocks, 1L) / 64 * 64;
  return std::clamp(fitting, shortestBlock, longestBlock);
}

/** An operand in memory, and the block that holds its elements where they do not lie as the block wants them. */
struct Load {
  Address address;
  /** Elements between steps of each level, the outermost first. */
  std::vector<long> strides;
  /** Whether it is one element throughout. */
  bool isOne;
  Element* base = nullptr;
  /** Where its elements are for the present steps of the outer levels. */
  Element* start = nullptr;
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
  const Place* places[mostPlaces];
  /** Whether an operand does not lie as the rows of the block do, one after another. */
  bool isByRow;
};

/** Of elements that lie one after another. */
constexpr long wholeStep = laneCount * sizeof(Element);

/** Repeats one element. */
void splat(Element* block, Element value, long count) {
  const Integers lanes = repeat(value.integer);
  for (; count > 0; count -= laneCount, block += laneCount) storeUpTo(block, lanes, count);
}

Place onePlace(Element* at) { return {at, 0, 0}; }

Place wholePlace(Element* at, long columns) { return {at, wholeStep, columns * static_cast<long>(sizeof(Element))}; }

/** Repeats the row that a block begins with, in pieces that double. */
void repeatFirst(Element* block, long rows, long columns) {
  const long count = rows * columns;
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
      load.isOne = std::all_of(load.strides.begin(), load.strides.end(), [](long stride) { return stride == 0; });
    }
    stores_.resize(code.next());
    for (Store& store : stores_) store.address = code.address();
    const long registers = code.next();
    std::vector<ElementStep> steps(code.next());
    for (ElementStep& step : steps) {
      step.op = static_cast<ElementOp>(code.next());
      step.function = elementFunction(step.op);
      step.results = {code.next()};
      step.operands = code.list(3);
      step.operands.resize(operandCount(step.op));
    }
    measure();
    const long firstRegister = static_cast<long>(loads_.size() + stores_.size());
    places_.resize(firstRegister + registers);
    steps = mergeSteps(steps, extents(), firstRegister);
    layOut(steps, firstRegister);
    take(steps);
  }

  void bind(Element* const* memories) override {
    for (Load& load : loads_) load.base = load.address.resolve(memories);
    for (Store& store : stores_) store.base = store.address.resolve(memories);
  }

 protected:
  /** Blocks: of columns in rows, as many rows as fit, then the outer levels. */
  long pieces() const override { return isSmall_ ? 1 : outer_ * rowSteps_ * columnSteps_; }

  double nanoseconds() const override {
    const double moved = static_cast<double>(countLoads() + static_cast<long>(stores_.size()));
    const double each = 0.02 * static_cast<double>(steps_.size()) + 0.03 * moved;
    return each * static_cast<double>(total_);
  }

  void runPieces(long from, long to) override {
    if (isSmall_) runSmall();
    else runBlocks(from, to);
  }

 private:
  void measure() {
    columns_ = sizes_.back();
    rows_ = sizes_[sizes_.size() - 2];
    outer_ = 1;
    for (std::size_t level = 0; level + 2 < sizes_.size(); level += 1) outer_ *= sizes_[level];
    total_ = outer_ * rows_ * columns_;
    position_.resize(sizes_.size());
  }

  /** Those that are not one element. */
  long countLoads() const {
    return std::count_if(loads_.begin(), loads_.end(), [](const Load& load) { return !load.isOne; });
  }

  /** Those of which a block holds as many elements as it has. */
  long countSpread() const {
    return std::count_if(loads_.begin(), loads_.end(), [&](const Load& load) {
      const bool isOfRow = rows_ > 1 && columns_ < shortestBlock && columns_ % laneCount == 0;
      return !load.isOne && !(isOfRow && (columnStrideOf(load) == 0 || rowStrideOf(load) == 0));
    });
  }

  static long columnStrideOf(const Load& load) { return load.strides[load.strides.size() - 1]; }
  static long rowStrideOf(const Load& load) { return load.strides[load.strides.size() - 2]; }

  /** What of which memory each place is. */
  std::vector<PlaceExtent> extents() const {
    std::vector<PlaceExtent> found;
    for (const Load& load : loads_) {
      PlaceExtent extent{load.address.memory, load.address.offset, load.address.offset + 1};
      for (std::size_t level = 0; level < sizes_.size(); level += 1) {
        const long reach = (sizes_[level] - 1) * load.strides[level];
        (reach < 0 ? extent.begin : extent.end) += reach;
      }
      found.push_back(extent);
    }
    for (const Store& store : stores_) {
      found.push_back({store.address.memory, store.address.offset, store.address.offset + total_});
    }
    constexpr int registerMemory = -1;
    for (long each = found.size(); each < static_cast<long>(places_.size()); each += 1) {
      found.push_back({registerMemory, each, each + 1});
    }
    return found;
  }

  /** Chooses the size of a block and gives each load and each register that the steps use one. */
  void layOut(const std::vector<ElementStep>& steps, long firstRegister) {
    std::vector<long> blockOf(places_.size(), -1);
    long registers = 0;
    for (const ElementStep& step : steps) {
      for (const long result : step.results) {
        if (result >= firstRegister && blockOf[result] < 0) blockOf[result] = registers++;
      }
    }
    const long loads = countLoads();
    blockSize_ = chooseBlockSize(countSpread() + static_cast<long>(stores_.size()) + registers);
    rowsPerBlock_ = columns_ >= blockSize_ ? 1 : std::max(1L, std::min(rows_, blockSize_ / columns_));
    walksRows_ = rowsPerBlock_ > 1 && columns_ % laneCount == 0;
    rowSteps_ = dividedUp(rows_, rowsPerBlock_);
    columnSteps_ = dividedUp(columns_, blockSize_);
    isSmall_ = total_ <= blockSize_;
    blockElements_ = (std::min(std::max(total_, 1L), blockSize_) + laneCount - 1) / laneCount * laneCount;
    scratch_ = allocateElements(blockElements_ * (loads + registers));
    Element* next = scratch_.get();
    for (std::size_t place = firstRegister; place < places_.size(); place += 1) {
      if (blockOf[place] >= 0) places_[place] = wholePlace(next + blockOf[place] * blockElements_, columns_);
    }
    next += registers * blockElements_;
    for (std::size_t each = 0; each < loads_.size(); each += 1) {
      Load& load = loads_[each];
      if (load.isOne) continue;
      load.block = next;
      next += blockElements_;
      if (isSmall_) load.places = placesOf(load.strides);
      const bool isSteady = rowStrideOf(load) == 0 && (columnStrideOf(load) == 0 || (columnSteps_ == 1 && rows_ > 1));
      (isSteady ? steady_ : moving_).push_back(each);
    }
  }

  void take(const std::vector<ElementStep>& steps) {
    for (const ElementStep& each : steps) {
      Step step{each.function, {}, false};
      const Place** next = step.places;
      for (const long result : each.results) *next++ = &places_[result];
      for (const long operand : each.operands) {
        *next++ = &places_[operand];
        if (operand < static_cast<long>(loads_.size())) step.isByRow |= isByRow(loads_[operand]);
      }
      steps_.push_back(step);
    }
  }

  /** Whether it does not lie in a block as its rows do, one after another. */
  bool isByRow(const Load& load) const {
    if (!walksRows_ || isSmall_ || load.isOne) return false;
    const long columnStride = columnStrideOf(load);
    const long rowStride = rowStrideOf(load);
    return columnStride == 1 ? rowStride != columns_ : columnStride == 0 || rowStride == 0;
  }

  /** All in one block. */
  void runSmall() {
    Place* place = places_.data();
    for (const Load& load : loads_) {
      *place++ = load.isOne ? onePlace(load.base)
                            : wholePlace(load.places.empty() ? load.base : collect(load, total_), total_);
    }
    for (const Store& store : stores_) *place++ = wholePlace(store.base, total_);
    runSteps(1, total_);
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
    Place* place = places_.data();
    for (Load& load : loads_) {
      load.held = nullptr;
      if (load.isOne) *place = onePlace(load.base);
      place += 1;
    }
    const long perOuter = rowSteps_ * columnSteps_;
    goTo(from / perOuter);
    readSteady();
    long outer = from / perOuter;
    long row = from % perOuter / columnSteps_ * rowsPerBlock_;
    long columnStep = from % columnSteps_;
    for (long each = from; each < to; each += 1) {
      const long rows = std::min(rowsPerBlock_, rows_ - row);
      const long done = (outer * rows_ + row) * columns_;
      const long lead = leadOf(done);
      const long column = std::max(0L, columnStep * blockSize_ - lead);
      const long end = std::min(columns_, (columnStep + 1) * blockSize_ - lead);
      runBlock(row, rows, column, end - column, done + column);
      columnStep += 1;
      if (columnStep < columnSteps_) continue;
      columnStep = 0;
      row += rowsPerBlock_;
      if (row < rows_) continue;
      row = 0;
      outer += 1;
      if (each + 1 == to) break;
      advance();
      readSteady();
    }
  }

  /** What is the same for all blocks between steps of the outer levels. */
  void readSteady() {
    for (const std::size_t each : steady_) places_[each] = read(loads_[each], 0, rowsPerBlock_, 0, std::min(columns_, blockSize_));
  }

  /** By how many elements the first block of a row is shorter, so that all others begin at a cache line of the first result. */
  long leadOf(long done) const {
    constexpr long line = 64 / sizeof(Element);
    if (columnSteps_ == 1 || stores_.empty()) return 0;
    const long lead = static_cast<long>(reinterpret_cast<std::uintptr_t>(stores_[0].base + done) / sizeof(Element) % line);
    return columns_ + lead <= columnSteps_ * blockSize_ ? lead : 0;
  }

  void runBlock(long row, long rows, long column, long columns, long done) {
    for (const std::size_t each : moving_) places_[each] = read(loads_[each], row, rows, column, columns);
    Place* place = places_.data() + loads_.size();
    for (const Store& store : stores_) *place++ = wholePlace(store.base + done, columns);
    runSteps(rows, columns);
  }

  void runSteps(long rows, long columns) {
    for (const Step& step : steps_) {
      if (step.isByRow) step.function(rows, columns, step.places);
      else step.function(1, rows * columns, step.places);
    }
  }

  /** The operand's elements of this block: where they lie, or copied one after another where steps could not walk them. */
  Place read(Load& load, long row, long rows, long column, long columns) {
    const long columnStride = columnStrideOf(load);
    const long rowStride = rowStrideOf(load);
    Element* const from = load.start + row * rowStride + column * columnStride;
    const bool repeats = rowStride == 0 || rows == 1;
    const bool mayLieSo = walksRows_ || rows == 1 || rowStride == columnStride * columns;
    if ((columnStride == 0 || columnStride == 1) && mayLieSo) {
      return {from, columnStride * wholeStep, rowStride * static_cast<long>(sizeof(Element))};
    }
    const bool isOneRow = repeats && walksRows_;
    const long count = rows * columns;
    if (!repeats || load.held != from || load.heldCount < count) {
      copyRows(load.block, from, repeats ? 1 : rows, rowStride, columns, columnStride);
      if (repeats && !walksRows_) repeatFirst(load.block, rows, columns);
      load.held = repeats ? from : nullptr;
      load.heldCount = count;
    }
    return {load.block, wholeStep, isOneRow ? 0 : columns * static_cast<long>(sizeof(Element))};
  }

  void goTo(long outer) {
    for (Load& load : loads_) load.start = load.base;
    for (std::size_t level = sizes_.size() - 2; level-- > 0; outer /= sizes_[level]) {
      position_[level] = outer % sizes_[level];
      for (Load& load : loads_) load.start += position_[level] * load.strides[level];
    }
  }

  /** The next step of the outer levels. */
  void advance() {
    for (std::size_t level = sizes_.size() - 2; level-- > 0;) {
      position_[level] += 1;
      for (Load& load : loads_) load.start += load.strides[level];
      if (position_[level] < sizes_[level]) return;
      for (Load& load : loads_) load.start -= sizes_[level] * load.strides[level];
      position_[level] = 0;
    }
  }

  std::vector<long> sizes_;
  std::vector<Load> loads_;
  /** Those that are not one element: which change with a step of the outer levels alone, and which with each block. */
  std::vector<std::size_t> steady_;
  std::vector<std::size_t> moving_;
  std::vector<Store> stores_;
  std::vector<Step> steps_;
  bool isSmall_;
  /** Whether rows fill the lanes, so that steps may walk one row after another. */
  bool walksRows_;
  long blockSize_;
  long columns_;
  long rows_;
  long rowsPerBlock_;
  long outer_;
  long total_;
  long rowSteps_;
  long columnSteps_;
  long blockElements_;
  Elements scratch_;
  /** Where loads, stores and registers of the present block are. */
  std::vector<Place> places_;
  std::vector<long> position_;
};

}  // namespace

std::unique_ptr<Instruction> readElementInstruction(CodeReader& code) {
  return std::make_unique<ElementInstruction>(code);
}

}  // namespace tandem
