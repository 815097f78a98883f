#include "core/target/local/lower/lower.h"

namespace trimtab {
namespace {

bool is_file_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find_first_of("/\n") == std::string::npos;
}

/// A file keeps the id it was recorded under: the only file of a config has no part, and when a second one joins it,
/// a new id for the first would be a removal of the very path that is written.
std::string part_of(const Resource& resource, const std::string& file, const Scene& scene) {
  const auto recorded = scene.record().objects.find(resource.id);
  if (recorded != scene.record().objects.end()) {
    const Path path = recorded->second.object.desired.value("path", std::string());
    return path.filename() == file ? std::string() : file;
  }
  if (scene.record().objects.contains(Id(resource.id.component(), "config", resource.id.name(), file))) return file;
  return resource.spec.at("files").size() == 1 ? std::string() : file;
}

}  // namespace

Result<std::vector<Object>> lower_config(const Resource& resource, Scene& scene) {
  const TextPlace place{std::string(resource.id.component()), 0, false};
  const auto mode = static_cast<mode_t>(std::stoul(resource.spec.value("mode", std::string("0640")), nullptr, 8));
  const Path directory = scene.layout().config(resource.id.component(), resource.id.name());
  std::vector<Object> objects;
  for (const auto& [file, content] : resource.spec.at("files").items()) {
    if (!is_file_name(file)) return fail(Errc::invalid, "E0731", "\"" + file + "\" cannot name a file");
    Object object = object_of(resource, "file", part_of(resource, file, scene));
    TRIMTAB_TRY(const std::string text, scene.text(content.at("text").get_ref<const std::string&>(), place));
    object.desired = {{"path", (directory / file).native()},
                      {"text", text},
                      {"access", to_value(scene.ownership().readable(mode & 0770U))}};
    objects.push_back(std::move(object));
  }
  return objects;
}

}  // namespace trimtab
