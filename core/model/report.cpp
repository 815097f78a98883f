#include "core/model/report.h"

#include "core/model/words.h"

namespace trimtab {
namespace {
constexpr Words<Outcome, 7> outcomes{{"done", "failed", "skipped", "undone", "undo_failed", "kept", "not_started"}};
constexpr Words<RunResult, 5> results{{"converged", "partly", "rolled_back", "undo_stuck", "interrupted"}};
}  // namespace

std::string to_text(Outcome outcome) { return outcomes.text(outcome); }
std::string to_text(RunResult result) { return results.text(result); }
std::optional<RunResult> run_result_from(std::string_view text) { return results.value(text); }

}  // namespace trimtab
