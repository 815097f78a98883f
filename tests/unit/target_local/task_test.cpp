#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <thread>

#include "tests/unit/target_local/stage.h"

namespace trimtab::test {
namespace {

/// A script that counts its runs in HOME/runs and then does more.
std::string counting(const std::string& more = "") { return "echo run >>\"$HOME/runs\"; " + more; }

int runs(const Stage& stage) {
  const auto path = stage.state() / "home/c/runs";
  if (!std::filesystem::exists(path)) return 0;
  const std::string text = read_file(path);
  return static_cast<int>(std::ranges::count(text, '\n'));
}

TEST_CASE("A task runs once, says so, and is not run again") {
  Stage stage;
  stage.prepare();
  const Object task = stage.lower_one(shell_task("t", counting("echo hello")));
  CHECK_FALSE(stage.observe(task).done);
  stage.apply(task);
  CHECK(stage.observe(task).done);
  CHECK(stage.apply(task).text == "done before");
  CHECK(runs(stage) == 1);
  CHECK(read_file(stage.state() / "tasks/c/t/current/log") == "hello\n");
}

TEST_CASE("A failed task says its status and its last words, and runs again") {
  Stage stage;
  stage.prepare();
  const Object task =
      stage.lower_one(shell_task("t", counting("echo out of luck >&2; exit 7"), {{"description", "try it"}}));
  CHECK(message(stage.try_apply(task)) == "try it exited 7");
  CHECK(stage.target().driver("task")->last_words(task, 3) == std::vector<std::string>{"out of luck"});
  CHECK(stage.observe(task).health.reason == "exited 7");
  CHECK_FALSE(stage.try_apply(task));
  CHECK(runs(stage) == 2);
}

TEST_CASE("A start that another one overtook, or that finds a result, does nothing") {
  Stage stage;
  stage.prepare();
  stage.apply(stage.lower_one(shell_task("t", counting())));
  const auto directory = stage.state() / "tasks/c/t/current";
  const auto start_again = [&](const std::string& start) {
    const Command command{.arguments = {directory / "run", start}};
    return stage.seams().processes.run(command, std::chrono::seconds(30), 1024).value().code;
  };
  REQUIRE(start_again(read_file(directory / "start")) == 0);
  CHECK(runs(stage) == 1);
  std::filesystem::remove(directory / "exit");
  REQUIRE(start_again("overtaken") == 0);
  CHECK(runs(stage) == 1);
  REQUIRE(start_again(read_file(directory / "start")) == 0);
  CHECK(runs(stage) == 2);
}

TEST_CASE("What an engine that was killed had started is found by the next one, and not repeated") {
  Stage stage;
  stage.prepare();
  const auto gate = stage.directory() / "gate";
  const Object task =
      stage.lower_one(shell_task("t", counting("while [ ! -e " + gate.native() + " ]; do sleep 0.05; done")));
  const pid_t engine = ::fork();
  if (engine == 0) {
    static_cast<void>(stage.try_apply(task));
    ::_exit(0);
  }
  REQUIRE(eventually([&] { return runs(stage) == 1; }));
  REQUIRE(::kill(engine, SIGKILL) == 0);
  ::waitpid(engine, nullptr, 0);

  const Observed running = stage.observe(task);
  CHECK_FALSE(running.done);
  CHECK(running.health.reason == "it runs since an earlier apply");
  SECTION("while it still runs") {
    std::thread opener([&] { static_cast<void>(eventually([&] { return write_file(gate, ""), true; })); });
    stage.apply(task);
    opener.join();
  }
  SECTION("after it ended") {
    write_file(gate, "");
    REQUIRE(eventually([&] { return std::filesystem::exists(stage.state() / "tasks/c/t/current/exit"); }));
    CHECK(stage.observe(task).done);
    CHECK(stage.apply(task).text == "done before");
  }
  CHECK(runs(stage) == 1);
}

TEST_CASE("Stopping now leaves a task running, and its result is found later") {
  Stage stage;
  stage.prepare();
  const auto gate = stage.directory() / "gate";
  const Object task =
      stage.lower_one(shell_task("t", counting("while [ ! -e " + gate.native() + " ]; do sleep 0.05; done")));
  Cancel cancel;
  cancel.raise();
  cancel.raise();
  const auto stopped = stage.try_apply(task, Step::act, &cancel);
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code == Errc::interrupted);
  write_file(gate, "");
  stage.apply(task);
  CHECK(runs(stage) == 1);
}

TEST_CASE("A task that is late is ended with all it started") {
  Stage stage;
  stage.prepare();
  Object task = stage.lower_one(shell_task("t", "setsid sleep 1040.25 & sleep 1040.5"));
  task.timeout = Duration(700);
  CHECK(message(stage.try_apply(task)) == "it did not end in time and was ended");
  CHECK(processes_with("1040.").empty());
  CHECK_FALSE(stage.observe(task).done);
}

TEST_CASE("What a task leaves in the background ends with it") {
  Stage stage;
  stage.prepare();
  const Object task = stage.lower_one(shell_task("t", "setsid sleep 1041.25 & exit 0"));
  stage.apply(task);
  CHECK(processes_with("1041.").empty());
}

TEST_CASE("A check that passes makes the run unnecessary, at observe and before it") {
  Stage stage;
  stage.prepare();
  const auto mark = stage.directory() / "mark";
  const Value check{{"check", {{"command", {"/bin/sh", "-c", "[ -e " + mark.native() + " ]"}}}}};
  const Object task = stage.lower_one(shell_task("t", counting(), check));
  CHECK_FALSE(stage.observe(task).done);
  write_file(mark, "");
  CHECK(stage.observe(task).done);
  CHECK(stage.apply(task).text == "already there");
  CHECK(runs(stage) == 0);
  CHECK(stage.apply(task).text == "done before");
}

TEST_CASE("A volume that was made anew makes the task that filled it undone") {
  Stage stage;
  stage.prepare();
  const Value volume{{"type", "volume"}, {"name", "data"}};
  const auto objects = stage.lower({volume, shell_task("fill", counting("touch @{volume:data}/filled"))});
  for (const Object& object : objects) stage.apply(object);
  const Object& task = objects.back();
  CHECK(stage.observe(task).done);
  std::filesystem::remove_all(stage.state() / "data/c/data");
  CHECK_FALSE(stage.observe(task).done);
  stage.apply(objects.front());
  CHECK_FALSE(stage.observe(task).done);
  stage.apply(task);
  CHECK(runs(stage) == 2);
  CHECK(stage.observe(task).done);
}

/// Whether a task is done by its record after its files are gone and a later version of it failed.
bool done_beside_a_failed_later_one(const char* back) {
  Stage stage;
  stage.prepare();
  const Object task = stage.lower_one(shell_task("t", counting(), {{"back", back}}));
  stage.apply(task);
  std::filesystem::remove_all(stage.state() / "tasks");
  REQUIRE(stage.observe(task).done);
  const Recorded kept = stage.record().objects.at(task.id);
  REQUIRE_FALSE(stage.try_apply(stage.lower_one(shell_task("t", counting("exit 1"), {{"back", back}}))));
  stage.record().objects[task.id] = kept;
  return stage.observe(task).done;
}

TEST_CASE("The record alone knows a task as done when its files are gone, until something else has run") {
  CHECK_FALSE(done_beside_a_failed_later_one("rerun"));
}

TEST_CASE("What a task did that is kept stays done beside a later one") {
  CHECK(done_beside_a_failed_later_one("keep"));
}

TEST_CASE("An undo reads the inputs of the run before, happens once, and makes that run count again") {
  Stage stage;
  stage.prepare();
  const auto version = [&](const std::string& number) {
    const Value undo{{"command", {"/bin/sh", "-c", "echo \"$0\" >>$HOME/undone", "to @{previous:version} @@{x}"}}};
    return stage.lower_one(shell_task("migrate", counting("echo " + number),
                                      {{"inputs", {{"version", number}}}, {"back", "undo"}, {"undo", undo}}));
  };
  const Object older = version("1");
  const Object newer = version("2");
  stage.apply(older);
  stage.apply(newer);
  CHECK_FALSE(stage.observe(older).done);
  Effect effect;
  effect.action = Action::run;
  effect.desired = &newer;
  effect.before = &older;
  effect.undoing = true;
  Driver& driver = *stage.target().driver("task");
  CHECK(message(driver.undo(effect)) == "no error");
  CHECK(read_file(stage.state() / "home/c/undone") == "to 1 @{x}\n");
  const auto again = driver.undo(effect);
  REQUIRE(again);
  CHECK(again->text == "undone before");
  CHECK(read_file(stage.state() / "home/c/undone") == "to 1 @{x}\n");
  stage.record().objects.clear();
  CHECK(stage.observe(older).done);
  CHECK_FALSE(stage.observe(newer).done);
  stage.apply(newer);
  CHECK(runs(stage) == 3);
}

TEST_CASE("An undo of the first run that needs what was before says that nothing was") {
  Stage stage;
  stage.prepare();
  const Value undo{{"command", {"/bin/true", "@{previous:version}"}}};
  const Object task = stage.lower_one(shell_task("t", "true", {{"back", "undo"}, {"undo", undo}}));
  stage.apply(task);
  Effect effect;
  effect.desired = &task;
  CHECK(message(stage.target().driver("task")->undo(effect)).contains("nothing was done before it"));
}

TEST_CASE("A digest of a task follows its inputs, configs and secrets, not its timeout") {
  Stage stage;
  const auto digest = [&](const std::string& text, const Value& more) {
    Value spec = more;
    spec["uses"] = {"config/x"};
    const Value config{{"type", "config"}, {"name", "x"}, {"spec", {{"files", {{"a", {{"text", text}}}}}}}};
    return stage.lower({config, shell_task("t", "true", spec)}).back().digest();
  };
  const std::string base = digest("1", {{"inputs", {{"a", 1}}}});
  CHECK(digest("2", {{"inputs", {{"a", 1}}}}) != base);
  CHECK(digest("1", {{"inputs", {{"a", 2}}}}) != base);
  CHECK(digest("1", {{"inputs", {{"a", 1}}}, {"description", "words"}}) == base);
}

}  // namespace
}  // namespace trimtab::test
