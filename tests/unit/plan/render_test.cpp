#include "core/plan/render.h"

#include "core/plan/plan_file.h"
#include "tests/support/golden.h"
#include "tests/unit/plan/world.h"

namespace trimtab {
namespace {

using testing::check_golden;
using testing::World;

/// Every pointer of a component stands on the component's line, at a column of its own.
class OneLineEach : public Places {
 public:
  explicit OneLineEach(std::map<std::string, std::uint32_t> lines) : lines_(std::move(lines)) {}
  std::optional<Position> component(std::string_view name, std::string_view pointer, bool) const override {
    const auto line = lines_.find(std::string(name));
    if (line == lines_.end()) return std::nullopt;
    return Position{"demo.yaml", line->second, pointer.empty() ? 5U : 20U, 1, ""};
  }
  std::optional<Position> stack(std::string_view) const override { return std::nullopt; }

 private:
  std::map<std::string, std::uint32_t> lines_;
};

const std::string demo =
    "db/volume/data (retain); db/secret/root; db/endpoint/sql; db/config/my.cnf;"
    "db/task/initialize -> db/volume/data, db/config/my.cnf;"
    "db/workload/server -> db/task/initialize, db/secret/root, db/endpoint/sql, db/config/my.cnf (from=/config);"
    "db/task/airflow -> db/workload/server (back=undo);"
    "airflow/task/environment; airflow/task/migrate -> airflow/task/environment, db/task/airflow (back=undo);"
    "airflow/workload/worker/1 -> airflow/task/migrate (from=/workers);"
    "airflow/workload/worker/2 -> airflow/task/migrate (from=/workers)";

const std::map<std::string, std::string> summaries{
    {"db/volume/data", "10Gi wanted, 212Gi free"},
    {"db/secret/root", "generated, 32 characters"},
    {"db/endpoint/sql", "127.0.0.1:3306"},
    {"db/task/initialize", "mariadb-install-db"},
    {"db/workload/server", "MariaDB 10.11.19; healthy when an authenticated SELECT answers"},
    {"db/task/airflow", "database and user demo_airflow, for demo.yaml:15:19"},
    {"airflow/task/environment", "155 packages from the lock of 3.3.2, 370Mi"},
    {"airflow/task/migrate", "airflow db migrate"}};

void dress(std::vector<Object>& objects) {
  for (Object& object : objects) {
    const auto summary = summaries.find(object.id.text());
    if (summary != summaries.end()) object.summary = summary->second;
  }
}

struct Demo : World {
  Demo(const std::string& recorded, const std::string& wanted) : World(recorded, wanted) {
    dress(desired.objects);
    desired.headings = {{"db", "mysql", "mysql", Position{"demo.yaml", 7, 5, 2, ""}},
                        {"airflow", "airflow", "airflow", Position{"demo.yaml", 10, 5, 7, ""}}};
    desired.places = std::make_shared<OneLineEach>(std::map<std::string, std::uint32_t>{{"db", 7}, {"airflow", 18}});
    desired.spec = {{"db", {{"config", {{"max", 300}}}}}, {"airflow", {{"workers", {{"replicas", 2}}}}}};
    record.spec = desired.spec;
    around.headings = desired.headings;
    around.target = "local (/var/lib/trimtab/demo, processes as user trimtab)";
    around.next = "trimtab apply -f demo.yaml";
    if (record.revision == 0) return;
    around.target = "local";
    around.revision_at = "2026-11-21 09:14:07";
    around.read_in = Duration(38);
  }

  std::string shown() {
    around.read = desired.objects.size();
    return render_text(*plan(), around);
  }

  Presentation around;
};

TEST_CASE("A first plan shows every resource with what it is, what it waits for and how it is undone",
          "[plan][golden]") {
  Demo world("", demo);
  world.desired.diagnostics.push_back({Severity::warning,
                                       "W0412",
                                       "Airflow 3.3.2 does not support MariaDB: good to try, not for production",
                                       Position{"demo.yaml", 8, 1, 1, ""},
                                       "",
                                       {},
                                       "set local.basedir of db to a MySQL 8.0 or 8.4"});
  check_golden("plan/first.txt", world.shown());
}

TEST_CASE("The number of copies is said once, also where the plugin says it", "[plan]") {
  Demo world("", demo);
  for (Object& object : world.desired.objects) {
    if (object.id.name() == "worker") object.summary = "2 replicas, 16 tasks each";
  }
  CHECK(world.shown().contains("  +  workload/worker   2 replicas, 16 tasks each;"));
}

TEST_CASE("One more replica shows the line of the spec, the new part and that nothing restarts", "[plan][golden]") {
  Demo world(demo, demo + "; airflow/workload/worker/3 -> airflow/task/migrate (from=/workers)");
  world.desired.spec["airflow"]["workers"]["replicas"] = 3;
  check_golden("plan/one-more-replica.txt", world.shown());
}

TEST_CASE("A changed configuration shows its lines and who restarts because of it", "[plan][golden]") {
  Demo world(demo, demo);
  const auto find = [&](std::string_view id) {
    return std::ranges::find(world.desired.objects, testing::id_of(id), &Object::id);
  };
  Recorded& config = world.record.objects.at(testing::id_of("db/config/my.cnf"));
  config.object.desired = {{"text", "[mysqld]\nport=3306\nmax_connections=151\nsql_mode=ANSI\n"}};
  find("db/config/my.cnf")->desired = {{"text", "[mysqld]\nport=3306\nmax_connections=300\nsql_mode=ANSI\n"}};
  find("db/config/my.cnf")->from = "/config";
  find("db/workload/server")->desired["restart_on"] = {{"db/config/my.cnf", "8e1f"}};
  world.record.spec["db"]["config"]["max"] = 151;
  check_golden("plan/config.txt", world.shown());
}

TEST_CASE("A migration shows which workloads go down for it, and a removed component what happens to it",
          "[plan][golden]") {
  Demo world(
      demo + "; old/workload/flower -> airflow/workload/worker; old/config/flower",
      "db/volume/data (retain); db/secret/root; db/endpoint/sql; db/config/my.cnf;"
      "db/task/initialize -> db/volume/data, db/config/my.cnf;"
      "db/workload/server -> db/task/initialize, db/secret/root, db/endpoint/sql, db/config/my.cnf (from=/config);"
      "db/task/airflow -> db/workload/server (back=undo); airflow/task/environment=2;"
      "airflow/task/migrate=2 -> airflow/task/environment, db/task/airflow (back=none down=airflow/workload/worker);"
      "airflow/workload/worker/1=2 -> airflow/task/migrate; airflow/workload/worker/2=2 -> airflow/task/migrate");
  world.desired.spec["airflow"]["version"] = "3.3.2";
  world.record.spec["airflow"]["version"] = "3.2.2";
  check_golden("plan/migration.txt", world.shown());
}

TEST_CASE("Nothing to do says so in one line", "[plan][golden]") {
  Demo world(demo, demo);
  CHECK(world.shown() ==
        "Stack demo on local, against revision 1 of 2026-11-21 09:14:07; 11 objects read in 38 ms\n"
        "Nothing to do: 11 objects are as wanted\n");
}

TEST_CASE("A stack without objects is said to have none", "[plan]") {
  Demo world("", "");
  CHECK(world.shown().ends_with("Nothing to do: the stack has no objects\n"));
}

TEST_CASE("What drifted, stopped or vanished is shown with what was found", "[plan][golden]") {
  Demo world(demo, demo);
  world.seen("db/config/my.cnf").drift = {{"/mode", "0600", "0644", false}};
  world.seen("db/workload/server").health = {HealthState::failed, "exited 1, five times", {}};
  world.seen("airflow/workload/worker/2").exists = false;
  check_golden("plan/drift.txt", world.shown());
}

TEST_CASE("No line of a shown plan is wider than a hundred columns, and control characters never reach it", "[plan]") {
  Demo world("", demo);
  world.desired.objects[0].summary = std::string(60, 'x') + " \x1b[31m " + std::string(80, 'y');
  const std::string shown = world.shown();
  CHECK_FALSE(shown.contains('\x1b'));
  for (const auto& line : split(shown, '\n')) {
    CAPTURE(line);
    CHECK(columns(line) <= 100);
  }
}

TEST_CASE("A saved plan reads back as it was and is its owner's alone", "[plan][file]") {
  const auto path = std::filesystem::temp_directory_path() / ("trimtab-plan-" + std::to_string(::getpid()));
  const auto disk = make_system_disk();
  const Demo world(demo, demo + "; airflow/config/new");
  const Plan plan = *world.plan();
  REQUIRE(save_plan(plan, path, *disk));
  CHECK((*disk->status(path))->mode % 01000 == 0600);
  CHECK(to_value(*load_plan(path, *disk)) == to_value(plan));
  REQUIRE(disk->write(path, "{\"v\": 1", {0600, {}, {}}));
  CHECK(load_plan(path, *disk).error().code == Errc::invalid);
  REQUIRE(disk->remove_file(path));
}

}  // namespace
}  // namespace trimtab
