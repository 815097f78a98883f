#pragma once

#include <span>
#include <unordered_map>

#include "core/model/object.h"
#include "core/model/record.h"
#include "core/target/target.h"

namespace trimtab {

/// What was found of every object that is wanted or recorded.
struct Live {
  std::unordered_map<Id, Observed> objects;

  [[nodiscard]] const Observed* find(const Id& id) const;
};

/// Asks each driver once about all its objects.
[[nodiscard]] Result<Live> observe(Target& target, std::span<const Object> desired, const Record& record);
/// The world as the record has it, for a plan made without looking.
[[nodiscard]] Live assumed(std::span<const Object> desired, const Record& record);

}  // namespace trimtab
