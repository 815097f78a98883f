#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/plan.h"
#include "core/model/value.h"
#include "core/support/disk.h"

namespace trimtab {

/// Who may do what in the state directory. As root: the engine owns, the stack's group reads, a component's account has
/// what is its own. Otherwise everything is the caller's, and nobody else's.
class Ownership {
 public:
  /// `group` is the stack's; used only as root.
  Ownership(bool root, std::optional<gid_t> group) : root_(root), group_(group) {}

  /// Walked through by every account of the stack, listed by none: 0711.
  [[nodiscard]] Access passage() const { return engine(0711); }
  [[nodiscard]] Access only_engine(mode_t mode) const { return engine(mode & 0700U); }
  /// Owned by the engine, readable by the stack's group.
  [[nodiscard]] Access readable(mode_t mode) const;
  /// Owned by an account; the stack's group gets what `mode` gives it.
  [[nodiscard]] Access of(uid_t uid, mode_t mode) const;

 private:
  [[nodiscard]] Access engine(mode_t mode) const;

  bool root_;
  std::optional<gid_t> group_;
};

/// As it stands in a desired state: {"mode": "0640", "uid": 0, "gid": 61000}, owner and group only as root.
[[nodiscard]] Value to_value(const Access& access);
[[nodiscard]] Access access_from(const Value& value);
[[nodiscard]] std::string mode_text(mode_t mode);
/// Where the world differs from `access`: "/access/mode" from "0640" to "0644".
[[nodiscard]] std::vector<Difference> access_drift(const Access& access, const FileStatus& found);

}  // namespace trimtab
