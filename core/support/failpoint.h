#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/support/error.h"

namespace trimtab {

/// What a test asks of the named places in the engine, written as
/// `apply.intent_row=kill@3;disk.sync=err(ENOSPC);log=/tmp/hits`: at the third hit, at every hit; every hit is noted in
/// the file. `@3+` is the third hit and all later ones. Actions: kill, pause (SIGSTOP to itself, so that a test can
/// wait for it and send SIGCONT), sleep(MS), err(ENOSPC) and its like, shift(MS) for points that give a time.
class FailpointPlan {
 public:
  enum class Kind { none, kill, pause, sleep, error, shift };
  struct Action {
    Kind kind = Kind::none;
    std::int64_t number = 0;  ///< errno of an error, milliseconds otherwise

    bool operator==(const Action&) const = default;
  };

  [[nodiscard]] static Result<FailpointPlan> parse(std::string_view text);

  /// Counts the hit and says what is to happen at it.
  [[nodiscard]] Action hit(std::string_view name);
  [[nodiscard]] const std::string& log() const { return log_; }

 private:
  struct Term {
    Action action;
    std::uint64_t from = 1;
    std::uint64_t to = 0;  // the last hit it is for
  };

  static Result<Term> term_of(std::string_view text);

  std::map<std::string, std::vector<Term>, std::less<>> terms_;
  std::map<std::string, std::uint64_t, std::less<>> hits_;
  std::string log_;
};

/// The place `name` is reached, in a program whose environment has TRIMTAB_FAILPOINTS: 0, or the errno it is to fail
/// with. Safe to call from several threads at once. Called through the macros below, which are nothing where failpoints
/// are not compiled in.
[[nodiscard]] int failpoint(std::string_view name);
/// By how much the time that is given at `name` is to be wrong.
[[nodiscard]] std::chrono::milliseconds failpoint_shift(std::string_view name);
/// The failure of a step that has no errno of its own.
[[nodiscard]] std::unexpected<Error> failed_at(std::string_view name, int number);

}  // namespace trimtab

#ifdef TRIMTAB_FAILPOINTS
/// 0, or the errno with which the call that follows is to fail.
#define TRIMTAB_FAILPOINT_ERRNO(name) ::trimtab::failpoint(name)
/// In a function that gives a Status or a Result: a place at which it may end.
#define TRIMTAB_FAILPOINT(name)                                                                  \
  do {                                                                                           \
    if (const std::string_view point_ = (name); const int errno_ = ::trimtab::failpoint(point_)) \
      return ::trimtab::failed_at(point_, errno_);                                               \
  } while (false)
#define TRIMTAB_FAILPOINT_SHIFT(name) ::trimtab::failpoint_shift(name)
#else
#define TRIMTAB_FAILPOINT_ERRNO(name) 0
#define TRIMTAB_FAILPOINT(name) static_cast<void>(0)
#define TRIMTAB_FAILPOINT_SHIFT(name) std::chrono::milliseconds(0)
#endif
