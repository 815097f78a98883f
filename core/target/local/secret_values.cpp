#include "core/target/local/secret_values.h"

#include <fmt/format.h>

#include <algorithm>

namespace trimtab {
namespace {

constexpr std::string_view alnum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view hex = "0123456789abcdef";
constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t longest = 1024;

/// Bytes past the last whole multiple of the alphabet are dropped, or its first letters would be likelier.
std::string random_text(std::string_view letters, std::size_t length, Random& random) {
  const std::size_t usable = 256 / letters.size() * letters.size();
  std::string text;
  while (text.size() < length) {
    for (const char byte : random.bytes(length - text.size())) {
      const auto number = static_cast<unsigned char>(byte);
      if (number < usable) text += letters[number % letters.size()];
    }
  }
  return text;
}

std::string in_base64(std::string_view bytes, std::string_view letters) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8U | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) text += i <= count ? letters[group >> (18 - 6 * i) & 63U] : '=';
  }
  return text;
}

std::string percent_encoded(std::string_view value) {
  std::string text;
  for (const char c : value) {
    const bool unreserved = alnum.contains(c) || c == '-' || c == '.' || c == '_' || c == '~';
    text += unreserved ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

/// In double quotes, as MySQL's option files and most readers of ini files take it.
std::string ini_quoted(std::string_view value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    text += c == '\n' ? "\\n" : std::string(1, c);
  }
  return text + '"';
}

}  // namespace

Result<std::string> generated_value(const Value& wanted, Random& random) {
  const std::string alphabet = wanted.at("alphabet").get<std::string>();
  const auto length = wanted.at("length").get<std::size_t>();
  if (length < 1 || length > longest) return fail(Errc::invalid, "E0745", "a secret has 1 to 1024 characters");
  if (alphabet == "alnum") return random_text(alnum, length, random);
  if (alphabet == "hex") return random_text(hex, length, random);
  if (alphabet == "base64url") return random_text(base64url, length, random);
  if (alphabet == "fernet") return in_base64(random.bytes(32), base64url);
  return fail(Errc::invalid, "E0745", "\"" + alphabet + "\" is no alphabet of secrets");
}

Result<std::string> encoded_value(std::string_view value, std::string_view filter) {
  if (filter == "raw") return std::string(value);
  if (filter == "url") return percent_encoded(value);
  if (filter == "ini") return ini_quoted(value);
  if (filter == "base64") return in_base64(value, base64);
  if (filter != "json")
    return fail(Errc::invalid, "E0745", "\"" + std::string(filter) + "\" is no filter of secret values");
  try {
    return Value(value).dump();
  } catch (const nlohmann::json::exception&) {
    return fail(Errc::failed, "E0745", "the value is not UTF-8 and cannot stand in JSON");
  }
}

}  // namespace trimtab
