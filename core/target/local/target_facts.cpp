#include <pwd.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>

#include <set>
#include <thread>

#include "core/support/process_table.h"
#include "core/support/socket_table.h"
#include "core/target/local/facts.h"
#include "core/target/local/secret_notes.h"
#include "core/target/local/slots.h"

namespace trimtab {
namespace {

Value taken_ports() {
  std::set<std::uint16_t> ports;
  for (const ListeningSocket& socket : listening_sockets()) ports.insert(socket.port);
  return ports;
}

void add_owner(const Path& path, std::set<uid_t>& uids, std::set<gid_t>& gids) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) return;
  uids.insert(found.st_uid);
  gids.insert(found.st_gid);
}

/// Accounts that other stacks beside this one gave their volumes and secrets to.
void add_neighbours(const LocalSite& site, std::set<uid_t>& uids, std::set<gid_t>& gids) {
  std::error_code problem;
  std::filesystem::directory_iterator stack(site.layout.root().parent_path(), problem);
  const std::filesystem::directory_iterator end;
  for (; !problem && stack != end; stack.increment(problem)) {
    if (stack->path() == site.layout.root()) continue;
    const LocalLayout neighbour(stack->path());
    if (std::error_code none; !std::filesystem::exists(neighbour.marker(), none)) continue;
    add_owner(neighbour.secrets(), uids, gids);
    std::error_code unreadable;
    std::filesystem::directory_iterator home(neighbour.root() / "home", unreadable);
    for (; !unreadable && home != end; home.increment(unreadable)) add_owner(home->path(), uids, gids);
  }
}

void add_accounts(const LocalSite& site, Value& facts) {
  std::set<uid_t> uids;
  std::set<gid_t> gids;
  ::setpwent();
  while (const passwd* entry = ::getpwent()) uids.insert(entry->pw_uid), gids.insert(entry->pw_gid);
  ::endpwent();
  for (const pid_t pid : process_ids()) add_owner("/proc/" + std::to_string(pid), uids, gids);
  add_neighbours(site, uids, gids);
  // Only the range that accounts are chosen from matters, and only in it is the list short and steady.
  const auto outside = [](std::int64_t account) { return account < first_account || account > last_account; };
  std::erase_if(uids, outside);
  std::erase_if(gids, outside);
  facts["uids"] = uids;
  facts["gids"] = gids;
}

}  // namespace

Result<Value> local_target_facts(const LocalSite& site) {
  TRIMTAB_TRY(const std::uint64_t free, site.seams.disk.free_space(site.layout.root()));
  struct sysinfo machine{};
  ::sysinfo(&machine);
  Value facts{{"root", site.settings.root},
              {"uid", site.settings.engine.uid},
              {"user", site.settings.fixed ? site.settings.fixed->name : site.settings.engine.name},
              {"state", site.layout.root().native()},
              {"free", free},
              {"cpus", std::thread::hardware_concurrency()},
              {"memory", std::uint64_t{machine.totalram} * machine.mem_unit}};
  facts["ports"] = taken_ports();
  if (site.settings.root && !site.settings.fixed) add_accounts(site, facts);
  TRIMTAB_TRY(facts["secrets"], known_secrets(site));
  return facts;
}

}  // namespace trimtab
