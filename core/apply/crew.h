#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/model/event.h"
#include "core/model/health.h"
#include "core/support/error.h"
#include "core/support/thread_pool.h"
#include "core/target/driver.h"

namespace trimtab {

/// What an effect tells while it goes on.
struct News {
  EventKind kind = EventKind::note;
  std::string text;
};

/// What came back from one piece of work on a job: an effect (with the first look at its health), a later look, or news
/// of an effect that goes on.
struct Completion {
  std::uint32_t job = 0;
  std::optional<Result<Effected>> effect;
  std::optional<Result<Health>> health;
  std::optional<News> news;
};

/// Threads that call drivers, and the one inbox in which their results arrive. Effects take a slot; looks at health run
/// on threads of their own, so that waiting never holds a slot.
class Crew {
 public:
  explicit Crew(std::size_t slots);

  [[nodiscard]] bool has_free_slot() const { return effects_ < slots_; }
  [[nodiscard]] std::size_t busy() const { return effects_ + probes_; }
  [[nodiscard]] bool working() const { return effects_ > 0; }
  void start_effect(std::function<Completion()> work);
  void start_probe(std::function<Completion()> work);
  /// From the thread of an effect.
  void tell(std::uint32_t job, News news);
  /// All results that have arrived; waits for the first one at most so long. Only the thread that owns the run calls
  /// it.
  [[nodiscard]] std::vector<Completion> collect(Duration at_most);

 private:
  void deliver(Completion completion);

  const std::size_t slots_;
  std::size_t effects_ = 0;  // effects and probes are counted by the owning thread alone
  std::size_t probes_ = 0;
  std::mutex mutex_;  // guards inbox_
  std::condition_variable arrived_;
  std::vector<Completion> inbox_;
  ThreadPool effect_threads_;  // last: their threads use what stands above until they are joined
  ThreadPool probe_threads_;
};

}  // namespace trimtab
