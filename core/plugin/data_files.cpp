#include "core/plugin/data_files.h"

#include <fmt/format.h>

#include <cstdint>

#include "core/plugin/plugin_file.h"
#include "core/target/reference.h"

namespace trimtab {
namespace {

constexpr std::uint64_t largest_file = std::uint64_t{4} << 20;

Result<std::string> text_of(const Disk& disk, const Path& folder, const std::string& name) {
  const Path relative = Path(name).lexically_normal();
  if (relative.is_absolute() || relative.empty() || *relative.begin() == "..") {
    return fail(Errc::invalid, "E0233", fmt::format("the data file \"{}\" is not inside the plugin's folder", name),
                "report this to the author of the plugin");
  }
  const Path file = folder / relative;
  TRIMTAB_CHECK(PluginFiles(disk).check_companion(file));
  TRIMTAB_TRY(const std::string text, disk.read(file, largest_file));
  return escape_references(text);
}

}  // namespace

Status inline_data_files(const Disk& disk, const Path& folder, ExpandReply& reply) {
  for (ExpandedComponent& component : reply.components) {
    for (Resource& resource : component.resources) {
      if (resource.id.type() != "config") continue;
      for (const auto& [name, content] : resource.spec.at("files").items()) {
        const auto data = content.find("data");
        if (data == content.end()) continue;
        auto text = text_of(disk, folder, data->get<std::string>());
        if (!text) return std::unexpected(within(resource.id.text() + ", file " + name, std::move(text).error()));
        content = Value{{"text", std::move(*text)}};
      }
    }
  }
  return {};
}

}  // namespace trimtab
