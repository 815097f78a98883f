#include "core/model/json_text.h"
#include "core/model/plan.h"
#include "core/plan/render.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/target.h"

namespace trimtab::fuzz {

void read_saved_plan(std::string_view input) {
  const auto value = parse_json(input);
  if (!value) return promise_readable(value.error());
  const auto plan = plan_from(*value);
  if (!plan) return promise_readable(plan.error());
  promise_printable(render_text(*plan, {}));
  const Value written = to_value(*plan);
  const auto again = plan_from(written);
  promise(again.has_value() && to_value(*again) == written, "a plan that was read is written as it was read");
}

}  // namespace trimtab::fuzz
