#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <csignal>

#include "core/target/local/s6.h"
#include "tests/support/passing_processes.h"
#include "tests/unit/target_local/stage.h"

namespace trimtab::test {
namespace {

pid_t only(const std::vector<pid_t>& pids) { return pids.size() == 1 ? pids.front() : -1; }

/// An engine that is slow to tell a supervisor to end: by then it has gone by itself.
class SlowToEnd : public PassingProcesses {
 public:
  using PassingProcesses::PassingProcesses;

  Result<Exit> run(const Command& command, Duration timeout, std::size_t limit) override {
    const bool ends = command.arguments.size() == 3 && command.arguments[1] == "-dx";
    if (ends) {
      Command asked = command;
      asked.arguments = {std::filesystem::path(command.arguments[0]).replace_filename("s6-svok"), command.arguments[2]};
      gone_ = gone_ && eventually([&] { return !PassingProcesses::run(asked, timeout, limit)->success(); });
    }
    return PassingProcesses::run(command, timeout, limit);
  }

  [[nodiscard]] bool were_gone() const { return gone_; }

 private:
  bool gone_ = true;
};

/// A machine on which s6-svscan cannot be asked for want of a process.
class Unanswered : public PassingProcesses {
 public:
  using PassingProcesses::PassingProcesses;

  Result<Exit> run(const Command& command, Duration timeout, std::size_t limit) override {
    const bool asks = command.arguments.size() == 3 && command.arguments[1] == "-a";
    if (asks) return fail(Errc::failed, "E0761", "no process can be started");
    return PassingProcesses::run(command, timeout, limit);
  }
};

/// A supervisor as it begins: its lock is held, and its control pipe comes when somebody was turned away.
class Beginning : public PassingProcesses {
 public:
  Beginning(Processes& real, std::filesystem::path service) : PassingProcesses(real), service_(std::move(service)) {
    std::filesystem::create_directories(service_ / "supervise");
    lock_ = ::open((service_ / "supervise/lock").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    struct flock whole{};
    whole.l_type = F_WRLCK;
    REQUIRE(::fcntl(lock_, F_SETLK, &whole) == 0);
  }
  ~Beginning() override {
    ::close(control_);
    ::close(lock_);
  }
  Beginning(const Beginning&) = delete;
  Beginning& operator=(const Beginning&) = delete;

  Result<Exit> run(const Command& command, Duration timeout, std::size_t limit) override {
    auto exit = PassingProcesses::run(command, timeout, limit);
    if (control_ < 0 && exit && !exit->success()) {
      REQUIRE(::mkfifo((service_ / "supervise/control").c_str(), 0600) == 0);
      control_ = ::open((service_ / "supervise/control").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    }
    return exit;
  }

  /// What it was told.
  [[nodiscard]] std::string heard() const {
    std::array<char, 16> bytes{};
    const ssize_t size = control_ < 0 ? 0 : ::read(control_, bytes.data(), bytes.size());
    return {bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
  }

 private:
  std::filesystem::path service_;
  int lock_ = -1;
  int control_ = -1;
};

TEST_CASE("A supervisor that has its lock and does not listen yet is told what it shall do all the same") {
  Stage stage;
  const auto service = stage.directory() / "service";
  Beginning processes(stage.seams().processes, service);
  const S6 s6(processes, stage.seams().clock, *S6::find_tools());
  REQUIRE(s6.is_supervised(service).value());
  CHECK(message(s6.command(service, "-u")) == "no error");
  CHECK(processes.heard() == "u");
}

TEST_CASE("Nobody waits for a supervisor that is not there") {
  Stage stage;
  const S6 s6(stage.seams().processes, stage.seams().clock, *S6::find_tools());
  std::filesystem::create_directories(stage.directory() / "service/supervise");
  CHECK_FALSE(s6.command(stage.directory() / "service", "-u"));
}

TEST_CASE("Preparing twice starts one supervisor and mends nothing") {
  Stage stage;
  stage.prepare();
  const auto supervisors = processes_with((stage.state() / "supervise/scan").native());
  CHECK(supervisors.size() == 1);
  const auto notes = stage.another_engine()->prepare();
  REQUIRE(notes);
  CHECK(notes->empty());
  CHECK(processes_with((stage.state() / "supervise/scan").native()) == supervisors);
}

TEST_CASE("A supervisor that was killed is started again, with its services, never two of one") {
  Stage stage;
  stage.prepare();
  const Object service = stage.lower_one(shell_service("a", "echo begun; exec sleep 1020.5"));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  const pid_t scan = only(processes_with((stage.state() / "supervise/scan").native()));
  REQUIRE(scan > 1);
  REQUIRE(::kill(scan, SIGKILL) == 0);
  REQUIRE(eventually([&] { return processes_with((stage.state() / "supervise/scan").native()).empty(); }));

  const auto notes = stage.target().prepare();
  REQUIRE(notes);
  REQUIRE(notes->size() == 1);
  CHECK(notes->front() == "the supervisor was not running; it was started, and with it 1 service");
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  CHECK(processes_with("1020.5").size() == 1);
  // The new log pipe works: the second start was written down.
  CHECK(eventually([&] {
    const std::string log = read_file(stage.state() / "logs/c/a/current");
    return log.find("begun") != log.rfind("begun");
  }));
}

TEST_CASE("A killed s6-supervise never leads to two copies of its service") {
  Stage stage;
  stage.prepare();
  const Object service = stage.lower_one(shell_service("copy", "exec sleep 1021.5"));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  const pid_t orphan = only(processes_with("1021.5"));
  REQUIRE(orphan > 1);
  const std::string name = "s6-supervise";
  const pid_t supervise = only(processes_with(name + '\0' + "c.copy" + '\0'));
  REQUIRE(supervise > 1);
  REQUIRE(::kill(supervise, SIGKILL) == 0);

  std::size_t most = 0;
  CHECK(eventually([&] {
    const auto copies = processes_with("1021.5");
    most = std::max(most, copies.size());
    return copies.size() == 1 && copies.front() != orphan;
  }));
  stage.prepare();
  CHECK(most == 1);
  CHECK(stage.wait_healthy(service).state == HealthState::healthy);
  CHECK(processes_with("1021.5").size() == 1);
}

TEST_CASE("A service that was taken down stays down when the supervisor comes back") {
  Stage stage;
  stage.prepare();
  const Object service = stage.lower_one(shell_service("off", "exec sleep 1022.5"));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  stage.apply(service, Step::down);
  REQUIRE(::kill(only(processes_with((stage.state() / "supervise/scan").native())), SIGKILL) == 0);
  REQUIRE(eventually([&] { return processes_with((stage.state() / "supervise/scan").native()).empty(); }));
  stage.prepare();
  CHECK(stage.health(service).state == HealthState::stopped);
  CHECK(processes_with("1022.5").empty());
}

TEST_CASE("Dissolving leaves no process and no file, even of what ignores signals") {
  Stage stage;
  stage.prepare();
  const std::string script = "trap '' TERM; setsid sleep 1023.25 & while :; do sleep 1023.5; done";
  const Object service = stage.lower_one(shell_service("last", script, {{"stop", {{"grace", "300ms"}}}}));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  REQUIRE(stage.target().dissolve());
  CHECK(processes_with("1023.").empty());
  CHECK(processes_with(stage.state().native()).empty());
  CHECK_FALSE(std::filesystem::exists(stage.state()));
  REQUIRE(stage.target().dissolve());
}

TEST_CASE("What a removal that was cut off left of a service is still there for who wants it gone") {
  Stage stage;
  stage.prepare();
  const Object service = stage.lower_one(shell_service("half", "exec sleep 1023.625"));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  std::filesystem::remove(stage.state() / "supervise/scan/c.half");
  CHECK(stage.has_any_of(service));
  stage.remove(service);
  CHECK_FALSE(stage.has_any_of(service));
  CHECK(processes_with("c.half").empty());
}

TEST_CASE("A supervisor that cannot be asked is not taken for gone") {
  Stage stage;
  stage.prepare();
  const Object service = stage.lower_one(shell_service("kept", "exec sleep 1023.75"));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  const auto running = processes_with("1023.75");
  Unanswered processes(stage.seams().processes);
  const auto engine = stage.another_engine(processes);
  CHECK(message(engine->dissolve()) == "no process can be started");
  CHECK(message(engine->prepare()) == "no process can be started");
  CHECK(processes_with("1023.75") == running);
  CHECK(std::filesystem::exists(stage.state() / "supervise/scan"));
}

TEST_CASE("A directory that holds something else is neither used nor removed") {
  Stage stage;
  write_file(stage.state() / "thesis.tex", "years of work");
  CHECK(message(stage.target().prepare()).contains("was not made by trimtab: it holds thesis.tex"));
  REQUIRE(stage.target().dissolve());
  CHECK(read_file(stage.state() / "thesis.tex") == "years of work");
}

TEST_CASE("What a first claim left when it was cut off does not make the directory somebody else's") {
  Stage stage;
  write_file(stage.state() / ".trimtab-0011223344556677", "de");
  REQUIRE(stage.target().prepare());
  CHECK_FALSE(std::filesystem::exists(stage.state() / ".trimtab-0011223344556677"));
}

TEST_CASE("A removal that was cut off is finished by the next one, whatever it had come to") {
  Stage stage;
  stage.prepare();
  REQUIRE(stage.target().dissolve());
  write_file(stage.state() / "stack", "demo\n");
  write_file(stage.state() / "logs/one/current", "x");
  REQUIRE(stage.target().dissolve());
  CHECK_FALSE(std::filesystem::exists(stage.state()));
  write_file(stage.state() / "private/lock", "");  // of the engine that looks what is left
  REQUIRE(stage.target().dissolve());
  CHECK_FALSE(std::filesystem::exists(stage.state()));
}

TEST_CASE("What effects left half made when they were cut off is removed, and nothing that others wrote") {
  Stage stage;
  stage.prepare();
  const std::string half = ".trimtab-0011223344556677";
  for (const char* place : {"config/c/n", "run/c/n/v1", "tasks/c/n/run", "private", "supervise/svc/c.n/data"})
    write_file(stage.state() / place / half, "half");
  write_file(stage.state() / "run/c/n/.v2/key", "a draft");
  write_file(stage.state() / "data/c/n" / half, "theirs");
  REQUIRE(stage.target().tidy_up());
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(stage.state())) {
    const std::string name = entry.path().filename();
    if (name == half || name == ".v2") left.push_back(entry.path().lexically_relative(stage.state()));
  }
  CHECK(left == std::vector<std::string>{"data/c/n/" + half});
}

TEST_CASE("The state of another stack is refused, and what was added by hand stops the removal") {
  Stage stage;
  stage.prepare();
  const auto other =
      LocalTarget::open("other", {{"stateDir", stage.state().native()}}, current_caller(), stage.seams());
  REQUIRE(other);
  CHECK(message((*other)->prepare()).contains("is the state of another stack: demo"));
  write_file(stage.state() / "mine", "");
  CHECK(message(stage.target().dissolve()).contains("holds mine, which trimtab did not make"));
  std::filesystem::remove(stage.state() / "mine");
}

TEST_CASE("Only the engine looks into private and supervise, and nobody lists the state directory") {
  Stage stage;
  stage.prepare();
  const auto mode = [&](const std::string& path) {
    return std::filesystem::status(stage.state() / path).permissions() & std::filesystem::perms::all;
  };
  CHECK(mode("private") == std::filesystem::perms(0700));
  CHECK(mode("supervise") == std::filesystem::perms(0700));
  CHECK(mode(".") == std::filesystem::perms(::geteuid() == 0 ? 0711 : 0700));
}

TEST_CASE("A supervisor that ends by itself before it is told to does not keep a stack from being dissolved") {
  Stage stage;
  stage.prepare();
  const Object service = stage.lower_one(shell_service("a", "exec sleep 1029.5"));
  stage.apply(service);
  REQUIRE(stage.wait_healthy(service).state == HealthState::healthy);
  SlowToEnd slow(stage.seams().processes);
  const auto engine = stage.another_engine(slow);
  CHECK(message(engine->dissolve()) == "no error");
  CHECK(slow.were_gone());
  CHECK(processes_with("1029.5").empty());
}

}  // namespace
}  // namespace trimtab::test
