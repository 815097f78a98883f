#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/object.h"
#include "core/model/stack.h"
#include "core/model/terms.h"
#include "core/model/value.h"
#include "core/support/error.h"

namespace trimtab {

/// How a component is introduced in a plan: "db  mysql  demo.yaml:7:5".
struct Heading {
  std::string component;
  std::string kind;
  std::string plugin;
  std::optional<Position> at;
};

/// What a stack should consist of, lowered for its target: all that a plan is made from, but the record and the world.
struct Desired {
  std::string stack;
  std::string target;
  Value target_settings = Value::object();
  std::string spec_digest;
  std::vector<Object> objects;  ///< each after all it needs
  std::map<std::string, std::int64_t> slots;
  Value facts = Value::object();
  Value chosen = Value::object();
  Value spec = Value::object();  ///< resolved, per component
  std::map<std::string, std::string> plugins;
  Terms terms;
  std::vector<Heading> headings;         ///< in the order of the spec
  std::shared_ptr<const Places> places;  ///< absent when there is no spec: rollback, destroy
  std::vector<Diagnostic> diagnostics;   ///< warnings and notes
};

}  // namespace trimtab
