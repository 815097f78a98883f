#include "core/plan/plan_file.h"

#include <fmt/format.h>

namespace trimtab {
namespace {

constexpr std::uint64_t largest_plan = 512ULL * 1024 * 1024;

}  // namespace

Status save_plan(const Plan& plan, const Path& path, Disk& disk) {
  const std::string text = to_value(plan).dump(-1, ' ', false, Value::error_handler_t::replace) + '\n';
  auto written = disk.write(path, text, {0600, {}, {}});
  if (!written) return std::unexpected(within("save the plan", std::move(written).error()));
  return {};
}

Result<Plan> load_plan(const Path& path, const Disk& disk) {
  auto text = disk.read(path, largest_plan);
  if (!text) return std::unexpected(within("read the plan", std::move(text).error()));
  const Value value = Value::parse(*text, nullptr, false);
  if (value.is_discarded()) {
    return fail(Errc::invalid, "E0602", fmt::format("{} is not a plan: it is no JSON", path.native()),
                "make the plan again: trimtab plan --out FILE");
  }
  return plan_from(value);
}

}  // namespace trimtab
