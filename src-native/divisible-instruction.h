#pragma once

#include "instruction.h"

namespace tandem {

/**
 * An instruction of pieces that need not wait for each other, and whose results are the same to the last bit however the
 * pieces are dealt out. Each thread does its pieces with an instruction of its own, read from the same plan, so that what
 * an instruction notes while it works is its own.
 */
class DivisibleInstruction : public Instruction {
 public:
  void run(Crew& crew) final;
  void collect(std::vector<DivisibleInstruction*>& found) final { found.push_back(this); }
  /** Whether it is so long that its program is worth several threads. */
  bool isWorthSharing() const;
  /** Deals it out to those that the others help with: the same instruction, each read for another thread. */
  void share(std::vector<DivisibleInstruction*> others);

 protected:
  virtual long pieces() const = 0;
  /** About how many nanoseconds all of it takes one thread. */
  virtual double nanoseconds() const = 0;
  /** Does the pieces from .. to - 1. */
  virtual void runPieces(long from, long to) = 0;

 private:
  static void runPart(void* instruction, long part, int member);

  long parts_ = 1;
  std::vector<DivisibleInstruction*> others_;
};

}  // namespace tandem
