#pragma once

#include <algorithm>

#include "core/support/seams.h"
#include "core/target/local/layout.h"
#include "core/target/local/settings.h"

namespace trimtab {

/// What everything that touches one stack's state directory works with. Borrowed; outlives every user.
struct LocalSite {
  LocalSettings settings;
  LocalCaller caller;
  LocalLayout layout;
  Seams seams;
};

/// Makes `directory` below the state directory. Each step that is missing or differs gets `between`, the last one
/// `access`. A link anywhere on the way is refused: we made none there.
[[nodiscard]] Status make_below(const LocalSite& site, const Path& directory, const Access& access,
                                const Access& between);

/// The random key of the stack's keyed digests, made at the first use.
[[nodiscard]] Result<std::string> stack_key(const LocalSite& site);

/// The line of a launch script that decides who may read what the program writes: the stack's group where accounts
/// differ, nobody else where everything is one ordinary user's.
[[nodiscard]] inline std::string umask_line(const LocalSite& site) {
  return site.settings.root ? "umask 027\n" : "umask 077\n";
}

/// Every drawn-out wait asks the world again after this long.
inline constexpr Duration first_pause{20};
inline constexpr Duration longest_pause{200};

/// Asks `done` until it is true or `patience` has passed, with growing pauses. False when it never was.
template <class Condition>
bool wait_until(Clock& clock, Duration patience, Condition done) {
  const SteadyTime end = clock.steady() + patience;
  for (Duration pause = first_pause; !done(); pause = std::min(pause * 2, longest_pause)) {
    if (clock.steady() >= end) return false;
    clock.sleep(pause);
  }
  return true;
}

}  // namespace trimtab
