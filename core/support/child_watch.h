#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include "core/support/descriptor.h"
#include "core/support/processes.h"

namespace trimtab {

/// The tail of what a pipe said.
class OutputTail {
 public:
  OutputTail(Descriptor pipe, std::size_t limit);

  [[nodiscard]] int number() const { return pipe_.get(); }
  /// Takes what is there now, without waiting. Closes the pipe at its end.
  void drain();
  [[nodiscard]] std::string take();

 private:
  void keep(const char* bytes, std::size_t count);

  Descriptor pipe_;
  std::size_t limit_;
  std::string text_;
};

/// Waits for a child, collects its output and leaves nothing of its process group behind.
class ChildWatch {
 public:
  ChildWatch(pid_t pid, Descriptor output, Descriptor error, std::size_t output_limit);

  [[nodiscard]] Result<Exit> until(Duration timeout);
  /// Reaps a child that ends by itself.
  void abandon() const;

 private:
  using Time = std::chrono::steady_clock::time_point;

  /// True when the child ended before `deadline`.
  bool wait(Time deadline);
  void kill_group() const;
  [[nodiscard]] Exit reap();

  pid_t pid_;
  Descriptor ended_;  // a pidfd: readable when the child has ended
  OutputTail output_;
  OutputTail error_;
};

}  // namespace trimtab
