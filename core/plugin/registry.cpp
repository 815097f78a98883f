#include "core/plugin/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/plugin/data_files.h"
#include "core/plugin/host_process.h"
#include "core/plugin/plugin_driver.h"
#include "core/plugin/plugin_file.h"
#include "core/support/failpoint.h"

namespace trimtab {

Registry::Registry(PluginOptions options, const Disk& disk, const Clock& clock, Wire wire)
    : options_(std::move(options)), disk_(disk), clock_(clock), wire_(std::move(wire)) {}

Result<std::unique_ptr<Registry>> Registry::scan(PluginOptions options, const Disk& disk, const Clock& clock) {
  TRIMTAB_TRY(Wire wire, Wire::make());
  std::unique_ptr<Registry> made(new Registry(std::move(options), disk, clock, std::move(wire)));
  TRIMTAB_CHECK(made->find_all());
  return made;
}

Result<std::unique_ptr<Registry>> Registry::open(PluginOptions options, const Disk& disk, const Clock& clock) {
  TRIMTAB_TRY(std::unique_ptr<Registry> made, scan(std::move(options), disk, clock));
  std::optional<Error> all;
  for (const FoundPlugin& one : made->found()) {
    if (!one.error) continue;
    if (!all) {
      all = one.error;
    } else {
      all->diagnostics.insert(all->diagnostics.end(), one.error->diagnostics.begin(), one.error->diagnostics.end());
    }
  }
  if (all) return std::unexpected(std::move(*all));
  return made;
}

Status Registry::find_all() {
  for (const PluginDirectory& directory : plugin_directories(options_.search)) {
    TRIMTAB_TRY(const auto status, disk_.status(directory.path));
    if (!status || status->kind != FileKind::directory) {
      if (!directory.required) continue;
      return fail(Errc::usage, "E0234", fmt::format("the plugin directory {} is not there", directory.path.string()),
                  "check --plugin-dir and TRIMTAB_PLUGIN_PATH");
    }
    TRIMTAB_TRY(const std::vector<Path> files, PluginFiles(disk_).in(directory.path));
    for (const Path& file : files) add(file);
  }
  const auto before = [](const auto& a, const auto& b) {
    return std::tie(a.plugin, a.name) < std::tie(b.plugin, b.name);
  };
  std::sort(kinds_.begin(), kinds_.end(), before);
  std::sort(types_.begin(), types_.end(), before);
  return {};
}

void Registry::add(const Path& file) {
  std::error_code problem;
  Path real = std::filesystem::canonical(file, problem);
  const bool known =
      std::any_of(found_.begin(), found_.end(), [&](const FoundPlugin& one) { return one.file == real; });
  if (known) return;  // the same file by two ways
  FoundPlugin found{problem ? file : real, std::nullopt, std::nullopt};
  Member member;
  auto description = open_plugin(file, member);
  const Status kept = description ? keep(*description, std::move(member)) : Status();
  if (!description) {
    found.error = std::move(description).error();
  } else if (!kept) {
    found.error = kept.error();
  } else {
    found.description = std::move(*description);
  }
  found_.push_back(std::move(found));
}

Result<PluginDescription> Registry::open_plugin(const Path& file, Member& member) {
  TRIMTAB_FAILPOINT("plugin.verify");
  const std::string name = file.stem().string();
  auto channel = open_channel(file);
  if (!channel) return std::unexpected(within("plugin " + name, std::move(channel).error()));
  member.file = file;
  member.door = std::make_unique<Door>(name, std::move(*channel), wire_, clock_, options_.notes, options_.deadline);
  TRIMTAB_FAILPOINT("plugin.describe");
  TRIMTAB_TRY(const Value reply, member.door->call("describe", {{"v", 1}}));
  auto description = description_from(wire_, reply);
  if (!description) return std::unexpected(within("plugin " + name + ": describe", std::move(description).error()));
  return description;
}

Result<std::unique_ptr<Channel>> Registry::open_channel(const Path& file) const {
  if (!options_.isolated) return load_plugin(disk_, file, {options_.notes, options_.cancel});
  return HostProcess::start(options_.host_program, file, {options_.deadline, options_.notes}, clock_);
}

Status Registry::keep(const PluginDescription& description, Member member) {
  if (const auto other = members_.find(description.name); other != members_.end()) {
    const std::string kind = description.kinds.empty() ? "" : " and its kind " + description.kinds.front().name;
    return fail(Errc::invalid, "E0218",
                fmt::format("the plugin {}{} is offered by two files: {} and {}", description.name, kind,
                            other->second.file.string(), member.file.string()),
                "remove one of the files or its directory from the search path");
  }
  for (const PluginResourceType& type : description.resource_types) {
    TRIMTAB_TRY(CheckedSchema schema, CheckedSchema::compile(type.schema, [](const std::string&) { return nullptr; }));
    member.types.emplace(type.name, std::move(schema));
  }
  member.version = description.version;
  for (const Kind& kind : description.kinds) kinds_.emplace_back(kind).file = member.file.string();
  members_.emplace(description.name, std::move(member));
  types_.insert(types_.end(), description.resource_types.begin(), description.resource_types.end());
  return {};
}

std::string Registry::version(std::string_view plugin) const {
  const auto found = members_.find(plugin);
  return found == members_.end() ? std::string() : found->second.version;
}

Result<Registry::Member*> Registry::member(const std::string& plugin) {
  const auto found = members_.find(plugin);
  if (found != members_.end()) return &found->second;
  return fail(Errc::invalid, "E0219", fmt::format("there is no plugin \"{}\"", plugin), "trimtab plugin list");
}

Result<AskReply> Registry::ask(const std::string& plugin, const AskRequest& request) {
  TRIMTAB_TRY(Member* const found, member(plugin));
  TRIMTAB_TRY(const Value reply, found->door->call_with("ask", [&] { return to_json(request); }));
  auto read = ask_reply_from(wire_, reply, request);
  if (!read) return std::unexpected(within("plugin " + plugin + ": ask", std::move(read).error()));
  return read;
}

Result<ExpandReply> Registry::expand(const std::string& plugin, const ExpandRequest& request) {
  TRIMTAB_TRY(Member* const found, member(plugin));
  TRIMTAB_FAILPOINT("plugin.expand");
  TRIMTAB_TRY(Value reply, found->door->call_with("expand", [&] { return to_json(request); }));
  auto read = expand_reply_from(wire_, std::move(reply), request);
  Status checked;
  if (read) checked = check_own_types(*found, *read);
  if (read && checked) checked = inline_data_files(disk_, found->file.parent_path() / plugin, *read);
  if (read && checked) return read;
  return std::unexpected(within("plugin " + plugin + ": expand", read ? checked.error() : read.error()));
}

Status Registry::check_own_types(const Member& member, const ExpandReply& reply) const {
  for (const ExpandedComponent& component : reply.components) {
    for (const Resource& resource : component.resources) {
      const std::string type(resource.id.type());
      if (!type.contains('.')) continue;
      const auto schema = member.types.find(type);
      if (schema == member.types.end()) {
        return fail(Errc::invalid, "E0217",
                    fmt::format("{} is of a type the plugin does not describe", resource.id.text()),
                    "report this to the author of the plugin");
      }
      TRIMTAB_CHECK(
          fitting(schema->second.check(resource.spec), [&](const std::string& at) { return resource.id.text() + at; }));
    }
  }
  return {};
}

std::unique_ptr<Driver> Registry::make_driver(const std::string& type, ReadSecret read_secret) {
  const auto found = std::find_if(types_.begin(), types_.end(), [&](const auto& one) { return one.name == type; });
  if (found == types_.end()) return nullptr;
  return std::make_unique<PluginDriver>(*members_.find(found->plugin)->second.door, wire_, *found,
                                        std::move(read_secret));
}

}  // namespace trimtab
