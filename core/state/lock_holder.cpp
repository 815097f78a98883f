#include "core/state/lock_holder.h"

#include <fmt/format.h>

#include "core/model/value_fields.h"
#include "core/support/text.h"

namespace trimtab {

Value to_value(const LockHolder& holder) {
  Value value{{"pid", holder.pid},
              {"command", holder.command},
              {"since_ms", holder.since.time_since_epoch().count()},
              {"run", holder.run}};
  if (!holder.host.empty()) value["host"] = holder.host;
  return value;
}

std::optional<LockHolder> lock_holder_from(const Value& value) {
  if (!value.is_object() || !value.contains("pid")) return std::nullopt;
  LockHolder holder;
  holder.command = text_at(value, "/command");
  holder.since = WallTime(Duration(number_at(value, "/since_ms")));
  holder.run = static_cast<std::uint64_t>(number_at(value, "/run"));
  holder.pid = static_cast<pid_t>(number_at(value, "/pid"));
  holder.host = text_at(value, "/host");
  return holder;
}

std::string to_text(const std::optional<LockHolder>& holder) {
  if (!holder) return "another trimtab process";
  std::string text = fmt::format("trimtab {} (pid {}", printable(holder->command), holder->pid);
  if (!holder->host.empty()) text += " on " + printable(holder->host);
  if (holder->run != 0) text += fmt::format(", run {}", holder->run);
  return text + fmt::format(") since {}", time_text(holder->since));
}

}  // namespace trimtab
