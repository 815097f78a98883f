#pragma once

#include <string>
#include <string_view>

#include "core/support/json.h"

namespace trimtab {

/// Both append what `dump()` of the same value would give, without a text or a value in between: for messages that are
/// written once and kept by nobody. Text that is no UTF-8 throws nlohmann::json::exception.
void append_json(std::string& text, const nlohmann::json& value);
void append_json_text(std::string& text, std::string_view value);

/// Appends one after the other what `append` appends for each of `all`, as a list.
template <class Range, class Append>
void append_json_list(std::string& text, const Range& all, const Append& append) {
  text += '[';
  const char* between = "";
  for (const auto& one : all) {
    text += between;
    between = ",";
    append(text, one);
  }
  text += ']';
}

/// The members of one object, one after the other, in braces.
class JsonObjectWriter {
 public:
  /// `text` must outlive the writer, and only what a member's value is may be appended to it meanwhile.
  explicit JsonObjectWriter(std::string& text) : text_(text) { text_ += '{'; }

  /// Appends `"name":`; the value comes next, by whoever calls.
  std::string& member(std::string_view name) {
    if (!first_) text_ += ',';
    first_ = false;
    append_json_text(text_, name);
    text_ += ':';
    return text_;
  }
  void member(std::string_view name, const nlohmann::json& value) { append_json(member(name), value); }
  void text_member(std::string_view name, std::string_view value) { append_json_text(member(name), value); }
  void end() { text_ += '}'; }

 private:
  std::string& text_;
  bool first_ = true;
};

}  // namespace trimtab
