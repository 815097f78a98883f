#include "core/plugin/host_process.h"

#include <sys/socket.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <tuple>

#include "tests/unit/plugin/fixture.h"

using namespace trimtab;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

const Path host_program = Path(TRIMTAB_BINARY_DIR) / "tests/fixture_plugin_host";

struct Isolated {
  Workshop workshop;

  [[nodiscard]] Result<std::unique_ptr<Registry>> open(const std::string& folder,
                                                       Duration deadline = Duration(30'000)) {
    PluginOptions options = workshop.options({fixture(folder).parent_path()});
    options.isolated = true;
    options.host_program = host_program;
    options.deadline = deadline;
    return Registry::open(std::move(options), *workshop.disk, *workshop.clock);
  }
};

ExpandRequest misbehave(const std::string& how) {
  ExpandRequest request{"local", "demo", Value::object(), {}};
  ExpandComponent component;
  component.name = "one";
  component.kind = "misbehave";
  component.spec = {{"how", how}};
  request.components.push_back(std::move(component));
  return request;
}

}  // namespace

TEST_CASE("A plugin answers from a process of its own as it does from ours") {
  Isolated isolated;
  const auto registry = isolated.open("files");
  INFO(refusal(registry));
  REQUIRE(registry);
  CHECK((*registry)->kinds().size() == 4);
  const auto asked = (*registry)->ask("files", {"local", {{"a", "file", {{"content", "x"}}}}});
  CHECK(asked.value().components[0].name == "a");
}

TEST_CASE("A crash is one failed call that names plugin, method and signal, and the next call works") {
  const auto [how, reason] = GENERATE(table<std::string, std::string>({
      {"crash", "was ended by SIGSEGV in expand"},
      {"abort", "was ended by SIGABRT in expand"},
      {"exit", "left with exit status 0 in expand"},
      {"overflow", "in expand"},
      {"close", "in expand"},
  }));
  CAPTURE(how);
  Isolated isolated;
  const auto registry = isolated.open("misbehaving").value();
  CHECK_THAT(refusal(registry->expand("misbehaving", misbehave(how))),
             StartsWith("E0230 plugin misbehaving: expand: the plugin misbehaving ") && ContainsSubstring(reason));
  CHECK(registry->expand("misbehaving", misbehave("nothing")));
}

TEST_CASE("A plugin that does not answer in time is stopped") {
  const std::string how = GENERATE("hang", "stop");
  CAPTURE(how);
  Isolated isolated;
  const auto registry = isolated.open("misbehaving", Duration(3'000)).value();
  CHECK(refusal(registry->expand("misbehaving", misbehave(how))) ==
        "E0231 plugin misbehaving: expand: the plugin misbehaving did not answer expand within 3.0 s and was stopped");
  CHECK(registry->expand("misbehaving", misbehave("nothing")));
}

TEST_CASE("A plugin that takes all memory takes only its own") {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  SKIP("sanitizers reserve more address space than the limit");
#endif
  Isolated isolated;
  const auto registry = isolated.open("misbehaving").value();
  const auto reply = registry->expand("misbehaving", misbehave("leak"));
  REQUIRE(reply);
  CHECK(reply->components[0].diagnostics[0].diagnostic.what == "misbehaving cannot expand one: std::bad_alloc");
}

TEST_CASE("A plugin that keeps crashing is not started for ever") {
  Isolated isolated;
  const auto registry = isolated.open("misbehaving").value();
  for (int round = 0; round < 6; ++round) CHECK_FALSE(registry->expand("misbehaving", misbehave("exit")));
  CHECK_THAT(refusal(registry->expand("misbehaving", misbehave("nothing"))),
             ContainsSubstring("crashed 6 times and is not started again"));
}

TEST_CASE("A child has neither our environment nor our files, and its notes arrive") {
  ::setenv("TRIMTAB_TEST_SECRET", "hunter2", 1);
  Isolated isolated;
  const auto registry = isolated.open("misbehaving").value();
  isolated.workshop.notes.clear();
  REQUIRE(registry->expand("misbehaving", misbehave("environment")));
  REQUIRE(registry->expand("misbehaving", misbehave("files")));
  ::unsetenv("TRIMTAB_TEST_SECRET");
  // 0, 1, 2 are /dev/null and 100 is the one socket.
  CHECK(isolated.workshop.notes ==
        std::vector<std::string>{"misbehaving: about to environment", "misbehaving: about to files",
                                 "misbehaving: fd 0", "misbehaving: fd 1", "misbehaving: fd 2", "misbehaving: fd 100"});
}

TEST_CASE("A plugin that cannot be loaded is refused from a child with the same words") {
  const auto [defect, reason] = GENERATE(table<std::string, std::string>(
      {{"no_entry", "E0220"}, {"unresolved_symbol", "E0207"}, {"entry_throws", "E0222"}, {"abi_too_new", "E0223"}}));
  Isolated isolated;
  Workshop ours;
  CHECK_THAT(refusal(isolated.open(defect)), StartsWith(reason));
  CHECK(refusal(isolated.open(defect)) == refusal(ours.open(defect)));
}

TEST_CASE("An exception that leaves a plugin in a child is that call's error") {
  Isolated isolated;
  CHECK_THAT(refusal(isolated.open("describe_throws")), StartsWith("E0228") && ContainsSubstring("unknown type"));
  CHECK_THAT(refusal(isolated.open("describe_too_large")), StartsWith("E02"));
}

TEST_CASE("A program that is no plugin host fails as a start, not as a plugin") {
  const Workshop workshop;
  const auto started = HostProcess::start("/bin/true", fixture("plain"), {}, *workshop.clock);
  CHECK_THAT(refusal(started), ContainsSubstring("left with exit status 0 in loading"));
  CHECK_FALSE(HostProcess::start("/no/such/program", fixture("plain"), {}, *workshop.clock));
}
