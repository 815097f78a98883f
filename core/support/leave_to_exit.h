#pragma once

#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

namespace trimtab {

/// Keeps `value` until the process is gone, which gives back all memory at once: to drop a million small values one by
/// one takes longer than to print what was found out with them. For what has no say in its end (no file, lock or
/// thread), at the end of a command. Safe to call from several threads.
template <class T>
  requires(!std::is_reference_v<T>)
void leave_to_exit(T&& value) {
  static std::mutex mutex;
  static auto& left = *new std::vector<std::unique_ptr<T>>;  // its own end is left out, and with it theirs
  auto kept = std::make_unique<T>(std::move(value));
  const std::scoped_lock lock(mutex);
  left.push_back(std::move(kept));
}

}  // namespace trimtab
