#include "divisible-instruction.h"

#include <algorithm>

#include "thread-pool.h"

namespace tandem {
namespace {

/** A program without an instruction of so many nanoseconds is done sooner by one thread. */
constexpr double longEnough = 8000;

/**
 * The shortest part, in nanoseconds. To hand it over costs about as much; but an instruction that is not shared takes far
 * longer where the one before it was, since half of what it reads is then near another processor.
 */
constexpr double shortestPart = 500;

/** Parts of long instructions that each thread does, so that one which is held up leaves its later ones to the others. */
constexpr long mostPartsEach = 2;
/** Parts are not divided further than this for that reason. */
constexpr double fineEnough = 50000;

}  // namespace

bool DivisibleInstruction::isWorthSharing() const { return pieces() > 1 && nanoseconds() >= longEnough; }

void DivisibleInstruction::share(std::vector<DivisibleInstruction*> others) {
  const long threads = static_cast<long>(others.size()) + 1;
  const long worth = std::max(1L, static_cast<long>(nanoseconds() / shortestPart));
  const long each = std::clamp(static_cast<long>(nanoseconds() / fineEnough) / threads, 1L, mostPartsEach);
  parts_ = std::min({std::max(1L, pieces()), worth, threads * each});
  others_ = std::move(others);
}

void DivisibleInstruction::run(Crew& crew) {
  if (parts_ == 1 || crew.size() == 1) runPieces(0, pieces());
  else crew.share(parts_, runPart, this);
}

void DivisibleInstruction::runPart(void* instruction, long part, int member) {
  auto* const first = static_cast<DivisibleInstruction*>(instruction);
  auto* const own = member == 0 ? first : first->others_[member - 1];
  const long pieces = first->pieces();
  own->runPieces(pieces * part / first->parts_, pieces * (part + 1) / first->parts_);
}

}  // namespace tandem
