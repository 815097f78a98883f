#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "core/apply/resume.h"
#include "tests/unit/apply/world.h"

using namespace trimtab;
using trimtab::test::World;

namespace {

/// A change of a stack that goes through one part of the executor, and what stands in the world when it is done.
struct Story {
  std::string name;
  std::string before;
  std::string change;
  std::string trouble;  ///< never becomes healthy in the first try
  std::string end;
};

const std::vector<Story> stories = {
    {"a first apply", "", "volume/data, config/web -> volume/data, workload/web -> config/web", "",
     "config/web=1, volume/data=1, workload/web=1"},
    {"a change of a task with what is down meanwhile",
     "task/migrate=1!undo down workload/web, workload/web=1 -> task/migrate",
     "task/migrate=2!undo down workload/web, workload/web=2 -> task/migrate", "", "task/migrate=2, workload/web=2"},
    {"a change that is taken back",
     "task/migrate=1!undo down workload/web, config/a=1, workload/web=1 -> task/migrate + config/a",
     "task/migrate=2!undo down workload/web, config/a=2, secret/b, workload/web=2 -> task/migrate + config/a",
     "workload/web", "config/a=2, secret/b=1, task/migrate=2, workload/web=2"},
    {"what is no longer wanted", "config/base, task/init -> config/base, config/other", "config/other", "",
     "config/other=1"},
    {"a destroy", "config/web, workload/web -> config/web, volume/data", "", "", ""},
};

/// Says no the `number`-th time it is asked, and from then on too when `lasting`.
struct Fault {
  std::size_t number = 0;
  bool lasting = false;
  std::atomic<std::size_t> asked = 0;  // probes ask from threads of their own

  Status operator()() {
    const std::size_t time = ++asked;
    const bool now = lasting ? time >= number : time == number;
    return now ? fail(Errc::unreachable, "E0657", "the disk is full") : Status();
  }
  [[nodiscard]] bool came() const { return asked >= number; }
};

/// The stack before the change, with the trouble that the story has.
void set_up(World& world, const Story& story) {
  if (!story.before.empty()) (void)world.apply(story.before);
  if (!story.trouble.empty()) world.never_healthy(story.trouble);
}

/// What people do then: look, mend what was wrong, apply once more.
void check_next_apply(World& world, const Story& story) {
  world.mend();
  REQUIRE(resume_open_run(world.store(), world, *world.store().read()));
  CHECK(world.apply(story.change).result == RunResult::converged);
  CHECK(world.state() == story.end);
  CHECK_FALSE(world.store().read()->open_run);
}

/// The change with a fault at the first place, at the second and so on until there is none left; `try_change` makes
/// it, `check` looks how it ended.
template <class TryChange, class Check>
void at_every_place(const Story& story, bool lasting, TryChange try_change, Check check) {
  for (std::size_t number = 1;; ++number) {
    Fault fault{number, lasting};
    World world;
    set_up(world, story);
    const Result<Report> report = try_change(world, fault);
    if (!fault.came()) break;
    CAPTURE(story.name, lasting, number);
    check(report);
    check_next_apply(world, story);
  }
}

}  // namespace

TEST_CASE("Whichever write of the journal fails, the apply ends with that error and the next one gets there") {
  const Story story = GENERATE(from_range(stories));
  const bool lasting = GENERATE(false, true);
  const auto change = [&story](World& world, Fault& fault) {
    world.store().before_write([&fault](const std::string&) { return fault(); });
    auto report = world.try_apply(story.change);
    world.store().before_write({});
    return report;
  };
  at_every_place(story, lasting, change, [](const Result<Report>& report) { CHECK_FALSE(report); });
}

TEST_CASE("Whichever call of a driver fails, nothing is forgotten and the next apply gets there") {
  const Story story = GENERATE(from_range(stories));
  const bool lasting = GENERATE(false, true);
  const auto change = [&story](World& world, Fault& fault) {
    world.before_call([&fault] { return fault(); });
    auto report = world.try_apply(story.change);
    world.before_call({});
    return report;
  };
  at_every_place(story, lasting, change, [](const Result<Report>&) {});
}
