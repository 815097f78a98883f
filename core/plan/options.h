#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/model/object.h"

namespace trimtab {

/// What a plan may do that it does not do by itself, and what the store knows beside the record.
struct PlanOptions {
  std::string new_uid;  ///< for a stack that has none yet
  /// Deletions that are allowed beyond the guard's own limits.
  std::optional<std::size_t> allow_delete;
  /// Everything may go: the user asked for exactly that. `protect` and retained volumes still hold.
  bool destroy = false;
  bool delete_volumes = false;    ///< volumes that are marked to be retained, and the secrets that belong to them
  bool delete_protected = false;  ///< what is marked `protect`
  bool obey_back = false;         ///< a rollback: newer tasks are taken back as they say, older ones never run for it
  bool fingerprints = false;      ///< of a plan that is kept: by them its apply knows whether it still holds
  std::set<Id> adopt;             ///< foreign objects that may be taken over
  /// Store::since_revision: what an undo returns to where that is not the inventory's object.
  std::map<Id, std::optional<Object>> since_revision;
};

}  // namespace trimtab
