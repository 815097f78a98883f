#include "core/target/generated_value.h"

#include "core/support/base64.h"

namespace trimtab {
namespace {

constexpr std::string_view alnum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view hex = "0123456789abcdef";
constexpr std::string_view url_safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
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

}  // namespace

Result<std::string> generated_value(const Value& wanted, Random& random) {
  const std::string alphabet = wanted.at("alphabet").get<std::string>();
  const auto length = wanted.at("length").get<std::size_t>();
  if (length < 1 || length > longest) return fail(Errc::invalid, "E0745", "a secret has 1 to 1024 characters");
  if (alphabet == "alnum") return random_text(alnum, length, random);
  if (alphabet == "hex") return random_text(hex, length, random);
  if (alphabet == "base64url") return random_text(url_safe, length, random);
  if (alphabet == "fernet") return base64url(random.bytes(32));
  return fail(Errc::invalid, "E0745", "\"" + alphabet + "\" is no alphabet of secrets");
}

}  // namespace trimtab
