#include "core/kube/config.h"

#include <fmt/format.h>

#include "core/kube/linked_file.h"
#include "core/support/text.h"
#include "core/yaml/value_of.h"

namespace trimtab {
namespace {

constexpr std::uint64_t file_limit = std::uint64_t{4} << 20;

std::unexpected<Error> no_config(const std::string& file, std::string_view why) {
  return fail(Errc::invalid, "E0801", fmt::format("{} is not a kubeconfig: {}", printable(file), why));
}

/// `[{name: N, cluster: {…}}, …]` into the map; what is there already stays.
Status add_entries(const Value& config, const char* list, const char* field, const Path& file,
                   std::map<std::string, KubeConfig::Entry>& entries) {
  const auto found = config.find(list);
  if (found == config.end() || found->is_null()) return {};
  if (!found->is_array()) return no_config(file, fmt::format("\"{}\" is not a list", list));
  for (const Value& item : *found) {
    const bool named = item.is_object() && item.contains("name") && item.at("name").is_string();
    if (!named) return no_config(file, fmt::format("an entry of \"{}\" has no name", list));
    const Value fields = item.value(field, Value::object());
    if (!fields.is_object()) return no_config(file, fmt::format("\"{}\" in \"{}\" is not a map", field, list));
    entries.try_emplace(item.at("name").get<std::string>(), KubeConfig::Entry{fields, file.parent_path(), file});
  }
  return {};
}

Status add_file(const Path& file, const std::string& text, KubeConfig& config) {
  TRIMTAB_TRY(const Value value, read_yaml(file, text));
  if (value.is_null()) return {};
  if (!value.is_object()) return no_config(file, "it is not a map");
  if (value.contains("kind") && value.at("kind") != "Config") return no_config(file, "its kind is not Config");
  TRIMTAB_CHECK(add_entries(value, "clusters", "cluster", file, config.clusters));
  TRIMTAB_CHECK(add_entries(value, "users", "user", file, config.users));
  TRIMTAB_CHECK(add_entries(value, "contexts", "context", file, config.contexts));
  const auto current = value.find("current-context");
  if (config.current_context.empty() && current != value.end() && current->is_string())
    config.current_context = current->get<std::string>();
  return {};
}

}  // namespace

Result<KubeConfig> read_kube_config(const std::vector<Path>& files, const Disk& disk) {
  KubeConfig config;
  for (const Path& file : files) {
    std::error_code problem;
    if (!std::filesystem::exists(file, problem) && !problem) continue;
    TRIMTAB_TRY(const std::string text, read_linked(disk, file, file_limit));
    TRIMTAB_CHECK(add_file(file, text, config));
    config.files.push_back(file);
  }
  return config;
}

std::vector<Path> kube_config_files(const std::map<std::string, std::string>& environment) {
  std::vector<Path> files;
  if (const auto list = environment.find("KUBECONFIG"); list != environment.end()) {
    for (const std::string& file : split(list->second, ':')) {
      if (!file.empty()) files.emplace_back(file);
    }
    if (!files.empty()) return files;
  }
  if (const auto home = environment.find("HOME"); home != environment.end() && !home->second.empty())
    files.push_back(Path(home->second) / ".kube/config");
  return files;
}

}  // namespace trimtab
