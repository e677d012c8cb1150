#pragma once

#include <vector>

#include "memory.h"

namespace tandem {

/** Reads the numbers of a plan in order. */
class CodeReader {
 public:
  CodeReader(const int* code, long length) : code_(code), end_(code + length) {}
  bool atEnd() const { return code_ == end_; }
  long next() { return *code_++; }
  Address address() {
    const int memory = static_cast<int>(next());
    return {memory, next()};
  }
  std::vector<long> list(long count) {
    std::vector<long> values(code_, code_ + count);
    code_ += count;
    return values;
  }
  /** The next `length` numbers, to be read on their own. */
  CodeReader part(long length) {
    CodeReader inner(code_, length);
    code_ += length;
    return inner;
  }

 private:
  const int* code_;
  const int* end_;
};

}  // namespace tandem
