#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "core/support/digest.h"
#include "tests/support/loopback.h"
#include "tests/unit/target_local/stage.h"

namespace trimtab::test {
namespace {

Value fact(Stage& stage, const std::string& type, const Value& spec) {
  const auto facts = stage.target().observe_facts(std::vector<FactRequest>{{"c", "f", type, spec}});
  return facts ? facts->at("c").at("f") : Value(facts.error().message());
}

TEST_CASE("A program is found in given places first, with the first line it says of itself") {
  Stage stage;
  const auto tool = stage.directory() / "bin/a-tool";
  write_file(tool, "#!/bin/sh\necho; echo \"tool 1.2 $*\"\n");
  std::filesystem::permissions(tool, std::filesystem::perms(0755));
  const Value found =
      fact(stage, "program",
           {{"names", {"missing", "a-tool"}}, {"paths", {tool.parent_path().native()}}, {"version", {"-V"}}});
  CHECK(found == Value{{"found", true}, {"path", tool.native()}, {"name", "a-tool"}, {"version", "tool 1.2 -V"}});
  const Value missing = fact(stage, "program", {{"names", {"no-such-program"}}});
  CHECK(missing.at("found") == false);
  CHECK(missing.at("searched").size() == 6);
}

TEST_CASE("Files and trees are known by their content") {
  Stage stage;
  write_file(stage.directory() / "d/a", "text");
  CHECK(fact(stage, "file", {{"path", (stage.directory() / "d/a").native()}, {"text", true}}) ==
        Value{{"exists", true}, {"size", 4}, {"digest", sha256("text")}, {"text", "text"}});
  CHECK(fact(stage, "file", {{"path", "/no/such"}}) == Value{{"exists", false}});
  const auto tree = [&] { return fact(stage, "tree", {{"path", (stage.directory() / "d").native()}}); };
  const Value first = tree();
  CHECK(first.at("files") == 1);
  CHECK(first.at("bytes") == 4);
  write_file(stage.directory() / "d/.git/HEAD", "x");
  CHECK(tree() == first);
  std::filesystem::permissions(stage.directory() / "d/a", std::filesystem::perms::owner_exec,
                               std::filesystem::perm_options::add);
  CHECK(tree().at("digest") != first.at("digest"));
  std::filesystem::rename(stage.directory() / "d/a", stage.directory() / "d/b");
  CHECK(tree().at("digest") != first.at("digest"));
}

TEST_CASE("A taken port names its owner, and is in the target's facts") {
  Stage stage;
  const LoopbackListener listener;
  const Value taken = fact(stage, "port", {{"port", listener.port()}});
  CHECK(taken.at("free") == false);
  CHECK(taken.at("ours") == false);
  CHECK(taken.at("owner").get<std::string>().starts_with("pid "));
  const auto facts = stage.target().observe_target();
  REQUIRE(facts);
  CHECK(stage.target().is_taken(*facts, "port", listener.port()));
  CHECK(facts->at("state") == stage.state().native());
  CHECK(facts->at("free").get<std::uint64_t>() > 0);
  CHECK(facts->at("memory").get<std::uint64_t>() > 0);
}

TEST_CASE("A fact of an unknown type or shape is an error that names it") {
  Stage stage;
  CHECK(fact(stage, "weather", Value::object()).get<std::string>().contains("no fact of type weather"));
  CHECK(fact(stage, "file", Value::object()).get<std::string>().starts_with("fact c/f: "));
}

TEST_CASE("Accounts of another stack beside this one are taken") {
  if (::geteuid() != 0) SKIP("needs root");
  Stage first;
  first.prepare();
  const Object service = first.lower_one(shell_service("s", "exec sleep 1070"));
  first.apply(service);
  const auto neighbour = LocalTarget::open("other", {{"stateDir", (first.directory() / "other").native()}},
                                           current_caller(), first.seams());
  REQUIRE(neighbour);
  const auto facts = (*neighbour)->observe_target();
  REQUIRE(facts);
  CHECK((*neighbour)->is_taken(*facts, "uid", first.slot("c/user/uid")));
  CHECK((*neighbour)->is_taken(*facts, "gid", first.slot("@stack/user/gid")));
}

}  // namespace
}  // namespace trimtab::test
