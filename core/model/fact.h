#pragma once

#include <string>

#include "core/model/value.h"

namespace trimtab {

/// Something a component wants to know about the world before it says what it consists of.
/// Answers stand in one JSON value: facts[component][name]. Types and their answers: docs/plugin-guide.md, "Facts".
struct FactRequest {
  std::string component;
  std::string name;
  std::string type;  ///< program, file, tree, port, server, storage-classes
  Value spec = Value::object();
};

/// A number that must stay put once chosen. The first free one at or after `prefer` in [first, last] is taken.
struct SlotRequest {
  std::string key;   ///< "component/name": what the Record keeps it under
  std::string pool;  ///< numbers are distinct inside one pool
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t prefer = 0;
  bool fixed = false;  ///< `prefer` or an error
  bool named = true;   ///< `prefer` means something to somebody: not getting it is worth a word
  std::string from;    ///< JSON pointer into the component's spec
};

}  // namespace trimtab
