#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/model/plan.h"
#include "core/model/record.h"
#include "core/support/disk.h"

namespace trimtab {

/// Where an account keeps these notes: with its own state, because kubeconfigs are an account's own too, and apart from
/// the directories of local stacks. Empty when the environment names neither XDG_STATE_HOME nor HOME.
[[nodiscard]] Path cluster_notes(const std::map<std::string, std::string>& environment);

/// What this machine remembers of the cluster that a stack was applied to: one line, the cluster's identity, for each
/// context by which it was reached. The stack's own memory lies in the cluster and so cannot tell that it is another
/// one, where there is none. Beside it, the target as the spec had it: so commands find a stack by its name alone.
class ClusterNote {
 public:
  /// `directory` is the stack's on this machine; `context` as the spec names it, empty for the current one.
  ClusterNote(Path directory, const std::string& context);

  /// A record that says nothing but which cluster it was; empty when nothing is noted.
  [[nodiscard]] Result<Record> read(const Disk& disk) const;
  /// Notes the cluster that the plan was made for.
  [[nodiscard]] Status write(const Plan& plan, Disk& disk) const;
  [[nodiscard]] Status remove(Disk& disk) const;

  /// The target of the last plan that was carried out from here; nothing when none was, or none that can be read.
  [[nodiscard]] static std::optional<Value> target_of(const Path& directory, const Disk& disk);

 private:
  Path directory_;
  Path file_;
};

}  // namespace trimtab
