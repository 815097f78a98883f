#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>

#include "tests/unit/target_local/stage.h"

namespace trimtab::test {
namespace {

/// What is accessible to anybody but its owner, or belongs to somebody else. Sockets and fifos of s6 aside, because
/// their directories are closed.
std::string open_things(const std::filesystem::path& root) {
  std::string open;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    struct stat found{};
    if (::lstat(entry.path().c_str(), &found) != 0 || S_ISLNK(found.st_mode) || S_ISFIFO(found.st_mode)) continue;
    const bool below_supervise =
        entry.path().native().contains("/supervise/") || entry.path().native().contains("/logs/");
    if (!below_supervise && (found.st_mode & 0077U) != 0) open += entry.path().native() + "\n";
    if (found.st_uid != ::geteuid()) open += "not ours: " + entry.path().native() + "\n";
  }
  return open;
}

std::string whole_stack() {
  Stage stage;
  stage.prepare();
  const Value secret{
      {"type", "secret"}, {"name", "s"}, {"spec", {{"keys", {{"p", {{"generated", {{"length", 20}}}}}}}}}};
  const Value config{{"type", "config"}, {"name", "f"}, {"spec", {{"files", {{"a", {{"text", "x"}}}}}}}};
  const Value volume{{"type", "volume"}, {"name", "v"}, {"spec", {{"access", "rwx"}}}};
  const Value task = shell_task("t", "cat @{secret:s/p} @{config:f/a} >@{volume:v}/both");
  const Value service = shell_service("w", "id -u; exec sleep 1080.5");
  const auto objects = stage.lower({secret, config, volume, task, service});
  for (const Object& object : objects) stage.apply(object);
  if (stage.wait_healthy(objects.back()).state != HealthState::healthy) return "the service is not healthy";
  for (const Object& object : objects) {
    if (!stage.observe(object).drift.empty()) return object.id.text() + " has drifted";
  }
  if (read_file(stage.state() / "data/c/v/both").size() != 21) return "the task did not do its work";
  if (const std::string open = open_things(stage.state()); !open.empty()) return "open to others: " + open;
  if (const Status dissolved = stage.target().dissolve(); !dissolved) return message(dissolved);
  if (!processes_with("1080.5").empty()) return "a process is left";
  return std::filesystem::exists(stage.state()) ? "files are left" : "";
}

TEST_CASE("An ordinary user runs a whole stack, and nothing of it is open to others") {
  const std::string wrong = without_root(whole_stack);
  INFO(wrong);
  CHECK(wrong.empty());
}

TEST_CASE("A workload that must be root is refused to an ordinary user, with the reason") {
  const std::string said = without_root([] {
    Stage stage;
    static_cast<void>(stage.lower({shell_service("nfs", "true", {{"user", "root"}})}));
    return std::string();
  });
  CHECK(said == "threw: c/workload/nfs: it runs as root, and trimtab does not");
}

}  // namespace
}  // namespace trimtab::test
