#pragma once

namespace tandem {

/** Does one part of a work; `member` is 0 in the thread that shares it out, and another number in each that helps. */
using PartFunction = void (*)(void* work, long part, int member);

/**
 * Threads of this process that help one plan at a time, for as long as this lives. They are started when they are first
 * asked for, wait for the next work at full speed for a moment, and sleep after that.
 */
class Crew {
 public:
  /** @param threads how many work together, this one among them; fewer where the others help elsewhere or cannot be started */
  explicit Crew(int threads);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /** How many work together, this thread among them. */
  int size() const { return size_; }

  /**
   * Does the parts 0 .. parts - 1, in no particular order: each member as many, the same ones of a work like the one before.
   * One that is not awake in time is not waited for: the others do its parts. Not for a crew of one, which does not hold the
   * threads.
   */
  void share(long parts, PartFunction function, void* work);

 private:
  int size_;
};

/** Ends the threads, which the next crew starts anew; for when no plan will be run any more. Waits for a crew at work. */
void endThreads();

}  // namespace tandem
