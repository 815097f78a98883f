#include <catch2/catch_test_macros.hpp>
#include <csignal>

#include "core/target/local/service_exits.h"
#include "tests/support/loopback.h"
#include "tests/unit/target_local/stage.h"

namespace trimtab::test {
namespace {

std::string log_of(const Stage& stage, const std::string& service) {
  const auto path = stage.state() / "logs/c" / service / "current";
  return std::filesystem::exists(path) ? read_file(path) : std::string();
}

bool logged(Stage& stage, const std::string& service, const std::string& text) {
  return eventually([&] { return log_of(stage, service).contains(text); });
}

pid_t pid_of(const Observed& observed) { return std::stoi(observed.native); }

TEST_CASE("A service runs in a clean environment of its own, under its account, and its output is logged") {
  Stage stage;
  stage.prepare();
  const Object service =
      stage.lower_one(shell_service("env", "env; id -u; pwd; umask; exec sleep 1000", {{"env", {{"A", "it's 1"}}}}));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  const std::string mask = ::geteuid() == 0 ? "0027" : "0077";  // without accounts there is no group to share with
  REQUIRE(logged(stage, "env", mask));
  const std::string log = log_of(stage, "env");
  CHECK(log.contains("A=it's 1\n"));
  CHECK(log.contains("HOME=" + (stage.state() / "home/c").native() + "\n"));
  CHECK_FALSE(log.contains("TRIMTAB_DEPS"));
  CHECK_FALSE(log.contains("OLDPWD"));
  if (::geteuid() == 0) CHECK(log.contains("  " + std::to_string(stage.slot("c/user/uid")) + "\n"));
  CHECK(stage.target().driver("service")->last_words(service, 1) == std::vector<std::string>{mask});
}

TEST_CASE("A service is starting until its launch has noted itself, whatever a probe says") {
  Stage stage;
  stage.prepare();
  const Object service = stage.lower_one(shell_service("late", "exec sleep 1000"));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  const auto data = stage.state() / "supervise/svc/c.late/data";
  const std::string leader = read_file(data / "pgid");
  write_file(data / "pgid", "");
  write_file(data / "running", "");
  CHECK(stage.health(service).reason == "it is being started");
  CHECK(stage.observe(service).drift.empty());
  write_file(data / "pgid", leader);
  CHECK(stage.wait_healthy(service).state == HealthState::healthy);
  CHECK(stage.observe(service).drift.size() == 1);
}

TEST_CASE("A service that was long on its way to its launch has just started, and is not yet healthy") {
  Stage stage;
  stage.prepare();
  const Object service = stage.lower_one(shell_service("slow", "exec sleep 1000"));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  const auto noted = stage.state() / "supervise/svc/c.slow/data/pgid";
  std::filesystem::last_write_time(noted, std::filesystem::file_time_type::clock::now() + std::chrono::minutes(1));
  CHECK(stage.health(service).reason == "it has just started");
  std::filesystem::last_write_time(noted, std::filesystem::file_time_type::clock::now() - std::chrono::minutes(1));
  CHECK(stage.health(service).reason == "it runs");
}

TEST_CASE("A second apply of a running service does nothing") {
  Stage stage;
  stage.prepare();
  const Object service = stage.lower_one(shell_service("same", "exec sleep 1000"));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  const Observed before = stage.observe(service);
  stage.apply(service);
  CHECK(stage.observe(service).native == before.native);
  CHECK(before.drift.empty());
  CHECK(before.exists);
}

TEST_CASE("A changed command restarts the service, a changed log rotation does not") {
  Stage stage;
  stage.prepare();
  const Object first = stage.lower_one(shell_service("s", "exec sleep 1001"));
  stage.apply(first);
  REQUIRE(stage.wait_healthy(first).state == HealthState::healthy);
  const std::string native = stage.observe(first).native;

  const Object rotated =
      stage.lower_one(shell_service("s", "exec sleep 1001", {{"local", {{"logRotate", {{"keep", 3}}}}}}));
  stage.apply(rotated);
  CHECK(stage.observe(rotated).native == native);

  const Object second = stage.lower_one(shell_service("s", "exec sleep 1002"));
  stage.apply(second);
  REQUIRE(stage.wait_healthy(second).state == HealthState::healthy);
  CHECK(stage.observe(second).native != native);
}

TEST_CASE("A crash loop is given up and says how often it exited") {
  Stage stage;
  stage.prepare();
  const Object service = stage.lower_one(shell_service("loop", "echo no such module; exit 3"));
  stage.apply(service);
  Health health;
  REQUIRE(eventually([&] { return (health = stage.health(service)).state == HealthState::failed; },
                     std::chrono::seconds(60)));
  CHECK(health.reason.starts_with("exited 3, five times in "));
  CHECK(stage.target().driver("service")->last_words(service, 1) == std::vector<std::string>{"no such module"});

  const Object mended = stage.lower_one(shell_service("loop", "exec sleep 1003"));
  stage.apply(mended);
  CHECK(stage.wait_healthy(mended).state == HealthState::healthy);
}

TEST_CASE("A program that ignores its signal is killed after the grace, with all it started elsewhere") {
  Stage stage;
  stage.prepare();
  const std::string script = "trap '' TERM; setsid sleep 1004.25 & sleep 1004.5 & while :; do sleep 1004.75; done";
  const Object service = stage.lower_one(shell_service("deaf", script, {{"stop", {{"grace", "500ms"}}}}));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  REQUIRE(eventually([] { return processes_with("1004.").size() >= 3; }));

  stage.apply(service, Step::down);
  CHECK(processes_with("1004.").empty());
  CHECK(stage.health(service).state == HealthState::stopped);
  stage.apply(service, Step::up);
  CHECK(stage.wait_healthy(service).state == HealthState::healthy);
}

TEST_CASE("What a killed program leaves behind goes before it is started again") {
  Stage stage;
  stage.prepare();
  const Object service = stage.lower_one(shell_service("parent", "setsid sleep 1005.25 & exec sleep 1005.5"));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  REQUIRE(eventually([] { return processes_with("1005.").size() == 2; }));
  const auto orphan = processes_with("1005.25");
  REQUIRE(orphan.size() == 1);
  REQUIRE(::kill(pid_of(stage.observe(service)), SIGKILL) == 0);
  CHECK(eventually([&] { return processes_with("1005.5").size() == 1 && processes_with("1005.25") != orphan; }));
  CHECK(eventually([] { return processes_with("1005.25").size() == 1; }));
}

TEST_CASE("A service is drained before it is stopped") {
  Stage stage;
  stage.prepare();
  const auto mark = stage.state() / "home/c/drained";
  const std::string script = "trap 'ls " + mark.native() + "; exit 0' TERM; while :; do sleep 0.1; done";
  const Value drain{{"command", {"/bin/sh", "-c", "sleep 0.3; touch " + mark.native()}}, {"timeout", "20s"}};
  const Object service = stage.lower_one(shell_service("worker", script, {{"stop", {{"drain", drain}}}}));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  stage.apply(service, Step::down);
  CHECK(logged(stage, "worker", "home/c/drained\n"));
  CHECK_FALSE(log_of(stage, "worker").contains("cannot access"));
}

TEST_CASE("A removed service leaves no process and no directory, but its log") {
  Stage stage;
  stage.prepare();
  const Object service = stage.lower_one(shell_service("gone", "echo last words; exec sleep 1006.5"));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  REQUIRE(logged(stage, "gone", "last words"));
  stage.remove(service);
  CHECK(processes_with("1006.5").empty());
  CHECK(processes_with("c.gone").empty());
  CHECK(std::filesystem::is_empty(stage.state() / "supervise/svc"));
  CHECK_FALSE(stage.observe(service).exists);
  CHECK(log_of(stage, "gone").contains("last words"));
  stage.remove(service);
}

TEST_CASE("A change of a config restarts who uses it, or makes it read again, or neither") {
  Stage stage;
  stage.prepare();
  const auto objects = [&](const std::string& text, const Value& more) {
    Value spec = more;
    spec["uses"] = {"config/x"};
    const Value config{{"type", "config"}, {"name", "x"}, {"spec", {{"files", {{"x.cnf", {{"text", text}}}}}}}};
    return stage.lower({config, shell_service("s", "trap 'echo read again' HUP; while :; do sleep 0.1; done", spec)});
  };
  const auto pid_after = [&](const std::string& text, const Value& more) {
    for (const Object& object : objects(text, more)) {
      stage.apply(object);
      if (object.driver == "service") REQUIRE(stage.wait_healthy(object).state == HealthState::healthy);
      if (object.driver == "service") return stage.observe(object).native;
    }
    return std::string();
  };
  const Value reload{{"on_change", {{"config/x", "reload"}}}};
  const std::string first = pid_after("1", Value::object());
  const std::string second = pid_after("2", Value::object());
  CHECK(second != first);
  const std::string third = pid_after("3", reload);
  CHECK(pid_after("4", reload) == third);
  CHECK(logged(stage, "s", "read again"));
  const Value none{{"on_change", {{"config/x", "none"}}}};
  CHECK(pid_after("5", none) == pid_after("6", none));
}

TEST_CASE("A service that was stopped by hand is stopped, one whose script was edited has drifted") {
  Stage stage;
  stage.prepare();
  const Object service = stage.lower_one(shell_service("hand", "exec sleep 1007"));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  const auto directory = stage.state() / "supervise/svc/c.hand";
  write_file(directory / "launch", read_file(directory / "launch") + "# mine\n");
  const Observed edited = stage.observe(service);
  REQUIRE(edited.drift.size() == 1);
  CHECK(edited.drift.front().path == "/scripts");
  stage.apply(service);
  CHECK(stage.observe(service).drift.empty());

  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  Command down;
  down.arguments = {"/usr/bin/s6-svc", "-wD", "-d", directory.native()};
  REQUIRE(stage.seams().processes.run(down, std::chrono::seconds(20), 100));
  CHECK(stage.observe(service).health.state == HealthState::stopped);
  stage.apply(service);
  CHECK(stage.wait_healthy(service).state == HealthState::healthy);
}

TEST_CASE("A secret in the environment stands in no argument and no file of the service") {
  Stage stage;
  stage.prepare();
  const Value secret{
      {"type", "secret"}, {"name", "token"}, {"spec", {{"keys", {{"it", {{"generated", {{"length", 24}}}}}}}}}};
  const Value run{{"secret_env", {{"TOKEN", "@{secret:token/it}"}}}};
  const auto objects =
      stage.lower({secret, shell_service("s", "[ ${#TOKEN} = 24 ] && echo has it; exec sleep 1008.5", run)});
  for (const Object& object : objects) stage.apply(object);
  REQUIRE(logged(stage, "s", "has it"));
  const std::string value = read_file(stage.state() / "run/c/token/v1/it");
  CHECK_FALSE(read_file(stage.state() / "supervise/svc/c.s/launch").contains(value));
  CHECK(processes_with(value).empty());
}

TEST_CASE("Replicas are numbered services with numbers in their text") {
  Stage stage;
  stage.prepare();
  const auto objects = stage.lower({shell_service("w", "echo I am @{replica}; exec sleep 1009", {{"replicas", 2}})});
  REQUIRE(objects.size() == 2);
  CHECK(objects[1].id.text() == "c/workload/w/2");
  for (const Object& object : objects) stage.apply(object);
  CHECK(logged(stage, "w.1", "I am 1"));
  CHECK(logged(stage, "w.2", "I am 2"));
}

TEST_CASE("Exits are told in words") {
  CHECK(to_text(parse_exits("100 1 0\n")) == "exited 1");
  CHECK(to_text(parse_exits("1 7 0\n1000 1 0\n1010 1 0\n1032 256 9\n")) ==
        "was killed by signal 9, three times in 32 s");
  CHECK(parse_exits("").recent == 0);
  CHECK(parse_exits("rubbish").recent == 0);
}

}  // namespace
}  // namespace trimtab::test
