#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/fact.h"
#include "core/model/id.h"
#include "core/model/object.h"
#include "core/model/resource.h"
#include "core/support/error.h"
#include "core/target/reference.h"

namespace trimtab {

/// What every target's lowering needs. Pure.

/// An object with what every object takes over from its resource.
[[nodiscard]] Object object_of(const Resource& resource, std::string driver, std::string_view part = {});
/// "config/my.cnf" of the same component, or "db/config/my.cnf".
[[nodiscard]] Result<Id> named_resource(const std::string& text, std::string_view component);
/// The resources that texts refer to, each once; whether they exist is another question.
[[nodiscard]] Result<std::vector<Id>> referred_ids(const Value& texts, std::string_view component);
/// Milliseconds of "90s" at `key`, or `otherwise`.
[[nodiscard]] Result<std::int64_t> milliseconds(const Value& spec, const char* key, std::int64_t otherwise);
/// The key of a `slot` resource's number among the slots of a stack.
[[nodiscard]] std::string slot_key(std::string_view component, std::string_view slot);

/// What a `slot` resource asks for: a number of its component's pool.
[[nodiscard]] SlotRequest slot_request(const Resource& slot);

/// `@{previous:KEY}` in a task's undo is replaced by the driver, when the run before is known; everything around it
/// before, by lowering. `kept_previous` stands for it in between, and `restore_previous` makes it a reference again,
/// and every other text inert.
[[nodiscard]] std::string kept_previous(const std::string& key);
void restore_previous(Value& value);

}  // namespace trimtab
