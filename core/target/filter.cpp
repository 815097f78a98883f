#include "core/target/filter.h"

#include <fmt/format.h>

#include "core/model/value.h"
#include "core/support/base64.h"
#include "core/support/percent.h"

namespace trimtab {
namespace {

/// In double quotes, as MySQL's option files and most readers of ini files take it.
std::string ini_quoted(std::string_view value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    text += c == '\n' ? "\\n" : std::string(1, c);
  }
  return text + '"';
}

Result<std::string> json_quoted(std::string_view value) {
  try {
    return Value(value).dump();
  } catch (const nlohmann::json::exception&) {
    return fail(Errc::failed, "E0326", "the value is not UTF-8 and cannot stand in JSON");
  }
}

}  // namespace

Result<std::string> filtered(std::string_view value, std::string_view filter) {
  if (filter.empty() || filter == "raw") return std::string(value);
  if (filter == "url") return percent_encoded(value);
  if (filter == "ini") return ini_quoted(value);
  if (filter == "base64") return base64(value);
  if (filter == "json") return json_quoted(value);
  return fail(Errc::invalid, "E0322",
              fmt::format("\"{}\" is not a filter: url, json, ini, base64 and raw are", filter));
}

}  // namespace trimtab
