#include "core/cli/cluster_note.h"

#include "core/model/value_fields.h"
#include "core/support/digest.h"

namespace trimtab {
namespace {

constexpr std::uint64_t longest = 256;
constexpr mode_t only_us = 0700;

}  // namespace

Path cluster_notes(const std::map<std::string, std::string>& environment) {
  for (const auto& [name, below] :
       {std::pair("XDG_STATE_HOME", "trimtab"), std::pair("HOME", ".local/state/trimtab")}) {
    const auto found = environment.find(name);
    if (found != environment.end() && found->second.starts_with('/')) return Path(found->second) / below / ".clusters";
  }
  return {};
}

/// A context may be called anything; the file is not.
ClusterNote::ClusterNote(Path directory, const std::string& context)
    : directory_(std::move(directory)), file_(directory_ / ("cluster-" + sha256(context).substr(0, 12))) {}

Result<Record> ClusterNote::read(const Disk& disk) const {
  Record record;
  TRIMTAB_TRY(const auto found, disk.status(file_));
  if (!found) return record;
  TRIMTAB_TRY(const std::string cluster, disk.read(file_, longest));
  record.facts["@target"]["cluster"] = cluster;
  return record;
}

Status ClusterNote::write(const Plan& plan, Disk& disk) const {
  const std::string cluster = text_at(plan.facts, "/@target/cluster");
  if (cluster.empty()) return {};
  TRIMTAB_TRY(const auto found, disk.status(directory_));
  if (!found) TRIMTAB_CHECK(disk.make_directory(directory_, Access{only_us}));
  return disk.write(file_, cluster, Access{0600});
}

Status ClusterNote::remove(Disk& disk) const {
  TRIMTAB_TRY(const auto found, disk.status(file_));
  if (!found) return {};
  TRIMTAB_CHECK(disk.remove_file(file_));
  TRIMTAB_TRY(const auto left, disk.list(directory_));
  return left.empty() ? disk.remove_tree(directory_) : Status();
}

}  // namespace trimtab
