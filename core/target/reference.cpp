#include "core/target/reference.h"

#include <algorithm>
#include <variant>

namespace trimtab {
namespace {

using Piece = std::variant<std::string, Reference>;

constexpr std::string_view opening = "@{";
constexpr std::string_view escaped = "@@{";

std::unexpected<Error> unreadable(std::string_view text, const std::string& why) {
  return fail(Errc::invalid, "E0325", "the reference \"" + std::string(text) + "\" cannot be read: " + why);
}

bool is_plain(std::string_view word) {
  return std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

std::string take_before(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  std::string taken(rest.substr(0, at));
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return taken;
}

/// `body` is what stands between the braces.
Result<Reference> parse(std::string_view body) {
  const std::string_view whole = body;
  Reference reference;
  const bool has_filter = body.contains('|');
  std::string_view rest = body;
  const std::string target = take_before(rest, '|');
  reference.filter = std::string(rest);
  rest = target;
  const bool has_name = rest.contains(':');
  std::string head = take_before(rest, ':');
  if (const auto slash = head.find('/'); slash != std::string::npos) {
    reference.component = head.substr(0, slash);
    head.erase(0, slash + 1);
    if (reference.component.empty()) return unreadable(whole, "no component stands in front of \"/\"");
  }
  reference.type = std::move(head);
  const bool has_key = rest.contains('/');
  reference.name = take_before(rest, '/');
  reference.key = std::string(rest);
  if (reference.type.empty()) return unreadable(whole, "it names no type");
  if (has_name && reference.name.empty()) return unreadable(whole, "nothing follows \":\"");
  if (has_key && reference.key.empty()) return unreadable(whole, "nothing follows the last \"/\"");
  if (has_filter && reference.filter.empty()) return unreadable(whole, "nothing follows \"|\"");
  for (const std::string* word : {&reference.component, &reference.type, &reference.name, &reference.filter}) {
    if (!is_plain(*word)) return unreadable(whole, "\"" + *word + "\" holds characters that no name has");
  }
  std::string_view key = reference.key;
  while (!key.empty()) {
    if (!is_plain(take_before(key, '/'))) return unreadable(whole, "its key holds characters that no name has");
  }
  return reference;
}

/// Literal text (unescaped) and references, in order. One pass.
Result<std::vector<Piece>> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  std::string literal;
  while (!text.empty()) {
    const auto at = text.find('@');
    literal += text.substr(0, at);
    if (at == std::string_view::npos) break;
    text.remove_prefix(at);
    if (text.starts_with(escaped)) {
      literal += opening;
      text.remove_prefix(escaped.size());
    } else if (text.starts_with(opening)) {
      const auto end = text.find('}');
      if (end == std::string_view::npos) return unreadable(text.substr(0, 40), "its \"}\" is missing");
      TRIMTAB_TRY(Reference reference, parse(text.substr(opening.size(), end - opening.size())));
      text.remove_prefix(end + 1);
      if (reference.type == "at" && reference.name.empty()) {
        literal += '@';
        continue;
      }
      if (!literal.empty()) pieces.emplace_back(std::exchange(literal, {}));
      pieces.emplace_back(std::move(reference));
    } else {
      literal += '@';
      text.remove_prefix(1);
    }
  }
  if (!literal.empty()) pieces.emplace_back(std::move(literal));
  return pieces;
}

}  // namespace

Result<std::vector<Reference>> references_in(std::string_view text) {
  TRIMTAB_TRY(std::vector<Piece> pieces, pieces_of(text));
  std::vector<Reference> references;
  for (Piece& piece : pieces) {
    if (auto* reference = std::get_if<Reference>(&piece)) references.push_back(std::move(*reference));
  }
  return references;
}

Status for_each_reference(const Value& value, const std::function<Status(const Reference&)>& visit) {
  const auto visit_text = [&visit](std::string_view text) -> Status {
    TRIMTAB_TRY(const std::vector<Reference> references, references_in(text));
    for (const Reference& reference : references) TRIMTAB_CHECK(visit(reference));
    return {};
  };
  if (value.is_string()) return visit_text(value.get_ref<const std::string&>());
  if (value.is_array()) {
    for (const Value& element : value) TRIMTAB_CHECK(for_each_reference(element, visit));
  }
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      TRIMTAB_CHECK(visit_text(key));
      TRIMTAB_CHECK(for_each_reference(member, visit));
    }
  }
  return {};
}

Result<std::string> substituted(std::string_view text, const Substitute& substitute) {
  TRIMTAB_TRY(const std::vector<Piece> pieces, pieces_of(text));
  std::string result;
  for (const Piece& piece : pieces) {
    if (const auto* literal = std::get_if<std::string>(&piece)) {
      result += *literal;
    } else {
      TRIMTAB_TRY(const std::string replacement, substitute(std::get<Reference>(piece)));
      result += replacement;
    }
  }
  return result;
}

Result<Value> substituted(const Value& value, const Substitute& substitute) {
  if (value.is_string()) {
    TRIMTAB_TRY(std::string text, substituted(std::string_view(value.get_ref<const std::string&>()), substitute));
    return Value(std::move(text));
  }
  if (value.is_array()) {
    Value list = Value::array();
    for (const Value& element : value) {
      TRIMTAB_TRY(Value replaced, substituted(element, substitute));
      list.push_back(std::move(replaced));
    }
    return list;
  }
  if (!value.is_object()) return value;
  Value object = Value::object();
  for (const auto& [key, member] : value.items()) {
    TRIMTAB_TRY(const std::string name, substituted(std::string_view(key), substitute));
    TRIMTAB_TRY(object[name], substituted(member, substitute));
  }
  return object;
}

std::string escape_references(std::string_view text) {
  std::string inert;
  for (auto at = text.find(opening); at != std::string_view::npos; at = text.find(opening)) {
    inert.append(text.substr(0, at)).append(escaped);
    text.remove_prefix(at + opening.size());
  }
  return inert.append(text);
}

std::string to_text(const Reference& reference) {
  std::string text(opening);
  if (!reference.component.empty()) text += reference.component + "/";
  text += reference.type;
  if (!reference.name.empty()) text += ":" + reference.name;
  if (!reference.key.empty()) text += "/" + reference.key;
  if (!reference.filter.empty()) text += "|" + reference.filter;
  return text + "}";
}

}  // namespace trimtab
