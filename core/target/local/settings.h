#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/value.h"
#include "core/support/disk.h"
#include "core/support/error.h"

namespace trimtab {

/// What the caller of the target brings along, so that nothing below looks at the process it runs in.
struct LocalCaller {
  uid_t uid = 0;
  gid_t gid = 0;
  std::string user;
  std::map<std::string, std::string> environment;  ///< for HOME, XDG_STATE_HOME and secrets of the form {env: NAME}
  std::vector<Path> program_directories;           ///< searched for programs after the system's

  [[nodiscard]] bool root() const { return uid == 0; }
};

/// The process that asks.
[[nodiscard]] LocalCaller current_caller();

/// An account that processes run as.
struct LocalAccount {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
};

/// `spec.target.local`, checked, with defaults filled.
struct LocalSettings {
  std::string stack;
  Path state;
  std::string bind = "127.0.0.1";     ///< where endpoints listen
  bool root = false;                  ///< the engine may change owners and accounts
  LocalAccount engine;                ///< the account the engine runs as
  std::optional<LocalAccount> fixed;  ///< every process runs as this one; absent: as root, one per component
};

/// Errors: invalid, with the setting's name.
[[nodiscard]] Result<LocalSettings> local_settings_from(const std::string& stack, const Value& settings,
                                                        const LocalCaller& caller);

}  // namespace trimtab
