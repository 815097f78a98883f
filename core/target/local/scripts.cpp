#include "core/target/local/scripts.h"

#include <fmt/format.h>

#include "core/support/text.h"
#include "core/target/local/unit.h"

namespace trimtab {
namespace {

constexpr std::uint64_t secret_limit = std::uint64_t{1} << 20;

std::map<std::string, std::string> plain_environment(const Value& run, const Path& unit) {
  const Value& account = run.at("account");
  const std::string home = account.at("home");
  const std::string name = account.at("name");
  std::map<std::string, std::string> environment{
      {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
      {"HOME", home},
      {"USER", name},
      {"LOGNAME", name},
      {"SHELL", "/bin/sh"},
      {"LANG", "C.UTF-8"},
      {std::string(unit_variable), unit.native()}};
  // What belongs to the component's account is no place for temporary files of root.
  if (name != "root") environment["TMPDIR"] = home + "/tmp";
  for (const auto& [variable, value] : run.at("env").items()) environment[variable] = value.get<std::string>();
  return environment;
}

}  // namespace

std::string sweep_script() {
  return R"sh(#!/bin/sh
# sweep DIRECTORY LOCK SESSION SIGNAL SECONDS
# Ends what is left of a service or task: the processes of SESSION (may be empty), and those that carry the mark of
# DIRECTORY or hold LOCK in a session of their own. SIGNAL first; after SECONDS, SIGKILL.
PATH=/usr/bin:/bin
directory=$1 lock=$2 session=$3 signal=$4 seconds=$5 self=$$ parent=$PPID

in_session() {
  [ -n "$session" ] || return 0
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    pid=${stat#/proc/}
    pid=${pid%/stat}
    set -- ${line##*) }
    [ "$4" = "$session" ] || continue
    case $1 in Z | X) ;; *) echo "$pid" ;; esac
  done
}

left() {
  {
    in_session
    grep -lszxF "TRIMTAB_UNIT=$directory" /proc/[0-9]*/environ | cut -d/ -f3
    find /proc/[0-9]*/fd -maxdepth 1 -lname "$directory/$lock" 2>/dev/null | cut -d/ -f3
  } | sort -u | grep -vxF -e "$self" -e "$parent"
}

pids=$(left)
[ -n "$pids" ] || exit 0
kill -s "$signal" $pids 2>/dev/null
tenths=$((seconds * 10))
while [ $tenths -gt 0 ]; do
  sleep 0.1
  [ -n "$(left)" ] || exit 0
  tenths=$((tenths - 1))
done
# What is killed while it forks leaves a child: once more, until none is left.
for again in 1 2 3 4 5 6 7 8 9 10; do
  pids=$(left)
  [ -n "$pids" ] || exit 0
  kill -s KILL $pids 2>/dev/null
  sleep 0.05
done
exit 1
)sh";
}

std::string environment_lines(const Value& run, const Path& unit) {
  std::string lines;
  for (const auto& [variable, value] : plain_environment(run, unit)) {
    lines += fmt::format("export {}={}\n", variable, shell_quoted(value));
  }
  for (const auto& [variable, file] : run.at("secret_env").items()) {
    lines += fmt::format("{0}=$(cat {1}) || exit 111\nexport {0}\n", variable, shell_quoted(file.get<std::string>()));
  }
  return lines;
}

std::string exec_line(const Value& run, const S6& s6, int nice, int open_files) {
  std::string line = "exec " + s6.tool("s6-softlimit").native() + " -o " + std::to_string(open_files);
  if (nice != 0) line += " /usr/bin/nice -n " + std::to_string(nice);
  const Value& account = run.at("account");
  if (account.contains("uid")) {
    const auto gid = account.at("gid").get<gid_t>();
    line += fmt::format(" {} -u {} -g {} -G {}", s6.tool("s6-applyuidgid").native(), account.at("uid").get<uid_t>(),
                        gid, gid);
  }
  for (const Value& argument : run.at("command")) line += " " + shell_quoted(argument.get<std::string>());
  return line + "\n";
}

Result<Command> command_for(const Value& run, const Path& unit, const Disk& disk) {
  Command command;
  for (const Value& argument : run.at("command")) command.arguments.push_back(argument.get<std::string>());
  command.environment = plain_environment(run, unit);
  for (const auto& [variable, file] : run.at("secret_env").items()) {
    TRIMTAB_TRY(command.environment[variable], disk.read(file.get<std::string>(), secret_limit));
  }
  command.working_directory = run.at("directory").get<std::string>();
  const Value& account = run.at("account");
  if (account.contains("uid")) {
    command.uid = account.at("uid").get<uid_t>();
    command.gid = account.at("gid").get<gid_t>();
    command.groups = {*command.gid};
  }
  return command;
}

}  // namespace trimtab
