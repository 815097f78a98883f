#include "core/target/local/supervisor.h"

#include <array>

#include "core/support/failpoint.h"
#include "core/target/local/own_files.h"
#include "core/target/local/ownership.h"
#include "core/target/local/scripts.h"
#include "core/target/local/temporaries.h"

namespace trimtab {
namespace {

constexpr Duration start_patience = std::chrono::seconds(10);
// Longer than any grace a service is given by default: what a plugin asks for beyond that is its own kill.
constexpr Duration end_patience = std::chrono::minutes(3);
constexpr std::array<std::string_view, 10> own_entries{"stack",  "private", "run",   "config", "data",
                                                       "shared", "home",    "trees", "tasks",  "logs"};

bool is_own(const std::string& name) {
  return name == "supervise" || name.starts_with(temporary_prefix) ||
         std::ranges::find(own_entries, name) != own_entries.end();
}

}  // namespace

bool sweep_unit(const LocalSite& site, const Path& directory, const std::string& lock, pid_t session,
                const std::string& signal, Duration patience) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience).count();
  Command command;
  command.arguments = {site.layout.sweep().native(),
                       directory.native(),
                       lock,
                       session > 1 ? std::to_string(session) : std::string(),
                       signal,
                       std::to_string(seconds)};
  command.environment = {{"PATH", "/usr/bin:/bin"}};
  const auto exit = site.seams.processes.run(command, patience + start_patience, 4096);
  return exit && exit->success();
}

Result<bool> Supervisor::runs() const { return s6_.is_scanning(site_.layout.scan()); }

/// A directory with anything in it that is not ours is somebody's: it is neither used nor ever removed.
Status Supervisor::claim_directory() {
  Disk& disk = site_.seams.disk;
  const Path& root = site_.layout.root();
  TRIMTAB_TRY(const auto marker, disk.status(site_.layout.marker()));
  if (marker) {
    TRIMTAB_TRY(const std::string stack, disk.read(site_.layout.marker(), 4096));
    if (stack == site_.settings.stack + "\n") return {};
    return fail(Errc::refused, "E0752",
                root.native() + " is the state of another stack: " + stack.substr(0, stack.find('\n')),
                "set target.local.stateDir to another directory");
  }
  TRIMTAB_TRY(const std::vector<std::string> names, disk.list(root));
  for (const std::string& name : names) {
    if (name == "private") continue;                   // the lock and the database come first
    if (name.starts_with(temporary_prefix)) continue;  // of a claim that was cut off
    return fail(Errc::refused, "E0752", root.native() + " is not empty and was not made by trimtab: it holds " + name,
                "set target.local.stateDir to an empty or missing directory");
  }
  const Ownership ownership(site_.settings.root, {});
  Access readable = ownership.passage();
  readable.mode &= 0644U;
  if (site_.settings.root) readable.mode |= 0444U;
  return disk.write(site_.layout.marker(), site_.settings.stack + "\n", readable);
}

Status Supervisor::make_directories() {
  const Ownership ownership(site_.settings.root, {});
  const Access passage = ownership.passage();
  TRIMTAB_CHECK(site_.seams.disk.make_directory(site_.layout.root(), passage));
  TRIMTAB_CHECK(claim_directory());
  const Access own = ownership.only_engine(0700);
  for (const Path& directory :
       {site_.layout.private_directory(), site_.layout.supervise(), site_.layout.scan(), site_.layout.services()}) {
    TRIMTAB_CHECK(make_below(site_, directory, own, own));
  }
  TRIMTAB_CHECK(require_own_links(site_));
  // What is written outside a run, and may have been cut off without one.
  for (const Path& directory : {site_.layout.root(), site_.layout.private_directory(), site_.layout.supervise()}) {
    TRIMTAB_CHECK(remove_temporaries(site_.seams.disk, directory));
  }
  return site_.seams.disk.write(site_.layout.sweep(), sweep_script(), own);
}

/// Supervisors that lost their s6-svscan have lost their log pipe with it: they and their services end, the logs last.
Result<std::size_t> Supervisor::end_orphans() {
  TRIMTAB_TRY(const std::vector<std::string> names, site_.seams.disk.list(site_.layout.services()));
  std::vector<Path> orphans;
  for (const std::string& name : names) {
    const Path service = site_.layout.services() / name;
    for (const Path& directory : {service, service / "log"}) {
      TRIMTAB_TRY(const bool supervised, s6_.is_supervised(directory));
      if (!supervised) continue;
      // Their pipe ends when the service has ended, so the logs go by themselves once told to.
      const Status told = s6_.command(directory, "-dx");
      TRIMTAB_TRY(const bool stays, s6_.is_supervised(directory));
      if (!stays) continue;  // it ended by itself, as all do when their s6-svscan was told to
      TRIMTAB_CHECK(told);
      orphans.push_back(directory);
    }
  }
  const bool ended = wait_until(site_.seams.clock, end_patience, [&] {
    std::erase_if(orphans, [this](const Path& directory) { return !s6_.is_supervised(directory).value_or(true); });
    return orphans.empty();
  });
  if (!ended)
    return fail(Errc::failed, "E0753", "a service of a supervisor that died does not end: " + orphans.front().native());
  return names.size();
}

Status Supervisor::start() {
  TRIMTAB_FAILPOINT("supervise.scan");
  Command command;
  command.arguments = {s6_.tool("s6-svscan").native(), site_.layout.scan().native()};
  command.environment = {{"PATH", "/usr/bin:/bin"}};
  TRIMTAB_TRY(const ProcessIdentity started,
              site_.seams.processes.start_detached(command, site_.layout.supervisor_log()));
  if (wait_until(site_.seams.clock, start_patience, [this] { return runs().value_or(false); })) return {};
  return fail(Errc::failed, "E0753", "s6-svscan (pid " + std::to_string(started.pid) + ") does not answer",
              "read " + site_.layout.supervisor_log().native());
}

Result<bool> Supervisor::has_services() const {
  TRIMTAB_TRY(const auto scan, site_.seams.disk.status(site_.layout.scan()));
  if (!scan) return false;
  TRIMTAB_TRY(const std::vector<std::string> linked, site_.seams.disk.list(site_.layout.scan()));
  return std::ranges::any_of(linked, [](const std::string& name) { return !name.starts_with('.'); });
}

bool Supervisor::is_missing() const { return !runs().value_or(true) && has_services().value_or(false); }

Result<std::vector<std::string>> Supervisor::prepare() {
  TRIMTAB_CHECK(make_directories());
  std::vector<std::string> notes;
  TRIMTAB_TRY(const bool running, runs());
  if (running) return notes;
  TRIMTAB_TRY(const bool had_services, has_services());
  TRIMTAB_TRY(const std::size_t services, end_orphans());
  TRIMTAB_CHECK(start());
  if (had_services) {
    notes.push_back("the supervisor was not running; it was started, and with it " + std::to_string(services) +
                    (services == 1 ? " service" : " services"));
  }
  return notes;
}

Status Supervisor::end_tasks() {
  const Disk& disk = site_.seams.disk;
  TRIMTAB_TRY(const auto tasks, disk.status(site_.layout.tasks()));
  if (!tasks) return {};
  TRIMTAB_TRY(const std::vector<std::string> components, disk.list(site_.layout.tasks()));
  for (const std::string& component : components) {
    TRIMTAB_TRY(const std::vector<std::string> names, disk.list(site_.layout.tasks() / component));
    for (const std::string& name : names) {
      const Path task = site_.layout.task(component, name);
      TRIMTAB_TRY(const std::vector<std::string> runs, disk.list(task));
      for (const std::string& run : runs) {
        if (run != "current")
          static_cast<void>(sweep_unit(site_, task / run, "lock", 0, "TERM", std::chrono::seconds(5)));
      }
    }
  }
  return {};
}

Status Supervisor::stop() {
  TRIMTAB_TRY(const bool scanning, runs());
  if (scanning) TRIMTAB_CHECK(s6_.control(site_.layout.scan(), "-t"));
  TRIMTAB_TRY([[maybe_unused]] const std::size_t ended, end_orphans());
  if (scanning && !wait_until(site_.seams.clock, end_patience, [this] { return !runs().value_or(true); })) {
    return fail(Errc::failed, "E0753", "s6-svscan does not end");
  }
  return {};
}

Status Supervisor::retire() {
  TRIMTAB_TRY(const bool busy, has_services());
  if (busy) return {};
  TRIMTAB_TRY(const bool running, runs());
  return running ? stop() : Status();
}

Status Supervisor::dissolve() {
  Disk& disk = site_.seams.disk;
  const Path& root = site_.layout.root();
  TRIMTAB_TRY(const auto marker, disk.status(site_.layout.marker()));
  if (!marker) return remove_root();
  TRIMTAB_TRY(const auto services, disk.status(site_.layout.services()));
  if (services) {
    TRIMTAB_CHECK(stop());
    TRIMTAB_TRY(const std::vector<std::string> names, disk.list(site_.layout.services()));
    for (const std::string& name : names) {
      static_cast<void>(
          sweep_unit(site_, site_.layout.services() / name, "data/lock", 0, "TERM", std::chrono::seconds(5)));
    }
  }
  TRIMTAB_FAILPOINT("supervise.dissolve");
  TRIMTAB_CHECK(end_tasks());
  TRIMTAB_TRY(const std::vector<std::string> entries, disk.list(root));
  for (const std::string& entry : entries) {
    if (!is_own(entry))
      return fail(Errc::refused, "E0752", root.native() + " holds " + entry + ", which trimtab did not make");
  }
  // The marker last: what is left by a removal that was cut off is known to be ours until then.
  for (const std::string& entry : entries) {
    if (entry.starts_with(temporary_prefix) || root / entry == site_.layout.marker()) continue;
    TRIMTAB_CHECK(disk.remove_tree(root / entry));
  }
  TRIMTAB_CHECK(remove_temporaries(disk, root));
  TRIMTAB_CHECK(disk.remove_file(site_.layout.marker()));
  return disk.remove_tree(root);
}

/// Without a marker it is not ours, or all of it was removed but for what this command needed itself to look.
Status Supervisor::remove_root() {
  Disk& disk = site_.seams.disk;
  const Path& root = site_.layout.root();
  TRIMTAB_TRY(const auto found, disk.status(root));
  if (!found) return {};
  TRIMTAB_TRY(const std::vector<std::string> entries, disk.list(root));
  const bool looked_only = std::ranges::all_of(
      entries, [](const std::string& entry) { return entry == "private" || entry.starts_with(temporary_prefix); });
  return looked_only ? disk.remove_tree(root) : Status();
}

}  // namespace trimtab
