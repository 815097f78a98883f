#include "core/yaml/scalar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace trimtab {
namespace {

bool all_of(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view digits = "0123456789";

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

Value integer_value(std::string_view text, int base) {
  const bool negative = text.starts_with('-');
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  if (const auto parsed = std::from_chars(text.data(), end, number, base);
      parsed.ec == std::errc() && parsed.ptr == end)
    return number;
  std::uint64_t large = 0;
  if (const auto parsed = std::from_chars(text.data(), end, large, base);
      !negative && parsed.ec == std::errc() && parsed.ptr == end)
    return large;
  return {};
}

/// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (const std::size_t e = text.find_first_of("eE"); e != std::string_view::npos) {
    std::string_view exponent = text.substr(e + 1);
    if (exponent.starts_with('-') || exponent.starts_with('+')) exponent.remove_prefix(1);
    if (!all_of(exponent, digits)) return false;
    text = text.substr(0, e);
  }
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return all_of(text, digits);
  const std::string_view before = text.substr(0, point);
  const std::string_view after = text.substr(point + 1);
  if (before.empty()) return all_of(after, digits);
  return all_of(before, digits) && (after.empty() || all_of(after, digits));
}

Value number_value(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) return {};
  return number;
}

/// 1:30, 190:20:30: base 60 in YAML 1.1, text in 1.2.
bool is_sexagesimal(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !all_of(text.substr(0, colon), digits)) return false;
  for (std::size_t at = colon; at < text.size();) {
    const std::size_t next = std::min(text.find(':', at + 1), text.size());
    const std::string_view part = text.substr(at + 1, next - at - 1);
    if (!all_of(part, digits) || part.size() > 2 || (part.size() == 2 && part[0] > '5')) return false;
    at = next;
  }
  return true;
}

PlainReading read_integer(std::string_view text) {
  std::string_view bare = text;
  if (bare.starts_with('-') || bare.starts_with('+')) bare.remove_prefix(1);
  PlainReading reading{Plain::integer, integer_value(text, 10), {}, {}};
  if (bare.size() > 1 && bare[0] == '0') {
    reading.looks_like = "an octal number";
    const std::size_t first = std::min(bare.find_first_not_of('0'), bare.size() - 1);
    reading.meant = fmt::format("{}{}", text.starts_with('-') ? "-" : "", bare.substr(first));
  }
  return reading;
}

}  // namespace

PlainReading read_plain(std::string_view text) {
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) return {Plain::null, Value(), {}, {}};
  if (is_one_of(text, {"true", "True", "TRUE"})) return {Plain::boolean, true, {}, {}};
  if (is_one_of(text, {"false", "False", "FALSE"})) return {Plain::boolean, false, {}, {}};
  const char first = text.front();
  if (first != '-' && first != '+' && first != '.' && (first < '0' || first > '9')) {
    const std::string word = lower(text);
    if (is_one_of(word, {"yes", "on", "y"})) return {Plain::text, Value(), "a boolean", "true"};
    if (is_one_of(word, {"no", "off", "n"})) return {Plain::text, Value(), "a boolean", "false"};
    return {};
  }
  std::string_view bare = text;
  if (bare.starts_with('-') || bare.starts_with('+')) bare.remove_prefix(1);
  if (all_of(bare, digits)) return read_integer(text);
  if (text.starts_with("0o") && all_of(text.substr(2), "01234567"))
    return {Plain::integer, integer_value(text.substr(2), 8), {}, {}};
  if (text.starts_with("0x") && all_of(text.substr(2), "0123456789abcdefABCDEF"))
    return {Plain::integer, integer_value(text.substr(2), 16), {}, {}};
  if (is_number(text)) return {Plain::number, number_value(text), {}, {}};
  if (is_one_of(lower(bare), {".inf", ".nan"})) return {Plain::number, Value(), {}, {}};
  if (is_sexagesimal(text)) return {Plain::text, Value(), "a number in base 60", {}};
  return {};
}

std::string in_quotes(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '\n') {
      result += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

}  // namespace trimtab
