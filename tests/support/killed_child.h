#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>

#include "core/support/descriptor.h"

namespace trimtab::test {

/// A child process that is killed at its work, of which it says how far it is. It never comes back into the test: it
/// ends with status 1 when its work returns or throws, and shows on stderr what was thrown. What it CHECKs nobody
/// hears. It is killed and reaped with this value at the latest.
class KilledChild {
 public:
  /// Says a number to the parent. Ends the child when nobody hears it.
  using Say = std::function<void(std::uint32_t number)>;
  using Work = std::function<void(const Say& say)>;

  /// Throws std::system_error when there can be no child.
  explicit KilledChild(const Work& work);
  ~KilledChild();
  KilledChild(const KilledChild&) = delete;
  KilledChild& operator=(const KilledChild&) = delete;

  /// Waits until it has said `count` numbers more: the last of them. Nothing when it ends before that.
  std::optional<std::uint32_t> hear(int count = 1);
  /// Kills it, when it is still there, and hears what it had said until then. The last number of all; 0 when it said
  /// none.
  std::uint32_t kill();
  /// Waits until it has ended by itself. Whether a signal ended it.
  [[nodiscard]] bool ended_by_signal();

 private:
  /// Waits for its end; gives its wait status, or 0 when it was reaped before.
  int reap();

  Descriptor hears_;
  pid_t pid_ = 0;  // 0: reaped
  std::uint32_t last_ = 0;
};

}  // namespace trimtab::test
