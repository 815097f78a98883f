#pragma once

#include <string>
#include <vector>

#include "core/target/local/s6.h"
#include "core/target/local/site.h"

namespace trimtab {

/// The stack's s6-svscan and the directories every driver expects. Outlives the engine; nothing restarts it but us.
class Supervisor {
 public:
  Supervisor(const LocalSite& site, const S6& s6) : site_(site), s6_(s6) {}

  /// Makes the state directory and starts what does not run. Returns what was mended.
  [[nodiscard]] Result<std::vector<std::string>> prepare();
  /// There are services and, as far as can be told, nothing that watches over them.
  [[nodiscard]] bool is_missing() const;
  /// Ends the supervisor where no service is left; everything else stays.
  [[nodiscard]] Status retire();
  /// Ends all services and tasks and removes the state directory.
  [[nodiscard]] Status dissolve();

 private:
  [[nodiscard]] Result<bool> runs() const;
  [[nodiscard]] Result<bool> has_services() const;
  Status stop();
  Status make_directories();
  Status claim_directory();
  Status remove_root();
  Result<std::size_t> end_orphans();
  Status start();
  Status end_tasks();

  const LocalSite& site_;
  const S6& s6_;
};

/// Runs the stack's sweep script on a unit's directory: true when nothing of it is left.
[[nodiscard]] bool sweep_unit(const LocalSite& site, const Path& directory, const std::string& lock, pid_t session,
                              const std::string& signal, Duration patience);

}  // namespace trimtab
