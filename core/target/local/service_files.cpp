#include "core/target/local/service_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/support/digest.h"
#include "core/support/text.h"
#include "core/target/local/scripts.h"

namespace trimtab {
namespace {

// What s6-log accepts, in bytes.
constexpr std::uint64_t smallest_log = 4096;
constexpr std::uint64_t largest_log = 268435455;

std::string heading(const Object& object) {
  return "#!/bin/sh\n# Made by trimtab for " + object.id.text() + "; edits are drift and are written over.\n";
}

std::int64_t grace_seconds(const Object& object) {
  return object.desired.at("stop").at("grace_ms").get<std::int64_t>() / 1000;
}

/// An orphan of a killed s6-supervise holds the lock: it is ended before a second copy starts, as a stop would end it.
std::string run_text(const Object& object, const LocalSite& site, const S6& s6) {
  const std::string setlock = s6.tool("s6-setlock").native();
  return heading(object) + fmt::format(R"sh(exec 2>&1 </dev/null
umask 077
directory={0}
cd "$directory" || exit 111
if {1} -n data/lock /bin/true 2>/dev/null; then
  {2} "$directory" data/lock '' KILL 0
else
  {2} "$directory" data/lock "$(cat data/pgid 2>/dev/null)" {3} {4}
  {1} -t 5000 data/lock /bin/true || exit 111
fi
exec {1} -n data/lock ./launch
)sh",
                                       site.layout.service(object.id).native(), setlock, site.layout.sweep().native(),
                                       object.desired.at("stop").at("signal").get<std::string>(),
                                       grace_seconds(object));
}

/// Runs under the lock, as leader of the service's session.
std::string launch_text(const Object& object, const LocalSite& site, const S6& s6) {
  const Value& run = object.desired.at("run");
  const int nice = object.desired.at("nice").get<int>();
  const int open_files = object.desired.at("open_files").get<int>();
  return heading(object) + "echo " + process_digest(object) + " >data/running\necho $$ >data/pgid\n" +
         environment_lines(run, site.layout.service(object.id)) + "cd " +
         shell_quoted(run.at("directory").get<std::string>()) + " || exit 111\n" + umask_line(site) +
         "unset PWD OLDPWD\n" + exec_line(run, s6, nice, open_files);
}

/// $1 exit code, or 256 when $2, a signal, ended it. What the process left behind goes first: it would hold ports and
/// answer probes. A service that was healthy once is started again for ever, ever more slowly; one that never was is
/// given up, which is what 125 says.
std::string finish_text(const Object& object, const LocalSite& site) {
  return heading(object) + fmt::format(R"sh(umask 077
directory={0}
cd "$directory" || exit 0
{1} "$directory" data/lock "$(cat data/pgid 2>/dev/null)" TERM 1
[ ! -e down ] || exit 0
now=$(date +%s)
echo "$now $1 $2" >>data/exits
tail -n 20 data/exits >data/exits.new && mv data/exits.new data/exits
recent=0
while read -r at code signal; do
  [ $((now - at)) -gt {2} ] || recent=$((recent + 1))
done <data/exits
pause=0
[ $recent -lt 2 ] || pause=1
[ $recent -lt 3 ] || pause=2
[ $recent -lt 4 ] || pause=4
if [ -e data/healthy ]; then
  [ $recent -lt 5 ] || pause=10
  [ $recent -lt 8 ] || pause=30
elif [ $recent -ge {3} ]; then
  exit 125
fi
while [ $pause -gt 0 ] && [ ! -e down ]; do
  sleep 1
  pause=$((pause - 1))
done
exit 0
)sh",
                                       site.layout.service(object.id).native(), site.layout.sweep().native(),
                                       exit_window_seconds, exit_limit);
}

std::string log_text(const Object& object, const LocalSite& site, const S6& s6) {
  const Value& log = object.desired.at("log");
  const Value& account = object.desired.at("run").at("account");
  std::string line = "exec ";
  if (account.contains("uid")) {
    line += fmt::format("{} -u {} -g {} -G {} ", s6.tool("s6-applyuidgid").native(), account.at("uid").get<uid_t>(),
                        account.at("gid").get<gid_t>(), account.at("gid").get<gid_t>());
  }
  return heading(object) + "umask 027\n" + line +
         fmt::format("{} n{} s{} T {}\n", s6.tool("s6-log").native(), log.at("keep").get<int>(),
                     std::clamp(log.at("size").get<std::uint64_t>(), smallest_log, largest_log),
                     site.layout.log(object.id).native());
}

}  // namespace

std::optional<WallTime> launch_time(const LocalSite& site, const Path& service, pid_t process) {
  const Path note = service / "data/pgid";
  const auto noted = site.seams.disk.read(note, 64);
  if (!noted || *noted != std::to_string(process) + "\n") return std::nullopt;
  const auto status = site.seams.disk.status(note);
  if (!status || !*status) return std::nullopt;
  return (*status)->modified;
}

std::string process_digest(const Object& object) {
  const Value made_of{{"run", object.desired.at("run")},
                      {"nice", object.desired.at("nice")},
                      {"open_files", object.desired.at("open_files")},
                      {"restart_on", object.desired.at("restart_on")}};
  return digest_of(made_of);
}

std::map<std::string, ServiceFile> service_files(const Object& object, const LocalSite& site, const S6& s6) {
  const Value& stop = object.desired.at("stop");
  std::map<std::string, ServiceFile> files;
  files["run"] = {run_text(object, site, s6), true};
  files["launch"] = {launch_text(object, site, s6), true};
  files["finish"] = {finish_text(object, site), true};
  files["timeout-finish"] = {"60000\n", false};
  const std::int64_t grace = std::max<std::int64_t>(stop.at("grace_ms").get<std::int64_t>(), 1);  // 0 would be for ever
  files["timeout-kill"] = {std::to_string(grace) + "\n", false};
  files["down-signal"] = {"SIG" + stop.at("signal").get<std::string>() + "\n", false};
  files["log/run"] = {log_text(object, site, s6), true};
  return files;
}

}  // namespace trimtab
