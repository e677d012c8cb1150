#include "thread-pool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "thread-settings.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace tandem {
namespace {

/** More do not pay, whatever is asked. */
constexpr int mostThreads = 64;

/** How long a thread waits at full speed: longer than most instructions that one thread does alone. */
constexpr auto wakefulTime = std::chrono::microseconds(60);
/** How long before it lets others have the processor in between, where there are more threads than processors. */
constexpr auto insistentTime = std::chrono::microseconds(20);

/** A moment of waiting in which the other thread of a core is not slowed down. */
void pauseBriefly() {
#if defined(__SSE2__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/** Waits until `isDone`, at full speed at first; false when `limit` has passed. */
template <typename IsDone>
bool waitAwake(IsDone isDone, std::chrono::microseconds limit) {
  using Clock = std::chrono::steady_clock;
  for (int i = 0; i < 16; i += 1) {
    if (isDone()) return true;
    pauseBriefly();
  }
  const auto start = Clock::now();
  for (;;) {
    for (int i = 0; i < 8; i += 1) {
      if (isDone()) return true;
      pauseBriefly();
    }
    const auto passed = Clock::now() - start;
    if (passed > limit) return false;
    if (passed > insistentTime) sched_yield();
  }
}

/** The parts of one member that nobody has begun. */
struct alignas(64) Share {
  std::atomic<long> next;
  long end;
};

/** The work that is being shared out. */
struct Work {
  PartFunction function;
  void* work;
  int members;
  Share shares[mostThreads];

  void divide(long parts, int among) {
    members = among;
    for (int each = 0; each < among; each += 1) {
      shares[each].next.store(parts * each / among);
      shares[each].end = parts * (each + 1) / among;
    }
  }

  /** First those of its own, whose memory it has worked on before, then what others have not begun. */
  void takeParts(int member) {
    for (int turn = 0; turn < members; turn += 1) {
      Share& share = shares[(member + turn) % members];
      if (share.next.load() >= share.end) continue;
      for (long part = share.next.fetch_add(1); part < share.end; part = share.next.fetch_add(1)) {
        function(work, part, member);
      }
    }
  }
};

enum State { idle, called, working, ending };

/** A thread that helps. Only what calls it sets `called`, only the thread itself `working`. */
struct alignas(64) Helper {
  std::atomic<int> state{idle};
  std::atomic<bool> isAsleep{false};
  int member;
  pthread_t thread;
  std::mutex mutex;
  std::condition_variable wakes;

  void set(State wanted) {
    state.store(wanted);
    if (!isAsleep.load()) return;
    const std::lock_guard<std::mutex> lock(mutex);
    wakes.notify_one();
  }

  bool isCalled() const {
    const int now = state.load();
    return now == called || now == ending;
  }

  void waitForCall() {
    if (waitAwake([this] { return isCalled(); }, wakefulTime)) return;
    std::unique_lock<std::mutex> lock(mutex);
    isAsleep.store(true);
    wakes.wait(lock, [this] { return isCalled(); });
    isAsleep.store(false);
  }
};

struct Pool {
  /** Held by the crew at work. */
  std::mutex inUse;
  std::vector<std::unique_ptr<Helper>> helpers;
  Work work;
};

/** Never destroyed: threads may wait in it while the process ends. */
Pool& pool() {
  static Pool* const one = new Pool();
  return *one;
}

/** So that tools which list threads tell them from those of the program. */
void nameThread() {
#if defined(__linux__)
  pthread_setname_np(pthread_self(), "tandem-helper");
#endif
}

void* help(void* given) {
  nameThread();
  Helper& self = *static_cast<Helper*>(given);
  const ThreadSettings settings{};
  for (;;) {
    self.waitForCall();
    if (self.state.load() == ending) return nullptr;
    int expected = called;
    // what called it may have done everything meanwhile
    if (!self.state.compare_exchange_strong(expected, working)) continue;
    pool().work.takeParts(self.member);
    self.state.store(idle);
  }
}

/** Starts helpers up to so many; gives how many there are. Signals are for the threads of the program. */
int startHelpers(std::vector<std::unique_ptr<Helper>>& helpers, int wanted) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  while (static_cast<int>(helpers.size()) < wanted) {
    auto helper = std::make_unique<Helper>();
    helper->member = static_cast<int>(helpers.size()) + 1;
    if (pthread_create(&helper->thread, nullptr, help, helper.get()) != 0) break;
    helpers.push_back(std::move(helper));
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return std::min(wanted, static_cast<int>(helpers.size()));
}

}  // namespace

Crew::Crew(int threads) : size_(1) {
  if (threads <= 1 || !pool().inUse.try_lock()) return;
  size_ = 1 + startHelpers(pool().helpers, std::min(threads, mostThreads) - 1);
  if (size_ == 1) pool().inUse.unlock();
}

Crew::~Crew() {
  if (size_ > 1) pool().inUse.unlock();
}

void Crew::share(long parts, PartFunction function, void* work) {
  Work& shared = pool().work;
  shared.function = function;
  shared.work = work;
  auto& helpers = pool().helpers;
  const long called = std::min<long>(size_ - 1, parts - 1);
  shared.divide(parts, static_cast<int>(called) + 1);
  for (long each = 0; each < called; each += 1) helpers[each]->set(State::called);
  shared.takeParts(0);
  for (long each = 0; each < called; each += 1) {
    std::atomic<int>& state = helpers[each]->state;
    int expected = State::called;
    if (state.compare_exchange_strong(expected, idle)) continue;
    while (!waitAwake([&state] { return state.load() == idle; }, wakefulTime)) {
    }
  }
}

void endThreads() {
  const std::lock_guard<std::mutex> lock(pool().inUse);
  for (const auto& helper : pool().helpers) helper->set(ending);
  for (const auto& helper : pool().helpers) pthread_join(helper->thread, nullptr);
  pool().helpers.clear();
}

}  // namespace tandem
