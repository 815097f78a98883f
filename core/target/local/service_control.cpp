#include "core/target/local/service_control.h"

#include "core/support/digest.h"
#include "core/support/failpoint.h"
#include "core/target/local/own_files.h"
#include "core/target/local/ownership.h"
#include "core/target/local/scripts.h"
#include "core/target/local/service_files.h"
#include "core/target/local/supervisor.h"

namespace trimtab {
namespace {

constexpr Duration supervise_patience = std::chrono::seconds(10);
constexpr Duration slice = std::chrono::milliseconds(250);
// After the grace: the finish script's own pauses, and the time a killed process takes to go.
constexpr Duration finish_patience = std::chrono::seconds(75);
constexpr std::uint64_t service_file_limit = std::uint64_t{16} << 20;

const char* option_for(const std::string& signal) {
  if (signal == "USR1") return "-1";
  if (signal == "USR2") return "-2";
  if (signal == "TERM") return "-t";
  if (signal == "INT") return "-i";
  if (signal == "QUIT") return "-q";
  if (signal == "WINCH") return "-y";
  if (signal == "KILL") return "-k";
  return "-h";
}

Access engine(const LocalSite& site, mode_t mode) { return Ownership(site.settings.root, {}).only_engine(mode); }

bool stops_now(const Cancel* cancel) { return cancel != nullptr && cancel->level() == Cancel::Level::now; }

std::unexpected<Error> interrupted(const Object& object) {
  return fail(Errc::interrupted, "E0757", object.id.text() + " was left stopping");
}

}  // namespace

Status make_home(const LocalSite& site, std::string_view component, const Value& account) {
  const Ownership ownership(site.settings.root, {});
  const Path home = site.layout.home(component);
  TRIMTAB_TRY(const auto found, site.seams.disk.status(home));
  Access access = ownership.only_engine(0700);
  if (account.contains("uid")) {
    access.uid = account.at("uid").get<uid_t>();
    access.gid = account.at("gid").get<gid_t>();
    if (*access.uid == 0 && found) return {};  // it belongs to the component's account
  }
  TRIMTAB_CHECK(make_below(site, home, access, ownership.passage()));
  return site.seams.disk.make_directory(home / "tmp", access);
}

Status ServiceControl::make_directories(const Object& object) {
  const Ownership ownership(site_.settings.root, {});
  const Value& account = object.desired.at("run").at("account");
  TRIMTAB_CHECK(make_home(site_, object.id.component(), account));
  // A server that runs as root is asked by a program that does not: both start in the same home.
  const Value::json_pointer prober("/ready/account");
  if (object.desired.contains(prober))
    TRIMTAB_CHECK(make_home(site_, object.id.component(), object.desired.at(prober)));
  Access logs = ownership.only_engine(0700);
  if (account.contains("uid")) {
    logs.uid = account.at("uid").get<uid_t>();
    logs.gid = account.at("gid").get<gid_t>();
  }
  TRIMTAB_CHECK(make_below(site_, site_.layout.log(object.id), logs, ownership.passage()));
  const Path service = directory(object);
  const Access own = engine(site_, 0700);
  TRIMTAB_TRY(const auto found, site_.seams.disk.status(service));
  TRIMTAB_CHECK(site_.seams.disk.make_directory(service, own));
  TRIMTAB_CHECK(site_.seams.disk.make_directory(service / "data", own));
  TRIMTAB_CHECK(require_own_files(site_, service / "data"));
  for (const char* of_s6 : {"supervise", "event", "log/supervise", "log/event"})
    TRIMTAB_CHECK(require_own_directory(site_, service / of_s6));
  TRIMTAB_CHECK(site_.seams.disk.make_directory(service / "log", own));
  if (!found) return site_.seams.disk.write(service / "down", "", engine(site_, 0600));
  return {};
}

Status ServiceControl::write_files(const Object& object) {
  const Path service = directory(object);
  bool logger_changed = false;
  Value written = Value::object();
  for (const auto& [name, file] : service_files(object, site_, s6_)) {
    written[name] = sha256(file.text);
    const auto now = site_.seams.disk.read(service / name, service_file_limit);
    const bool same = now && *now == file.text;
    if (!same && name == "log/run") logger_changed = now.has_value();
    TRIMTAB_CHECK(site_.seams.disk.write(service / name, file.text, engine(site_, file.program ? 0700 : 0600)));
  }
  TRIMTAB_CHECK(site_.seams.disk.write(service / "data/written", digest_of(written), engine(site_, 0600)));
  // Its pipe stays with the supervisor, so nothing that is said meanwhile is lost.
  if (!logger_changed) return {};
  TRIMTAB_TRY(const bool logs, s6_.is_supervised(service / "log"));
  return logs ? s6_.command(service / "log", "-t") : Status();
}

Status ServiceControl::supervise(const Object& object) {
  const Path service = directory(object);
  const auto is_there = [&] {
    return s6_.is_supervised(service).value_or(false) && s6_.is_supervised(service / "log").value_or(false);
  };
  TRIMTAB_CHECK(site_.seams.disk.switch_link(site_.layout.service_link(object.id),
                                             Path("../svc") / LocalLayout::service_name(object.id)));
  if (is_there()) return {};
  TRIMTAB_FAILPOINT("supervise.rescan");
  TRIMTAB_CHECK(s6_.control(site_.layout.scan(), "-a"));
  if (wait_until(site_.seams.clock, supervise_patience, is_there)) return {};
  return fail(Errc::failed, "E0753", "s6-svscan did not take up " + service.native(),
              "read " + site_.layout.supervisor_log().native());
}

Status ServiceControl::install(const Object& object) {
  TRIMTAB_CHECK(make_directories(object));
  TRIMTAB_FAILPOINT("supervise.files");
  TRIMTAB_CHECK(write_files(object));
  TRIMTAB_FAILPOINT("supervise.link");
  return supervise(object);
}

Status ServiceControl::start(const Object& object) {
  const Path service = directory(object);
  TRIMTAB_CHECK(site_.seams.disk.remove_file(service / "data/exits"));
  TRIMTAB_CHECK(site_.seams.disk.remove_file(service / "data/healthy"));
  TRIMTAB_CHECK(note_reloaded(object));
  TRIMTAB_CHECK(site_.seams.disk.remove_file(service / "down"));
  TRIMTAB_FAILPOINT("supervise.start");
  return s6_.command(service, "-u");
}

/// In a session of its own and not waited for beyond its time: what it began goes on while the engine is stopped.
Status ServiceControl::drain(const Object& object, SteadyTime deadline, const Cancel* cancel) {
  const Value& stop = object.desired.at("stop");
  if (!stop.contains("drain")) return {};
  const Value& run = stop.at("drain");
  TRIMTAB_TRY(const Command command, command_for(run, directory(object), site_.seams.disk));
  const Path log = site_.layout.supervise() / ("drain." + LocalLayout::service_name(object.id));
  TRIMTAB_CHECK(site_.seams.disk.remove_file(log));
  TRIMTAB_TRY(const ProcessIdentity process, site_.seams.processes.start_detached(command, log));
  Duration patience(run.at("timeout_ms").get<std::int64_t>());
  if (deadline != SteadyTime{}) patience = std::min(patience, deadline - site_.seams.clock.steady());
  const auto ended = [&] { return site_.seams.processes.identify(process.pid) != process; };
  const bool in_time = wait_until(site_.seams.clock, patience, [&] { return ended() || stops_now(cancel); });
  if (!ended() && stops_now(cancel)) return interrupted(object);
  // One that is late is cut short, and the stop goes on.
  if (!in_time) static_cast<void>(site_.seams.processes.signal(process, 9, true));
  return site_.seams.disk.remove_file(log);
}

Status ServiceControl::wait_stopped(const Object& object, const Cancel* cancel) {
  const Duration grace(object.desired.at("stop").at("grace_ms").get<std::int64_t>());
  const SteadyTime end = site_.seams.clock.steady() + grace + finish_patience;
  while (!s6_.wait_down(directory(object), slice)) {
    if (stops_now(cancel)) return interrupted(object);
    TRIMTAB_TRY(const bool supervised, s6_.is_supervised(directory(object)));
    if (!supervised) return {};  // killed beside us: the sweep ends what it left
    if (site_.seams.clock.steady() >= end) {
      return fail(Errc::failed, "E0757", object.id.text() + " does not stop, not even by SIGKILL");
    }
  }
  return {};
}

Status ServiceControl::stop(const Object& object, SteadyTime deadline, const Cancel* cancel) {
  const Path service = directory(object);
  TRIMTAB_TRY(const auto found, site_.seams.disk.status(service));
  if (!found) return {};
  TRIMTAB_TRY(const auto state, s6_.state(service));
  if (state && state->up) TRIMTAB_CHECK(drain(object, deadline, cancel));
  TRIMTAB_CHECK(site_.seams.disk.write(service / "down", "", engine(site_, 0600)));
  TRIMTAB_FAILPOINT("supervise.stop");
  if (state) {
    TRIMTAB_CHECK(s6_.command(service, "-d"));
    TRIMTAB_CHECK(wait_stopped(object, cancel));
  }
  TRIMTAB_FAILPOINT("supervise.sweep");
  if (sweep_unit(site_, service, "data/lock", 0, "TERM", std::chrono::seconds(2))) return {};
  return fail(Errc::failed, "E0757", "processes of " + object.id.text() + " do not end, not even by SIGKILL");
}

Status ServiceControl::uninstall(const Object& object, SteadyTime deadline, const Cancel* cancel) {
  const Path service = directory(object);
  TRIMTAB_CHECK(stop(object, deadline, cancel));
  TRIMTAB_FAILPOINT("supervise.unlink");
  TRIMTAB_CHECK(site_.seams.disk.remove_file(site_.layout.service_link(object.id)));
  TRIMTAB_TRY(const bool scanning, s6_.is_scanning(site_.layout.scan()));
  if (scanning) TRIMTAB_CHECK(s6_.control(site_.layout.scan(), "-an"));
  for (const Path& place : {service, service / "log"}) {
    TRIMTAB_TRY(const bool supervised, s6_.is_supervised(place));
    if (supervised) static_cast<void>(s6_.command(place, "-dx"));
  }
  const bool gone = wait_until(site_.seams.clock, supervise_patience, [&] {
    return !s6_.is_supervised(service).value_or(true) && !s6_.is_supervised(service / "log").value_or(true);
  });
  if (!gone) return fail(Errc::failed, "E0757", "the supervisor of " + object.id.text() + " does not end");
  return site_.seams.disk.remove_tree(service);
}

Status ServiceControl::note_reloaded(const Object& object) {
  return site_.seams.disk.write(directory(object) / "data/reloaded", digest_of(object.desired.at("reload_on")),
                                engine(site_, 0600));
}

Result<bool> ServiceControl::is_reloaded(const Object& object) const {
  TRIMTAB_TRY(const std::string noted, note(object, "data/reloaded"));
  return noted == digest_of(object.desired.at("reload_on"));
}

Status ServiceControl::reload(const Object& object) {
  TRIMTAB_CHECK(s6_.command(directory(object), option_for(object.desired.at("reload").get<std::string>())));
  return note_reloaded(object);
}

Result<std::string> ServiceControl::note(const Object& object, const char* name) const {
  const Path path = directory(object) / name;
  TRIMTAB_TRY(auto found, read_if_there(site_.seams.disk, path, service_file_limit));
  std::string text = std::move(found).value_or(std::string());
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

Result<std::string> ServiceControl::running(const Object& object) const { return note(object, "data/running"); }

Result<std::string> ServiceControl::files_written(const Object& object) const { return note(object, "data/written"); }

Result<std::string> ServiceControl::files_now(const Object& object) const {
  Value files = Value::object();
  for (const auto& [name, file] : service_files(object, site_, s6_)) {
    const auto text = site_.seams.disk.read(directory(object) / name, service_file_limit);
    files[name] = text ? sha256(*text) : std::string();
  }
  return digest_of(files);
}

}  // namespace trimtab
