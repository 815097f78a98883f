#include "core/plan/differences.h"

#include <fmt/format.h>

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

std::string cut(std::string text, std::size_t width) {
  if (columns(text) <= width) return text;
  std::size_t end = width - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "...";
}

std::string shown(const Value& value, std::size_t width) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return text.empty() ? "\"\"" : cut(printable(text), width);
  }
  return cut(printable(value.dump(-1, ' ', false, Value::error_handler_t::replace)), width);
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
  if (difference.from.is_null()) return "+ " + shown(difference.to, width);
  if (difference.to.is_null()) return fmt::format("{} -> removed", shown(difference.from, width / 2));
  return fmt::format("{} -> {}", shown(difference.from, width / 2), shown(difference.to, width / 2));
}

}  // namespace trimtab
