#include "core/plugin/pattern.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <regex>
#include <utility>

namespace trimtab {
namespace {

constexpr std::size_t longest_text = 4096;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_lower(c) || is_digit(c); }
bool is_any_word(char c) { return is_word(c) || is_upper(c) || c == '_'; }

/// Whether the first character passes `first`, and every other one is of a word or one of `others`.
template <class First>
bool word_of(std::string_view text, const First& first, std::string_view others) {
  return !text.empty() && first(text.front()) &&
         std::all_of(text.begin() + 1, text.end(), [&](char c) { return is_any_word(c) || others.contains(c); });
}

bool label(std::string_view text, bool dots) {
  if (text.empty() || text.size() > 30 || !is_lower(text.front()) || !is_word(text.back())) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) { return is_word(c) || c == '-' || (dots && c == '.'); });
}

bool name(std::string_view text) { return label(text, false); }
bool resource_name(std::string_view text) { return label(text, true); }

bool resource_id(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == 0 || slash > 61 || slash == std::string_view::npos) return false;
  const std::string_view type = text.substr(0, slash);
  return is_lower(type.front()) && resource_name(text.substr(slash + 1)) &&
         std::all_of(type.begin(), type.end(), [](char c) { return is_word(c) || c == '-' || c == '.'; });
}

bool pointer(std::string_view text) {
  const auto line_end = [](char c) { return c == '\n' || c == '\r'; };
  return text.empty() || (text.front() == '/' && std::none_of(text.begin(), text.end(), line_end));
}

bool resource_type(std::string_view text) {
  constexpr std::array<std::string_view, 9> own{"volume", "config", "secret",   "endpoint",  "slot",
                                                "tree",   "task",   "workload", "kubernetes"};
  if (std::find(own.begin(), own.end(), text) != own.end()) return true;
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && name(text.substr(0, dot)) && name(text.substr(dot + 1));
}

bool no_digit(char c) { return is_any_word(c) && !is_digit(c); }
bool variable_name(std::string_view text) { return word_of(text, no_digit, ""); }
bool output_name(std::string_view text) { return word_of(text, no_digit, "-"); }
bool file_name(std::string_view text) { return word_of(text, is_any_word, ".+-"); }

/// What an output refers to: type:name[/key].
bool output_reference(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view type = text.substr(0, colon);
  return is_lower(type.front()) && word_of(text.substr(colon + 1), is_word, "./-") &&
         std::all_of(type.begin(), type.end(), [](char c) { return is_word(c) || c == '-' || c == '.'; });
}

#define TRIMTAB_LABEL "[a-z]([a-z0-9-]{0,28}[a-z0-9])?"
constexpr std::array<std::pair<std::string_view, bool (*)(std::string_view)>, 9> known_patterns{{
    {"^" TRIMTAB_LABEL "$", name},
    {"^[a-z]([a-z0-9.-]{0,28}[a-z0-9])?$", resource_name},
    {"^[a-z][a-z0-9.-]{0,60}/[a-z]([a-z0-9.-]{0,28}[a-z0-9])?$", resource_id},
    {"^(/[^/\\n\\r]*)*$", pointer},
    {"^(volume|config|secret|endpoint|slot|tree|task|workload|kubernetes|" TRIMTAB_LABEL "\\." TRIMTAB_LABEL ")$",
     resource_type},
    {"^[A-Za-z_][A-Za-z0-9_]*$", variable_name},
    {"^[A-Za-z_][A-Za-z0-9_-]*$", output_name},
    {"^[A-Za-z0-9_][A-Za-z0-9_.+-]*$", file_name},
    {"^[a-z][a-z0-9.-]*:[a-z0-9][A-Za-z0-9._/-]*$", output_reference},
}};
#undef TRIMTAB_LABEL

/// Schemas say the same few expressions again and again, and to compile one takes longer than to use it.
std::shared_ptr<const std::regex> compiled(const std::string& expression) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const std::regex>> kept;  // guarded by it
  const std::scoped_lock lock(mutex);
  auto& one = kept[expression];
  if (one == nullptr) one = std::make_shared<std::regex>(expression, std::regex::ECMAScript | std::regex::optimize);
  return one;
}

}  // namespace

Pattern::Pattern(std::string expression) : expression_(std::move(expression)) {
  for (const auto& [known, match] : known_patterns) {
    if (known != expression_) continue;
    known_ = true;
    match_ = match;
    return;
  }
  match_ = [regex = compiled(expression_)](std::string_view text) {
    return std::regex_search(text.begin(), text.end(), *regex);
  };
}

bool Pattern::matches(std::string_view text) const { return text.size() <= longest_text && match_(text); }

}  // namespace trimtab
