#include "core/target/local/task_run.h"

#include <fcntl.h>
#include <sys/file.h>

#include <charconv>

#include "core/support/base64.h"
#include "core/support/descriptor.h"
#include "core/support/failpoint.h"
#include "core/support/text.h"
#include "core/target/local/own_files.h"
#include "core/target/local/ownership.h"
#include "core/target/local/scripts.h"
#include "core/target/local/supervisor.h"

namespace trimtab {
namespace {

constexpr Duration sweep_patience = std::chrono::seconds(10);
constexpr std::uint64_t small_file = 4096;
constexpr std::uint64_t works_on_limit = 65536;

/// Descriptors share this kind of lock with what is forked, so it lasts as long as any process of the run.
bool is_locked(const Path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  return file && ::flock(file.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

/// What stands in `exit.new` from before the start: on a disk that the task fills, its result is written over this.
constexpr std::string_view room_for_result = "        \n";

/// The exit status gets its name only when it is whole and durable. Between its start and the lock an engine may have
/// died and the next one have started the task again: a start that was overtaken, or finds a result, does nothing.
std::string run_script(const Path& directory) {
  return "#!/bin/sh\n# Made by trimtab; started under the lock, as leader of its session.\numask 077\ncd " +
         directory.native() + R"sh( || exit 111
[ "$(cat start)" = "$1" ] && [ ! -e exit ] || exit 0
echo $$ >pid
./launch </dev/null >>log 2>&1
code=$?
printf '%-8s' $code 1<>exit.new && sync exit.new && mv exit.new exit
)sh";
}

constexpr Duration first_sign_patience{10'000};

std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{}) return std::nullopt;
  return number;
}

}  // namespace

Result<std::optional<int>> TaskRun::exit_code() const {
  TRIMTAB_TRY(const auto text, read_if_there(site_.seams.disk, directory_ / "exit", small_file));
  return text ? number_in(*text) : std::optional<int>();
}

pid_t TaskRun::leader() const {
  const auto text = site_.seams.disk.read(directory_ / "pid", small_file);
  return text ? number_in(*text).value_or(0) : 0;
}

Result<TaskState> TaskRun::state() const {
  TaskState state;
  TRIMTAB_TRY(const std::optional<int> code, exit_code());
  if (code) {
    state.stage = TaskState::Stage::ended;
    state.code = *code;
    return state;
  }
  TRIMTAB_TRY(const auto log, site_.seams.disk.status(this->log()));
  if (!log) return state;
  // The lock is looked at only where the start is over: a look must not meet the start that takes it.
  const bool own = started_ && site_.seams.processes.identify(started_->pid) == started_;
  const bool running = own || is_locked(directory_ / "lock");
  state.stage = running ? TaskState::Stage::running : TaskState::Stage::lost;
  if (running) state.leader = leader();
  if (running) return state;
  // It may have ended between the two looks.
  TRIMTAB_TRY(const std::optional<int> late, exit_code());
  if (late) return TaskState{TaskState::Stage::ended, *late, 0};
  return state;
}

Status TaskRun::write_scripts(const Value& run) {
  const Ownership ownership(site_.settings.root, {});
  Disk& disk = site_.seams.disk;
  const Access program = ownership.only_engine(0700);
  TRIMTAB_CHECK(disk.write(directory_ / "run", run_script(directory_), program));
  const std::string launch = "#!/bin/sh\n" + environment_lines(run, directory_) + "cd " +
                             shell_quoted(run.at("directory").get<std::string>()) + " || exit 111\n" +
                             umask_line(site_) + "unset PWD OLDPWD\n" + exec_line(run, s6_, 0, 65536);
  TRIMTAB_CHECK(disk.write(directory_ / "launch", launch, program));
  const Value& account = run.at("account");
  Access log = ownership.only_engine(0600);
  if (account.contains("gid")) log = Access{0640, 0, account.at("gid").get<gid_t>()};
  return disk.write(this->log(), "", log);
}

Status TaskRun::start(const Value& run, const std::string& works_on) {
  const Ownership ownership(site_.settings.root, {});
  TRIMTAB_CHECK(make_below(site_, directory_, ownership.passage(), ownership.passage()));
  for (const char* file : {"exit", "pid"}) TRIMTAB_CHECK(site_.seams.disk.remove_file(directory_ / file));
  TRIMTAB_CHECK(site_.seams.disk.write(directory_ / "exit.new", room_for_result, ownership.only_engine(0600)));
  TRIMTAB_CHECK(site_.seams.disk.write(directory_ / "works-on", works_on, ownership.only_engine(0600)));
  const std::string start = base64url(site_.seams.random.bytes(12));
  TRIMTAB_CHECK(site_.seams.disk.write(directory_ / "start", start, ownership.only_engine(0600)));
  TRIMTAB_FAILPOINT("task.scripts");
  TRIMTAB_TRY(const bool has_lock, has_own_file(site_, directory_ / "lock"));
  TRIMTAB_CHECK(write_scripts(run));
  // One that is there stays, because an overtaken start may hold it.
  if (!has_lock) TRIMTAB_CHECK(site_.seams.disk.write(directory_ / "lock", "", ownership.only_engine(0600)));
  Command command;
  command.arguments = {"/usr/bin/flock",
                       "--no-fork",
                       "--timeout",
                       "10",
                       (directory_ / "lock").native(),
                       (directory_ / "run").native(),
                       start};
  command.environment = {{"PATH", "/usr/bin:/bin"}};
  TRIMTAB_FAILPOINT("task.start");
  TRIMTAB_TRY(started_, site_.seams.processes.start_detached(command, log()));
  TRIMTAB_FAILPOINT("task.started");
  // It has started when it holds the lock and says so: from then on nobody takes it for lost and starts it again.
  const auto says_so = [&] {
    const auto written = site_.seams.disk.status(directory_ / "pid");
    return (written && *written) || site_.seams.processes.identify(started_->pid) != started_;
  };
  static_cast<void>(wait_until(site_.seams.clock, first_sign_patience, says_so));
  return {};
}

Result<int> TaskRun::wait(SteadyTime deadline, const Cancel* cancel) {
  for (Duration pause = first_pause;; pause = std::min(pause * 2, longest_pause)) {
    TRIMTAB_TRY(const TaskState now, state());
    if (now.stage == TaskState::Stage::ended) {
      TRIMTAB_FAILPOINT("task.ended");
      // A task runs to its end: what it leaves in the background is no part of what it does.
      static_cast<void>(sweep_unit(site_, directory_, "lock", 0, "TERM", sweep_patience));
      return now.code;
    }
    if (now.stage != TaskState::Stage::running) {
      return fail(Errc::failed, "E0758", "it was ended from outside and left no result");
    }
    if (cancel != nullptr && cancel->level() == Cancel::Level::now) {
      return fail(Errc::interrupted, "E0759", "it goes on by itself; the next apply finds its result");
    }
    if (site_.seams.clock.steady() >= deadline) {
      static_cast<void>(sweep_unit(site_, directory_, "lock", now.leader, "TERM", sweep_patience));
      return fail(Errc::failed, "E0758", "it did not end in time and was ended");
    }
    site_.seams.clock.sleep(pause);
  }
}

Result<std::string> TaskRun::worked_on() const {
  TRIMTAB_TRY(auto note, read_if_there(site_.seams.disk, directory_ / "works-on", works_on_limit));
  return std::move(note).value_or(std::string());
}

Status TaskRun::settle(int code, const std::string& works_on) {
  const Ownership ownership(site_.settings.root, {});
  TRIMTAB_CHECK(make_below(site_, directory_, ownership.passage(), ownership.passage()));
  TRIMTAB_CHECK(site_.seams.disk.write(directory_ / "works-on", works_on, ownership.only_engine(0600)));
  return site_.seams.disk.write(directory_ / "exit", std::to_string(code) + "\n", ownership.only_engine(0600));
}

}  // namespace trimtab
