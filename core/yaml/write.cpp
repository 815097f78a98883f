#include "core/yaml/write.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/support/text.h"
#include "core/yaml/quoted.h"

namespace trimtab {
namespace {

/// Words that some reader takes for something else than text.
constexpr std::array<std::string_view, 14> ambiguous_words{"true", "false", "yes", "no",   "on",   "off", "y",
                                                           "n",    "null",  "~",   ".inf", ".nan", "=",   "<<"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_plain(const std::string& text) {
  if (text.empty() || (!is_letter(text.front()) && text.front() != '/' && text.front() != '_')) return false;
  std::string lower = text;
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (std::ranges::find(ambiguous_words, lower) != ambiguous_words.end() || text.ends_with(':')) return false;
  return std::ranges::all_of(
      text, [](char c) { return is_letter(c) || is_digit(c) || std::string_view("_./:-+").contains(c); });
}

/// Several lines that a literal block shows as they are.
bool is_block(const std::string& text) {
  if (!text.contains('\n') || text.front() == ' ' || text.front() == '\n') return false;
  if (text.ends_with("\n\n") || text.ends_with(" \n")) return false;
  return !text.contains('\t') && printable(text, true) == text;
}

class Writer {
 public:
  std::string text;

  /// A value behind "key:" or "-"; `indent` is that of what stands below it.
  void value(const Value& value, std::size_t indent) {
    if (value.is_structured() && !value.empty()) {
      text += '\n';
      value.is_object() ? map(value, indent) : list(value, indent);
    } else if (value.is_string() && is_block(value.get_ref<const std::string&>())) {
      block(value.get_ref<const std::string&>(), indent);
    } else {
      text += ' ' + scalar(value) + '\n';
    }
  }

  void map(const Value& value, std::size_t indent, bool first_in_line = false) {
    for (const auto& [key, member] : value.items()) {
      if (!first_in_line) text.append(indent, ' ');
      first_in_line = false;
      text += (is_plain(key) ? key : yaml_quoted(key)) + ":";
      this->value(member, indent + 2);
    }
  }

  void list(const Value& value, std::size_t indent) {
    for (const Value& member : value) {
      text.append(indent, ' ').append("-");
      if (member.is_object() && !member.empty()) {
        text += ' ';
        map(member, indent + 2, true);
      } else {
        this->value(member, indent + 2);
      }
    }
  }

 private:
  static std::string scalar(const Value& value) {
    if (!value.is_string()) return value.dump();  // JSON is YAML
    const auto& text = value.get_ref<const std::string&>();
    return is_plain(text) ? text : yaml_quoted(text);
  }

  void block(const std::string& lines, std::size_t indent) {
    text += lines.ends_with('\n') ? " |\n" : " |-\n";
    std::size_t begin = 0;
    while (begin < lines.size()) {
      const std::size_t end = std::min(lines.find('\n', begin), lines.size());
      if (end > begin) text.append(indent, ' ').append(lines, begin, end - begin);
      text += '\n';
      begin = end + 1;
    }
  }
};

}  // namespace

std::string to_yaml(const Value& value) {
  Writer writer;
  if (value.is_object() && !value.empty()) {
    writer.map(value, 0);
  } else if (value.is_array() && !value.empty()) {
    writer.list(value, 0);
  } else {
    writer.value(value, 0);
    writer.text.erase(0, 1);
  }
  return std::move(writer.text);
}

}  // namespace trimtab
