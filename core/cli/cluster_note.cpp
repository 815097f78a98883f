#include "core/cli/cluster_note.h"

#include "core/cli/environment.h"
#include "core/model/json_text.h"
#include "core/model/value_fields.h"
#include "core/support/digest.h"

namespace trimtab {
namespace {

constexpr std::uint64_t longest = 256;
constexpr std::uint64_t longest_target = std::uint64_t{64} << 10;
constexpr const char* target_file = "target.json";
constexpr mode_t only_us = 0700;

}  // namespace

Path cluster_notes(const std::map<std::string, std::string>& environment) {
  const Path directory = account_directory(environment, "XDG_STATE_HOME", ".local/state");
  return directory.empty() ? Path() : directory / ".clusters";
}

/// A context may be called anything; the file is not.
ClusterNote::ClusterNote(Path directory, const std::string& context)
    : directory_(std::move(directory)), file_(directory_ / ("cluster-" + sha256(context).substr(0, 12))) {}

Result<Record> ClusterNote::read(const Disk& disk) const {
  Record record;
  TRIMTAB_TRY(const auto cluster, read_if_there(disk, file_, longest));
  if (cluster) record.facts["@target"]["cluster"] = *cluster;
  return record;
}

Status ClusterNote::write(const Plan& plan, Disk& disk) const {
  TRIMTAB_TRY(const auto found, disk.status(directory_));
  if (!found) TRIMTAB_CHECK(disk.make_directory(directory_, Access{only_us}));
  TRIMTAB_CHECK(disk.write(directory_ / target_file, plan.target_settings.dump(), Access{0600}));
  const std::string cluster = text_at(plan.facts, "/@target/cluster");
  return cluster.empty() ? Status() : disk.write(file_, cluster, Access{0600});
}

std::optional<Value> ClusterNote::target_of(const Path& directory, const Disk& disk) {
  const auto text = disk.read(directory / target_file, longest_target);
  if (!text) return std::nullopt;
  auto settings = parse_json(*text);
  return settings && settings->is_object() ? std::optional(std::move(*settings)) : std::nullopt;
}

Status ClusterNote::remove(Disk& disk) const {
  TRIMTAB_TRY(const auto found, disk.status(directory_));
  if (!found) return {};
  TRIMTAB_CHECK(disk.remove_file(file_));
  TRIMTAB_TRY(const auto left, disk.list(directory_));
  const bool last = left.empty() || left == std::vector<std::string>{target_file};
  return last ? disk.remove_tree(directory_) : Status();
}

}  // namespace trimtab
