#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "tests/unit/target_local/stage.h"

namespace trimtab::test {
namespace {

struct Mask {
  explicit Mask(mode_t mask) : before(::umask(mask)) {}
  ~Mask() { ::umask(before); }
  mode_t before;
};

Value config_of(const Value& files) { return {{"type", "config"}, {"name", "cnf"}, {"spec", {{"files", files}}}}; }

TEST_CASE("A config file is written with its references replaced, and drift is shown by the lines that differ") {
  Stage stage;
  stage.prepare();
  const Value endpoint{{"type", "endpoint"}, {"name", "sql"}, {"spec", {{"port", 21000}}}};
  const auto objects =
      stage.lower({endpoint, config_of({{"my.cnf", {{"text", "[mysqld]\nport=@{endpoint:sql/port}\nmax=300\n"}}}})});
  const Object& file = objects.back();
  stage.apply(file);
  const auto path = stage.state() / "config/c/cnf/my.cnf";
  const std::string port = std::to_string(stage.slot("c/endpoint/sql"));
  CHECK(read_file(path) == "[mysqld]\nport=" + port + "\nmax=300\n");
  CHECK(file.id.text() == "c/config/cnf");
  write_file(path, "[mysqld]\nport=" + port + "\nmax=151\n");
  ::chmod(path.c_str(), 0666);
  const Observed observed = stage.observe(file);
  REQUIRE(observed.drift.size() == 2);
  CHECK(observed.drift[0] == Difference{"/text", "max=300", "max=151", false});
  CHECK(observed.drift[1].path == "/access/mode");
  stage.apply(file);
  CHECK(stage.observe(file).drift.empty());
  stage.remove(file);
  CHECK_FALSE(std::filesystem::exists(path.parent_path()));
}

TEST_CASE("A file keeps its id when a second one joins its config") {
  Stage stage;
  stage.prepare();
  const Object first = stage.lower_one(config_of({{"a", {{"text", "1"}}}}));
  stage.apply(first);
  const auto both = stage.lower({config_of({{"a", {{"text", "1"}}}, {"b", {{"text", "2"}}}})});
  REQUIRE(both.size() == 2);
  CHECK(both[0].id == first.id);
  CHECK(both[1].id.text() == "c/config/cnf/b");
}

TEST_CASE("Files of one config come and go side by side") {
  Stage stage;
  stage.prepare();
  const auto objects =
      stage.lower({config_of({{"a", {{"text", "1"}}}, {"b", {{"text", "2"}}}, {"c", {{"text", "3"}}}})});
  std::vector<std::string> problems(objects.size(), "no error");
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    threads.emplace_back([&, i] {
      Driver& driver = *stage.target().driver(objects[i].driver);
      Effect make;
      make.desired = &objects[i];
      Effect unmake;
      unmake.action = Action::remove;
      unmake.before = &objects[i];
      for (int round = 0; round < 100 && problems[i] == "no error"; ++round) {
        problems[i] = message(driver.apply(make));
        if (problems[i] == "no error") problems[i] = message(driver.remove(unmake));
      }
    });
  }
  threads.clear();
  CHECK(problems == std::vector<std::string>(objects.size(), "no error"));
}

TEST_CASE("A link where a file or directory should be is not ours and is never followed") {
  Stage stage;
  stage.prepare();
  const Object file = stage.lower_one(config_of({{"a", {{"text", "new"}}}}));
  write_file(stage.directory() / "precious", "old");
  std::filesystem::create_directories(stage.state() / "config/c/cnf");
  std::filesystem::create_symlink(stage.directory() / "precious", stage.state() / "config/c/cnf/a");
  CHECK_FALSE(stage.observe(file).ours);
  CHECK(message(stage.try_apply(file)).contains("was not made by trimtab"));
  CHECK(read_file(stage.directory() / "precious") == "old");

  const Object volume = stage.lower_one({{"type", "volume"}, {"name", "data"}});
  std::filesystem::create_directories(stage.directory() / "elsewhere");
  std::filesystem::create_directory_symlink(stage.directory() / "elsewhere", stage.state() / "data");
  CHECK_FALSE(stage.try_apply(volume));
  CHECK(std::filesystem::is_empty(stage.directory() / "elsewhere"));
}

TEST_CASE("A volume belongs to its component's account alone, whatever the umask") {
  const Mask mask(0);
  Stage stage;
  stage.prepare();
  const Object volume = stage.lower_one({{"type", "volume"}, {"name", "data"}, {"spec", {{"size", "1Gi"}}}});
  CHECK(volume.retain);
  CHECK(volume.summary.starts_with("1Gi wanted, "));
  stage.apply(volume);
  const auto path = stage.state() / "data/c/data";
  CHECK(mode_of(path) == 0700);
  ::chmod(path.c_str(), 0755);
  CHECK(stage.observe(volume).drift == std::vector<Difference>{{"/access/mode", "0700", "0755", false}});
  if (::geteuid() == 0) {
    struct stat found{};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    CHECK(found.st_uid == stage.slot("c/user/uid"));
    CHECK(found.st_gid == stage.slot("@stack/user/gid"));
  }
  write_file(path / "file", "x");
  stage.apply(volume);
  CHECK(read_file(path / "file") == "x");
  stage.remove(volume);
  CHECK_FALSE(stage.observe(volume).exists);
}

TEST_CASE("Components that name the same key share a directory") {
  Stage stage;
  const Value shared{{"type", "volume"}, {"name", "env"}, {"spec", {{"shared", "env-1"}, {"retain", false}}}};
  Value other = shared;
  other["component"] = "d";
  const auto objects = stage.lower({shared, other});
  CHECK(objects[0].desired == objects[1].desired);
  CHECK(objects[0].desired.at("path") == (stage.state() / "shared/env-1").native());
  CHECK_FALSE(objects[0].retain);
}

Value tree_of(Stage& stage, int keep = 5) {
  const auto source = stage.directory() / "dags";
  const auto facts =
      stage.target().observe_facts(std::vector<FactRequest>{{"c", "t", "tree", {{"path", source.native()}}}});
  const std::string digest = facts.value().at("c").at("t").at("digest");
  return {{"type", "tree"},
          {"name", "dags"},
          {"spec", {{"source", {{"path", source.native()}}}, {"digest", digest}, {"keep", keep}}}};
}

TEST_CASE("A tree is published as a version, and a newer one by one switch of a link") {
  Stage stage;
  stage.prepare();
  write_file(stage.directory() / "dags/hello.py", "one");
  write_file(stage.directory() / "dags/sub/x.py", "x");
  write_file(stage.directory() / "dags/__pycache__/hello.pyc", "ignored");
  const Object first = stage.lower_one(tree_of(stage));
  stage.apply(first);
  const auto link = stage.state() / "trees/c/dags/current";
  const auto old_version = std::filesystem::canonical(link);
  CHECK(read_file(link / "hello.py") == "one");
  CHECK(read_file(link / "sub/x.py") == "x");
  CHECK_FALSE(std::filesystem::exists(link / "__pycache__"));

  write_file(stage.directory() / "dags/hello.py", "two");
  const Object second = stage.lower_one(tree_of(stage));
  stage.apply(second);
  CHECK(read_file(link / "hello.py") == "two");
  CHECK(read_file(old_version / "hello.py") == "one");
  CHECK(stage.observe(second).drift.empty());
  stage.apply(first);
  CHECK(read_file(link / "hello.py") == "one");
}

TEST_CASE("What a removal that was cut off left of a tree is still there for who wants it gone") {
  Stage stage;
  stage.prepare();
  write_file(stage.directory() / "dags/hello.py", "one");
  const Object tree = stage.lower_one(tree_of(stage));
  stage.apply(tree);
  std::filesystem::remove(stage.state() / "trees/c/dags/current");
  CHECK(stage.has_any_of(tree));
  stage.remove(tree);
  CHECK_FALSE(stage.has_any_of(tree));
}

TEST_CASE("Only so many versions of a tree are kept, never the one that is published") {
  Stage stage;
  stage.prepare();
  for (const char* text : {"1", "2", "3", "4"}) {
    write_file(stage.directory() / "dags/hello.py", text);
    stage.apply(stage.lower_one(tree_of(stage, 2)));
  }
  const auto versions = std::filesystem::directory_iterator(stage.state() / "trees/c/dags/versions");
  CHECK(std::distance(begin(versions), end(versions)) == 2);
  CHECK(read_file(stage.state() / "trees/c/dags/current/hello.py") == "4");
}

TEST_CASE("A source that changed after the plan is not published") {
  Stage stage;
  stage.prepare();
  write_file(stage.directory() / "dags/hello.py", "one");
  const Object planned = stage.lower_one(tree_of(stage));
  write_file(stage.directory() / "dags/hello.py", "two");
  const auto published = stage.try_apply(planned);
  REQUIRE_FALSE(published);
  CHECK(published.error().code == Errc::stale);
  CHECK_FALSE(stage.observe(planned).exists);
}

}  // namespace
}  // namespace trimtab::test
