#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "core/apply/job.h"

namespace trimtab {

enum class Progress { pending, intended, running, waiting, done, failed, skipped };

/// What a failure stops: everything connected to it, or only what needs it.
enum class Stop { island, dependents };

/// Decides what may start next. Pure bookkeeping over job indices, linear over a whole run; knows no time and no
/// driver.
class Schedule {
 public:
  Schedule(const std::vector<Job>& jobs, Stop stop);

  /// Up to `limit` jobs whose needs are over, in index order; they become `intended`.
  [[nodiscard]] std::vector<std::uint32_t> ready(std::size_t limit);
  /// The oldest intended job; it becomes `running`. Nothing when there is none.
  [[nodiscard]] std::optional<std::uint32_t> next();
  /// The effect is done, health is not there yet.
  void waiting(std::uint32_t job);
  void done(std::uint32_t job);
  /// Returns the jobs that are skipped because of it, those already intended among them.
  [[nodiscard]] std::vector<std::uint32_t> failed(std::uint32_t job);
  /// Of a running job nobody knows how it ended, nor will this run: it is over for now and stays `running`.
  void cut_off() { ++settled_; }
  /// Nothing more starts: pending and intended jobs become skipped and are returned.
  [[nodiscard]] std::vector<std::uint32_t> stop_all();

  [[nodiscard]] Progress of(std::uint32_t job) const { return progress_[job]; }
  [[nodiscard]] std::uint32_t island(std::uint32_t job) const { return islands_[job]; }
  [[nodiscard]] std::size_t settled() const { return settled_; }
  [[nodiscard]] bool finished() const { return settled_ == progress_.size(); }
  /// Jobs in the order in which their effects ended, failed ones among them.
  [[nodiscard]] const std::vector<std::uint32_t>& completed() const { return completed_; }

 private:
  bool skip(std::uint32_t job);
  void settle(std::uint32_t job, Progress progress);

  Stop stop_;
  std::vector<Progress> progress_;
  std::vector<std::uint32_t> missing_;                 // needs that are not over yet
  std::vector<std::vector<std::uint32_t>> consumers_;  // who needs this job
  std::vector<std::uint32_t> islands_;
  std::vector<std::vector<std::uint32_t>> members_;  // jobs of an island, by its number
  std::deque<std::uint32_t> ready_;
  std::deque<std::uint32_t> intended_;
  std::vector<std::uint32_t> completed_;
  std::size_t settled_ = 0;
};

}  // namespace trimtab
