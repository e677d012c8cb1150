#pragma once

#include "instruction.h"

namespace tandem {

/** A program ready to run: its instructions, its constants and memory of its own. */
class Plan {
 public:
  /** The memory is missing where there is not enough. */
  Plan(const int* code, long length, const int* constants, long constantCount, long size);
  /** False too once it has been freed. */
  bool hasMemory() const { return own_ != nullptr && constants_ != nullptr; }
  /** @param fed what is fed, then what is given back, each with as many elements as the plan was made for */
  void run(const std::vector<Element*>& fed);
  /** Gives all memory back; it cannot run afterwards. */
  void free();

 private:
  Instructions instructions_;
  Elements own_;
  Elements constants_;
};

}  // namespace tandem
