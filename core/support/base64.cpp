#include "core/support/base64.h"

#include <algorithm>
#include <cstdint>

namespace trimtab {
namespace {

constexpr std::string_view standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encoded(std::string_view bytes, std::string_view letters) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
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

}  // namespace

std::string base64(std::string_view bytes) { return encoded(bytes, standard); }

std::string base64url(std::string_view bytes) { return encoded(bytes, url_safe); }

std::optional<std::string> base64_decoded(std::string_view text) {
  std::string bytes;
  std::uint32_t group = 0;
  std::size_t count = 0;    // of letters and padding
  std::size_t padding = 0;  // may only come last
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    const std::size_t letter = c == '=' ? 0 : standard.find(c);
    padding += c == '=' ? 1 : 0;
    if (letter == std::string_view::npos || padding > 2 || (padding > 0 && c != '=')) return std::nullopt;
    group = group << 6U | static_cast<std::uint32_t>(letter);
    if (++count % 4 != 0) continue;
    for (std::size_t i = 0; i < 3 - padding; ++i) bytes += static_cast<char>(group >> (16 - 8 * i) & 255U);
    group = 0;
  }
  if (count % 4 != 0) return std::nullopt;
  return bytes;
}

}  // namespace trimtab
