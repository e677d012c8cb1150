#pragma once

#include "divisible-instruction.h"

namespace tandem {

/** A program ready to run: its instructions, its constants and memory of its own. */
class Plan {
 public:
  /** The memory is missing where there is not enough. */
  Plan(const int* code, long length, const int* constants, long constantCount, long size);
  /** False too once it has been freed. */
  bool hasMemory() const { return own_ != nullptr && constants_ != nullptr; }
  /**
   * @param fed what is fed, then what is given back, each with as many elements as the plan was made for
   * @param threads how many may work on it, this one among them; the bits do not depend on it
   */
  void run(const std::vector<Element*>& fed, int threads);
  /** Gives all memory back; it cannot run afterwards. */
  void free();

 private:
  /** Deals what is worth it out to so many threads. */
  void share(int threads);

  std::vector<int> code_;
  Elements own_;
  Elements constants_;
  /** The instructions, then again for each thread that has helped. */
  std::vector<Instructions> readings_;
  bool isWorthSharing_ = false;
  int sharedBy_ = 1;
};

}  // namespace tandem
