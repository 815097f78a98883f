#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/model/id.h"
#include "core/model/value.h"

namespace trimtab {

/// What a plugin says a component consists of, in target-neutral words.
struct Resource {
  Id id;
  Value spec = Value::object();  ///< by the type's schema; text in it may hold references `@{…}`
  std::vector<Id> needs;         ///< resources that must be healthy before
  std::string from;              ///< JSON pointer into the component's spec that explains this resource
  std::string summary;           ///< a few words for the plan: "MariaDB 10.11.19; healthy when SELECT answers"
};

/// What a component offers. Either a value is known at plan or `reference` names where it will be
/// ("secret:root/password").
struct Output {
  std::string type;  ///< string int bool endpoint path secret
  Value value;       ///< null when only the reference is known
  std::string reference;
  std::vector<Id> after;  ///< who uses this output is applied after these
};

using Outputs = std::map<std::string, Output>;

}  // namespace trimtab
