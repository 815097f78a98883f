#include "core/kube/fields.h"

#include <fmt/format.h>

#include "core/kube/linked_file.h"
#include "core/support/base64.h"
#include "core/support/text.h"

namespace trimtab {

bool KubeFields::has(const char* name) const { return fields_.contains(name) && !fields_.at(name).is_null(); }

bool KubeFields::flag(const char* name) const { return has(name) && fields_.at(name) == true; }

Path KubeFields::path(const std::string& text) const {
  return Path(text).is_absolute() ? Path(text) : entry_.directory / text;
}

std::unexpected<Error> KubeFields::wrong(const std::string& name, std::string_view what) const {
  return fail(Errc::invalid, "E0801", fmt::format("{}: \"{}\" {}", printable(entry_.file), name, what));
}

Result<std::string> KubeFields::text(const char* name) const {
  if (!has(name)) return std::string();
  const Value& field = fields_.at(name);
  // A token of digits is written without quotes by some tools.
  if (field.is_number() || field.is_boolean()) return field.dump();
  if (!field.is_string()) return wrong(name, "is not text");
  return field.get<std::string>();
}

Result<std::vector<std::string>> KubeFields::texts(const char* name) const {
  std::vector<std::string> texts;
  if (!has(name)) return texts;
  if (!fields_.at(name).is_array()) return wrong(name, "is not a list");
  for (const Value& item : fields_.at(name)) {
    if (!item.is_string()) return wrong(name, "holds what is not text");
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

Result<std::map<std::string, std::string>> KubeFields::variables(const char* name) const {
  std::map<std::string, std::string> variables;
  if (!has(name)) return variables;
  if (!fields_.at(name).is_array()) return wrong(name, "is not a list");
  for (const Value& item : fields_.at(name)) {
    const bool pair = item.is_object() && item.contains("name") && item.at("name").is_string() &&
                      item.contains("value") && item.at("value").is_string();
    if (!pair) return wrong(name, "holds what is not a name and a value");
    variables[item.at("name").get<std::string>()] = item.at("value").get<std::string>();
  }
  return variables;
}

Result<std::string> KubeFields::data(const std::string& name, const Disk& disk) const {
  constexpr std::uint64_t limit = 1U << 20;
  const std::string inlined = name + "-data";
  TRIMTAB_TRY(const std::string encoded, text(inlined.c_str()));
  if (!encoded.empty()) {
    auto bytes = base64_decoded(encoded);
    if (!bytes) return wrong(inlined, "is not base64");
    return std::move(*bytes);
  }
  TRIMTAB_TRY(const std::string file, text(name.c_str()));
  if (file.empty()) return std::string();
  return read_linked(disk, path(file), limit);
}

}  // namespace trimtab
