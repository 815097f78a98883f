#include "core/plugin/door.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <tuple>

#include "fixture.h"

using namespace trimtab;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("A plugin that cannot describe itself is refused with the reason") {
  const auto [defect, reason] = GENERATE(table<std::string, std::string>({
      {"describe_fails", "E0999 plugin {}: describe: the catalogue is empty"},
      {"describe_fails_silently", "the call failed, and the plugin does not say why"},
      {"describe_gives_nothing", "E0229 plugin {}: describe: the plugin gave no reply"},
      {"describe_unknown", "E0212 plugin {}: describe: the plugin does not know the method \"describe\""},
      {"describe_throws", "E0228 plugin {}: describe: an exception left the plugin: an exception of unknown type"},
      {"describe_status_nonsense", "E0229 plugin {}: describe: the call returned 7; 0, 1 and 2 are possible"},
      {"describe_not_json", "E0213"},
      {"describe_two_values", "E0213"},
      {"describe_not_utf8", "ill-formed UTF-8"},
      {"describe_member_twice", "member \"version\" stands twice in one object"},
      {"describe_too_deep", "nested deeper than 64 levels"},
      {"describe_too_large", "of JSON, at most 64"},
      {"describe_unknown_member", "the reply: unknown member \"kindz\" (did you mean \"kinds\"?)"},
      {"describe_wrong_version", "/v: must be 1"},
      {"describe_bad_name", "/name: \"Plain_Plugin\" does not have the form"},
      {"describe_kind_twice", "kind thing is described twice"},
      {"describe_bad_schema", "the schema of kind thing: not a usable JSON Schema: no type is called \"strin\""},
      {"describe_foreign_type", "resource type mysql.user does not start with \"plain.\""},
  }));
  CAPTURE(defect);
  Workshop workshop;
  std::string expected = reason;
  if (const std::size_t at = expected.find("{}"); at != std::string::npos) expected.replace(at, 2, defect);
  const std::string found = refusal(workshop.open(defect));
  CHECK_THAT(found, ContainsSubstring(expected));
  CHECK_THAT(found, ContainsSubstring("plugin " + defect + ": describe: "));
}

TEST_CASE("A call that is slow in this process is noted, and its answer is used") {
  struct LateClock final : Clock {
    [[nodiscard]] SteadyTime steady() const override { return SteadyTime(now += Duration(40'000)); }
    [[nodiscard]] WallTime wall() const override { return {}; }
    void sleep(Duration) override {}
    mutable Duration now{0};
  };
  const LateClock clock{};
  Workshop workshop;
  const auto wire = Wire::make();
  Door door("plain", load_plugin(*workshop.disk, fixture("plain"), {}).value(), *wire, clock, workshop.sink(),
            Duration(30'000));
  CHECK(door.call("describe", {{"v", 1}}).value().at("name") == "plain");
  CHECK(workshop.notes == std::vector<std::string>{"plain: describe took 40 s, longer than 30 s"});
}
