#include "core/yaml/quoted.h"

#include <fmt/format.h>

#include "core/support/utf8.h"

namespace trimtab {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD

std::string escaped(const Decoded& character) {
  switch (character.value) {
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    case '\r':
      return "\\r";
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    default:
      break;
  }
  const auto number = static_cast<std::uint32_t>(character.value);
  return number > 0xffff ? fmt::format("\\U{:08x}", number) : fmt::format("\\u{:04x}", number);
}

}  // namespace

std::string yaml_quoted(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const Decoded first = decode_first(text);
    if (!first.valid) {
      result += replacement;
    } else if (first.value == '"' || first.value == '\\' || acts_on_terminal(first)) {
      result += escaped(first);
    } else {
      result += text.substr(0, first.size);
    }
    text.remove_prefix(first.size);
  }
  return result + '"';
}

}  // namespace trimtab
