#include "core/model/health.h"

#include "core/model/words.h"

namespace trimtab {
namespace {
constexpr Words<HealthState, 6> states{{"healthy", "starting", "degraded", "failed", "stopped", "unknown"}};
}

std::string to_text(HealthState state) { return states.text(state); }
std::optional<HealthState> health_state_from(std::string_view text) { return states.value(text); }

}  // namespace trimtab
