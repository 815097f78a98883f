#include "core/compile/filter.h"

#include <fmt/format.h>

#include <array>

#include "core/model/value.h"

namespace trimtab {
namespace {

std::string url(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~';  // RFC 3986, unreserved
    if (plain) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

/// In double quotes, as MySQL's option files and most readers of ini files take it.
std::string ini(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n') {
      quoted += "\\n";
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string base64(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string encoded;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    std::uint32_t bits = 0;
    const std::size_t count = std::min<std::size_t>(3, text.size() - i);
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < count ? static_cast<unsigned char>(text[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) encoded += k <= count ? digits[bits >> (18 - 6 * k) & 63U] : '=';
  }
  return encoded;
}

}  // namespace

Result<std::string> filtered(std::string_view text, std::string_view filter) {
  if (filter.empty() || filter == "raw") return std::string(text);
  if (filter == "url") return url(text);
  if (filter == "ini") return ini(text);
  if (filter == "base64") return base64(text);
  if (filter == "json") return Value(std::string(text)).dump(-1, ' ', false, Value::error_handler_t::replace);
  return fail(Errc::invalid, "E0322",
              fmt::format("\"{}\" is not a filter: url, json, ini, base64 and raw are", filter));
}

}  // namespace trimtab
