#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/value.h"
#include "core/support/error.h"

namespace trimtab {

/// `@{[component/]type:name[/key][|filter]}` inside a resource's text (DESIGN §5, "Names"). `@@{` is a literal `@{`.
/// Types: endpoint (keys host, port, address), secret (path of the key's file), value (secret value, in secret
/// templates only; filters url json ini base64), volume, config, tree (paths), slot (number), task (directory of its
/// environment), at (a plain "@" in front of a reference; no name), replica (1, 2, …; no name), stack (keys name,
/// directory), user (name, uid, home).
struct Reference {
  std::string component;  ///< empty: the component it stands in
  std::string type;
  std::string name;
  std::string key;
  std::string filter;

  bool operator==(const Reference&) const = default;
};

/// All references in one text, in order.
[[nodiscard]] Result<std::vector<Reference>> references_in(std::string_view text);
/// Calls `visit` for every reference in every string of a value, keys included.
[[nodiscard]] Status for_each_reference(const Value& value, const std::function<Status(const Reference&)>& visit);

using Substitute = std::function<Result<std::string>(const Reference&)>;
/// The text with every reference replaced and `@@{` unescaped. A text that is exactly one reference to an integer
/// (port, slot, replica) stays text; lowering knows where it wants numbers.
[[nodiscard]] Result<std::string> substituted(std::string_view text, const Substitute& substitute);
/// The same for every string of a value.
[[nodiscard]] Result<Value> substituted(const Value& value, const Substitute& substitute);
/// Text of a user made inert: `@{` becomes `@@{`.
[[nodiscard]] std::string escape_references(std::string_view text);
[[nodiscard]] std::string to_text(const Reference& reference);

}  // namespace trimtab
