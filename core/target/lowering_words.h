#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
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
/// The objects of every resource, in their order, by a target's own `lower`. All that is wrong is told at once, with
/// the resource in front; what does not have the form of its type is an error too. Never throws.
[[nodiscard]] Result<std::vector<Object>> lower_each(
    std::span<const Resource> resources, const std::function<Result<std::vector<Object>>(const Resource&)>& lower);
/// How a task is taken back, what must be down while it runs, how long it may take and what a plan calls it.
[[nodiscard]] Status describe_task(const Resource& task, Object& object);
/// A command that takes what its task's run says where it says nothing itself; environments are merged.
[[nodiscard]] Value with_settings_of(Value command, const Value& run, std::initializer_list<const char*> settings);
/// An undo with each `@{previous:KEY}` replaced by that input of what was done before.
[[nodiscard]] Result<Value> with_previous(const Value& undo, const Object* before);
/// facts["@target"]; an empty object when it was not observed.
[[nodiscard]] const Value& target_facts_in(const Value& facts);
/// A reference that does not fit what it refers to.
[[nodiscard]] std::unexpected<Error> misfit(const Reference& reference, const std::string& why);
/// 6379, or the text of it after references were replaced.
[[nodiscard]] Result<std::int64_t> port_number(const Value& port);
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
