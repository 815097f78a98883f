#include <catch2/catch_test_macros.hpp>
#include <string>

#include "core/model/event.h"
#include "core/model/health.h"
#include "core/model/plan.h"
#include "core/model/report.h"
#include "core/model/value.h"

using namespace trimtab;

namespace {

/// All words of an enumeration up to its last value, each read back.
template <class Enum, class Read>
std::string words(Enum last, Read read) {
  std::string all;
  for (int value = 0; value <= static_cast<int>(last); ++value) {
    const std::string word = to_text(static_cast<Enum>(value));
    CHECK(read(word) == static_cast<Enum>(value));
    all += (all.empty() ? "" : " ") + word;
  }
  CHECK_FALSE(read("no such word"));
  CHECK_FALSE(read(""));
  return all;
}

}  // namespace

// Stores, plan files and scripts hold these words: changing one is a change of their formats.
TEST_CASE("Enumerations have the words that files hold, and are read back from them", "[model][words]") {
  CHECK(words(Action::adopt, action_from) == "none create update replace remove run adopt");
  CHECK(words(Step::up, step_from) == "down act up");
  CHECK(words(Undo::irreversible, undo_from) == "restorable compensable kept irreversible");
  CHECK(words(ReasonKind::adopt, reason_kind_from) ==
        "spec default plugin engine fact secret dependency drift unhealthy removed adopt");
  CHECK(words(HealthState::unknown, health_state_from) == "healthy starting degraded failed stopped unknown");
  CHECK(words(TaskBack::none, task_back_from) == "rerun undo keep none");
  CHECK(words(RunResult::interrupted, run_result_from) == "converged partly rolled_back undo_stuck interrupted");
  CHECK(to_text(Outcome::not_started) == "not_started");
  CHECK(to_text(EventKind::note) == "note");
}

TEST_CASE("Steps of a JSON pointer are escaped", "[model][value]") {
  const Value value = {{"workers", {{"a/b", {{"c~d", {1, 2}}}}}}};
  const std::string pointer = pointer_to(pointer_to(pointer_to(pointer_to("", "workers"), "a/b"), "c~d"), 1);
  CHECK(pointer == "/workers/a~1b/c~0d/1");
  CHECK(value.at(Value::json_pointer(pointer)) == 2);
}
