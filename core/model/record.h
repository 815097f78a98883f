#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/object.h"
#include "core/model/terms.h"
#include "core/model/value.h"

namespace trimtab {

/// An object as the inventory knows it: what was last made of it, and under which native identity.
struct Recorded {
  Object object;
  std::string native;     ///< uid, inode, or pid + start + boot id; empty when the driver has none
  std::uint64_t run = 0;  ///< the run that last changed it

  /// Whether there is nothing to change on the target to make that object of it: what equal digests say, without the
  /// price of them.
  [[nodiscard]] bool is(const Object& wanted) const {
    return object.driver == wanted.driver && object.desired == wanted.desired;
  }
};

/// What a stack's store knows before a plan is made. A stack that was never applied has an empty uid.
struct Record {
  std::string uid;
  std::uint64_t revision = 0;  ///< the last revision that became healthy, 0 before
  std::map<Id, Recorded> objects;
  std::map<std::string, std::int64_t> slots;   ///< "component/name" → number that stays put
  Value facts = Value::object();               ///< of the revision
  Value chosen = Value::object();              ///< defaults chosen once and kept, per component
  Value spec = Value::object();                ///< the revision's resolved spec, per component
  std::map<std::string, std::string> plugins;  ///< plugin → version, of the revision
  Terms terms;                                 ///< of the revision
  std::optional<std::uint64_t> open_run;       ///< a run that did not end: resume before anything else
};

}  // namespace trimtab
