#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/model/value.h"

namespace trimtab {

/// Something a component can do for another: "sql-database". A consumer's schema marks the property that claims it
/// with `x-trimtab-claim`; the parameters beside `from` follow `parameters`.
struct Capability {
  std::string name;
  Value parameters = Value::object();          ///< JSON Schema of the claim's parameters
  std::map<std::string, std::string> outputs;  ///< name → type: string int bool endpoint path secret
};

/// A component kind as its plugin describes it.
struct Kind {
  std::string plugin;
  std::string name;
  std::string description;
  Value schema = Value::object();  ///< JSON Schema (draft-07) of the component's spec, with defaults
  std::vector<Capability> offers;
  std::map<std::string, std::string> outputs;
  std::string file = {};  ///< of the plugin, for messages

  [[nodiscard]] const Capability* offer(const std::string& capability) const;
};

}  // namespace trimtab
