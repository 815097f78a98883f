#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/cli/world.h"
#include "core/model/kept_value.h"
#include "core/state/cluster/place.h"
#include "core/state/store.h"
#include "core/support/disk.h"

namespace trimtab {

/// Where the memory of a stack lives, and how the right to change the stack is held there.
class Home {
 public:
  virtual ~Home() = default;

  /// The memory without the lock: it reads, also while an apply writes. Outlived by the home, like the writer.
  [[nodiscard]] virtual Result<std::unique_ptr<Store>> reader() = 0;
  /// Takes the lock, for the life of the home or until `let_go`.
  [[nodiscard]] virtual Status hold(const std::string& command) = 0;
  virtual void let_go() = 0;
  /// False when a writer that was killed left something here which the next one removes.
  [[nodiscard]] virtual bool is_tidy() const = 0;
  /// Needs the lock.
  [[nodiscard]] virtual Result<std::unique_ptr<Store>> writer() = 0;
  /// Removes the memory of a stack that has nothing on its target any more, and the lock with it. Needs the lock, and
  /// that no store is open.
  [[nodiscard]] virtual Status remove() = 0;
};

/// Beside what the stack has on this machine; goes with that directory.
[[nodiscard]] std::unique_ptr<Home> make_local_home(Path private_directory, const World& world);

/// In the namespace of the stack. What was read of it is kept in `cache`; `say` is told what is waited for.
[[nodiscard]] std::unique_ptr<Home> make_cluster_home(ClusterPlace place, KeptValue cache, const World& world,
                                                      std::function<void(const std::string&)> say);

}  // namespace trimtab
