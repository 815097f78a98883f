#include "core/support/failpoint.h"

#include <catch2/catch_test_macros.hpp>
#include <cerrno>

using namespace trimtab;

namespace {

using Kind = FailpointPlan::Kind;

/// What happens at the first hits of `point`, one letter each: "-" is nothing.
std::string hits(const std::string& text, const std::string& point, int count) {
  auto plan = FailpointPlan::parse(text);
  if (!plan) return plan.error().message();
  std::string what;
  for (int hit = 0; hit < count; ++hit) what += "-kpsex"[static_cast<int>(plan->hit(point).kind)];
  return what;
}

}  // namespace

TEST_CASE("A failpoint acts at every hit, at one, or from one onward", "[failpoint]") {
  CHECK(hits("a.b=kill", "a.b", 3) == "kkk");
  CHECK(hits("a.b=kill@2", "a.b", 3) == "-k-");
  CHECK(hits("a.b=err(EIO)@2+", "a.b", 4) == "-eee");
  CHECK(hits("a.b=sleep(5)@1;a.b=pause@3", "a.b", 3) == "s-p");
  CHECK(hits("a.b=kill", "a.c", 2) == "--");
}

TEST_CASE("Its argument is an errno by name, or milliseconds", "[failpoint]") {
  auto plan = FailpointPlan::parse("disk.sync=err(ENOSPC);apply.call=sleep(250);clock.wall=shift(-3600000);log=/x/y");
  REQUIRE(plan);
  CHECK(plan->hit("disk.sync") == FailpointPlan::Action{Kind::error, ENOSPC});
  CHECK(plan->hit("apply.call") == FailpointPlan::Action{Kind::sleep, 250});
  CHECK(plan->hit("clock.wall") == FailpointPlan::Action{Kind::shift, -3600000});
  CHECK(plan->log() == "/x/y");
}

TEST_CASE("What cannot be read is refused with the part that is wrong", "[failpoint]") {
  for (const char* wrong : {"a.b", "a.b=explode", "a.b=kill@0", "a.b=kill@x", "a.b=err(EWHAT)", "a.b=sleep(1"}) {
    INFO(wrong);
    CHECK(hits(wrong, "a.b", 1).starts_with("TRIMTAB_FAILPOINTS: \""));
  }
}

TEST_CASE("A point that nobody asked about does nothing", "[failpoint]") { CHECK(failpoint("apply.intent_row") == 0); }
