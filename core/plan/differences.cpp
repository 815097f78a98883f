#include "core/plan/differences.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/support/text.h"

namespace trimtab {
namespace {

class Comparison {
 public:
  explicit Comparison(bool sensitive) : sensitive_(sensitive) {}

  void compare(const std::string& path, const Value& from, const Value& to) {
    if (from.is_object() && to.is_object()) return members(path, from, to);
    if (from.is_array() && to.is_array() && from.size() == to.size()) return elements(path, from, to);
    if (from != to) found_.push_back({path, from, to, sensitive_});
  }

  std::vector<Difference> take() { return std::move(found_); }

 private:
  void members(const std::string& path, const Value& from, const Value& to) {
    static const Value nothing;
    auto left = from.begin();
    auto right = to.begin();
    while (left != from.end() || right != to.end()) {
      const bool only_left = right == to.end() || (left != from.end() && left.key() < right.key());
      const bool only_right = left == from.end() || (right != to.end() && right.key() < left.key());
      const std::string key = pointer_to(path, std::string_view(only_right ? right.key() : left.key()));
      compare(key, only_right ? nothing : left.value(), only_left ? nothing : right.value());
      if (!only_right) ++left;
      if (!only_left) ++right;
    }
  }

  void elements(const std::string& path, const Value& from, const Value& to) {
    for (std::size_t i = 0; i < from.size(); ++i) compare(pointer_to(path, i), from[i], to[i]);
  }

  bool sensitive_;
  std::vector<Difference> found_;
};

bool is_inside_character(const std::string& text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

std::string cut(std::string text, std::size_t width) {
  if (columns(text) <= width) return text;
  std::size_t end = width - 3;
  while (end > 0 && is_inside_character(text, end)) --end;
  return text.substr(0, end) + "...";
}

std::string text_of(const Value& value) {
  if (!value.is_string()) return printable(value.dump(-1, ' ', false, Value::error_handler_t::replace));
  const auto& text = value.get_ref<const std::string&>();
  return text.empty() ? "\"\"" : printable(text);
}

/// Two texts side by side. Of long ones that begin alike, only what leads up to the difference is shown of that.
std::string side_by_side(std::string from, std::string to, std::size_t width) {
  constexpr std::size_t lead = 8;
  const bool whole = columns(from) <= width && columns(to) <= width;
  const auto parted = std::ranges::mismatch(from, to);
  auto alike = static_cast<std::size_t>(parted.in1 - from.begin());
  if (!whole && alike > lead + 3) {
    alike -= lead;
    while (is_inside_character(from, alike)) --alike;
    from.replace(0, alike, "...");
    to.replace(0, alike, "...");
  }
  return cut(std::move(from), width) + " -> " + cut(std::move(to), width);
}

}  // namespace

std::vector<Difference> differences(const Value& from, const Value& to, bool sensitive) {
  Comparison comparison(sensitive);
  comparison.compare("", from, to);
  return comparison.take();
}

const Value* value_at(const Value& value, std::string_view pointer) {
  if (!pointer.empty() && pointer.front() != '/') return nullptr;
  try {
    const nlohmann::json::json_pointer path{std::string(pointer)};
    return value.contains(path) ? &value.at(path) : nullptr;
  } catch (const nlohmann::json::exception&) {
    return nullptr;
  }
}

std::string dotted(std::string_view pointer) {
  std::string text;
  for (std::size_t i = pointer.starts_with('/') ? 1 : 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      text += '.';
    } else if (pointer[i] == '~' && i + 1 < pointer.size()) {
      text += pointer[++i] == '1' ? '/' : '~';
    } else {
      text += pointer[i];
    }
  }
  return text;
}

std::string brief(const Difference& difference, std::size_t width) {
  if (difference.sensitive) {
    const auto version = [](const Value& value) { return value.is_number() ? "v" + value.dump() : "none"; };
    if (!difference.from.is_number() && !difference.to.is_number()) return "changed";
    return fmt::format("changed ({} -> {})", version(difference.from), version(difference.to));
  }
  if (difference.from.is_null()) return "+ " + cut(text_of(difference.to), width);
  if (difference.to.is_null()) return cut(text_of(difference.from), width / 2) + " -> removed";
  return side_by_side(text_of(difference.from), text_of(difference.to), width / 2);
}

}  // namespace trimtab
