#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/id.h"
#include "core/model/value.h"
#include "core/support/clock.h"

namespace trimtab {

/// How a task's effect is taken back when its run must be undone (DESIGN §5, "Tasks").
enum class TaskBack { rerun, undo, keep, none };

/// The native thing a target holds: the unit of diff, apply, journal, inventory and rollback.
struct Object {
  Id id;
  std::string driver;               ///< which Driver of the target handles it: "file", "service", "task", …
  Value desired = Value::object();  ///< never a secret value: secrets stand here as versions
  std::vector<Id> needs;            ///< objects, resources for all their objects, or Id::whole for a component's
  std::string from;                 ///< JSON pointer into the component's spec
  std::string summary;
  bool protect = false;  ///< deleted or replaced only by explicit flag
  bool retain = false;   ///< kept on the target when it leaves the stack, unless asked otherwise
  /// For a task: how it is taken back, and the workloads (resources) that must be down while it runs.
  TaskBack back = TaskBack::keep;
  std::vector<Id> while_down;
  std::optional<Duration> timeout;  ///< for its effect and its health together; absent: the component's budget

  /// Of driver and desired only: what would have to change on the target.
  [[nodiscard]] std::string digest() const;
};

void to_json(Value& json, const Object& object);
void from_json(const Value& json, Object& object);

[[nodiscard]] std::string to_text(TaskBack back);
[[nodiscard]] std::optional<TaskBack> task_back_from(std::string_view text);

}  // namespace trimtab
