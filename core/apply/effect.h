#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/apply/crew.h"
#include "core/apply/job.h"
#include "core/target/target.h"

namespace trimtab {

/// The journal's row for a job, as intended.
[[nodiscard]] Operation operation_of(const Job& job, std::uint64_t run, std::uint32_t seq);
/// The driver's request for a job, without deadline and cancel.
[[nodiscard]] Effect effect_of(const Job& job, std::uint64_t run, std::uint32_t seq);

/// Calls the driver and, where the job is gated, looks at health once, on the calling thread. Never throws: what a
/// driver throws becomes an internal error of that job.
[[nodiscard]] Completion have_effect(Target& target, const Job& job, const Effect& effect, std::uint32_t index);
[[nodiscard]] Completion look_at(Target& target, const Job& job, std::uint32_t index);
/// The last lines the job's object wrote, each marked as such.
[[nodiscard]] std::vector<std::string> last_words(Target& target, const Job& job);

}  // namespace trimtab
