#include "core/support/launch.h"

#include <fmt/format.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdint>

#include "core/support/disk_failure.h"
#include "core/support/process_table.h"

namespace trimtab {
namespace {

constexpr int first_raised = 10;
constexpr int report_number = 3;  // right after the three standard files

/// Signals of the parent must not run its handlers in a child that has not yet dropped them.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

/// What rt_sigaction(2) takes; all zero is the standard handling.
struct KernelSignalAction {
  void (*handler)(int) = SIG_DFL;
  unsigned long flags = 0;
  void (*restorer)() = nullptr;
  std::uint64_t mask = 0;
};

/// By the system call: the C library keeps two signals to itself and leaves them ignored where the parent ignored them.
void forget_signal_handling() noexcept {
  const KernelSignalAction standard;
  for (int number = 1; number < NSIG; ++number)
    ::syscall(SYS_rt_sigaction, number, &standard, nullptr, sizeof standard.mask);
}

bool place_files(const LaunchFiles& files) noexcept {
  return ::dup2(files.input.get(), 0) == 0 && ::dup2(files.output.get(), 1) == 1 && ::dup2(files.error.get(), 2) == 2 &&
         ::dup3(files.report.get(), report_number, O_CLOEXEC) == report_number &&
         ::close_range(report_number + 1, ~0U, 0) == 0;
}

void send(int pipe, LaunchReport report) noexcept {
  // Smaller than PIPE_BUF, so it arrives whole; without a reader there is nobody left to tell.
  if (::write(pipe, &report, sizeof report) < 0) return;
}

[[noreturn]] void give_up(int pipe, LaunchReport::Step step) noexcept {
  send(pipe, {step, errno, ::getpid(), 0});
  ::_exit(127);
}

bool has_nul(const std::string& text) { return text.contains('\0'); }

std::unexpected<Error> refuse(const std::string& program, const std::string& why) {
  return fail(Errc::internal, "E0781", fmt::format("start {}: {}", program, why));
}

}  // namespace

Status check_command(const Command& command) {
  if (command.arguments.empty()) return refuse("a program", "no program is named");
  const std::string& program = command.arguments.front();
  if (!Path(program).is_absolute()) return refuse(program, "it is not an absolute path");
  for (const std::string& argument : command.arguments) {
    if (has_nul(argument)) return refuse(program, "an argument holds a NUL byte");
  }
  for (const auto& [name, value] : command.environment) {
    const bool usable = !name.empty() && !name.contains('=') && !has_nul(name) && !has_nul(value);
    if (!usable) return refuse(program, "the environment variable \"" + name + "\" cannot be set");
  }
  // An account without its group would keep the engine's group, which may be root's.
  if (command.uid && !command.gid) return refuse(program, "a uid needs a gid");
  return {};
}

Descriptor raised(Descriptor descriptor) {
  if (!descriptor || descriptor.get() >= first_raised) return descriptor;
  return Descriptor(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, first_raised));
}

Launch::Launch(const Command& command) : command_(command) {
  for (const std::string& argument : command.arguments) arguments_.push_back(const_cast<char*>(argument.c_str()));
  arguments_.push_back(nullptr);
  settings_.reserve(command.environment.size());
  for (const auto& [name, value] : command.environment) settings_.push_back(fmt::format("{}={}", name, value));
  for (std::string& setting : settings_) environment_.push_back(setting.data());
  environment_.push_back(nullptr);
  const bool same_user = command.uid.value_or(::geteuid()) == ::geteuid();
  const bool same_group = command.gid.value_or(::getegid()) == ::getegid();
  changes_account_ = !same_user || !same_group || !command.groups.empty();
}

LaunchReport Launch::start_child(const LaunchFiles& files) const {
  const SignalsBlocked blocked;
  const pid_t pid = ::fork();
  if (pid == 0) become(files);
  if (pid < 0) return {LaunchReport::Step::fork, errno, 0, 0};
  return {LaunchReport::Step::identified, 0, pid, 0};
}

LaunchReport Launch::start_orphan(const LaunchFiles& files) const {
  const SignalsBlocked blocked;
  const pid_t between = ::fork();
  if (between == 0) {
    const pid_t pid = ::fork();
    if (pid == 0) become(files);
    if (pid < 0) give_up(files.report.get(), LaunchReport::Step::fork);
    ::_exit(0);
  }
  if (between < 0) return {LaunchReport::Step::fork, errno, 0, 0};
  while (::waitpid(between, nullptr, 0) < 0 && errno == EINTR) {
  }
  return {};
}

/// Runs in the child. The mask is lifted last, when no handler of the parent is left.
void Launch::become(const LaunchFiles& files) const noexcept {
  using Step = LaunchReport::Step;
  forget_signal_handling();
  if (::setsid() < 0) give_up(files.report.get(), Step::session);
  if (!place_files(files)) give_up(files.report.get(), Step::files);
  const auto self = read_process_stat(0);
  if (!self) give_up(report_number, Step::identify);
  send(report_number, {Step::identified, 0, ::getpid(), self->start_ticks});
  ::umask(022);
  if (take_account() != 0) give_up(report_number, Step::account);
  if (::chdir(command_.working_directory.c_str()) != 0) give_up(report_number, Step::directory);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(arguments_.front(), arguments_.data(), environment_.data());
  give_up(report_number, Step::execute);
}

/// By bare system calls: glibc's own make every thread follow, and in a forked child there are none to answer.
int Launch::take_account() const noexcept {
  if (!changes_account_) return 0;
  if (command_.uid && ::syscall(SYS_setgroups, command_.groups.size(), command_.groups.data()) != 0) return -1;
  if (command_.gid && ::syscall(SYS_setresgid, *command_.gid, *command_.gid, *command_.gid) != 0) return -1;
  if (command_.uid && ::syscall(SYS_setresuid, *command_.uid, *command_.uid, *command_.uid) != 0) return -1;
  return 0;
}

LaunchReport read_reports(int pipe, ForksProcess gate) {
  LaunchReport last{LaunchReport::Step::identify, 0, 0, 0};
  LaunchReport report;
  while (true) {
    const ssize_t got = ::read(pipe, &report, sizeof report);
    if (got < 0 && errno == EINTR) continue;
    if (got != sizeof report) return last;
    if (gate.owns_lock()) gate.unlock();  // what it inherited is closed before it reports
    last = report;
  }
}

Error Launch::failure(const LaunchReport& report) const {
  using Step = LaunchReport::Step;
  const std::string& program = command_.arguments.front();
  const std::string problem = errno_text(report.number);
  Diagnostic diagnostic;
  diagnostic.code = "E0782";
  switch (report.step) {
    case Step::identified:
    case Step::identify:
      diagnostic.what = fmt::format("start {}: the new process cannot read /proc", program);
      break;
    case Step::session:
      diagnostic.what = fmt::format("start {}: new session: {}", program, problem);
      break;
    case Step::files:
      diagnostic.what = fmt::format("start {}: standard files: {}", program, problem);
      break;
    case Step::account:
      diagnostic.what =
          fmt::format("start {}: become uid {}: {}", program, command_.uid.value_or(::geteuid()), problem);
      break;
    case Step::directory:
      diagnostic.what = fmt::format("start {}: enter {}: {}", program, command_.working_directory.string(), problem);
      break;
    case Step::execute:
      diagnostic.what = fmt::format("execute {}: {}", program, problem);
      break;
    case Step::fork:
      diagnostic.what = fmt::format("start {}: fork: {}", program, problem);
      break;
  }
  const bool interpreter_missing =
      report.step == Step::execute && report.number == ENOENT && ::access(program.c_str(), F_OK) == 0;
  if (interpreter_missing) diagnostic.why.push_back("the file is there; the interpreter it names is not");
  return Error{failure_of(report.number), {std::move(diagnostic)}, {}};
}

}  // namespace trimtab
