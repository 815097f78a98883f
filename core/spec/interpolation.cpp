#include "core/spec/interpolation.h"

#include <fmt/format.h>

#include "core/spec/codes.h"

namespace trimtab {
namespace {

constexpr std::string_view word_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

bool is_word(std::string_view text) {
  return !text.empty() && text.find_first_not_of(word_characters) == std::string_view::npos;
}

std::expected<TextReference, std::string> read_reference(std::string_view inside) {
  TextReference reference;
  if (inside.starts_with("env:")) {
    reference.kind = TextReference::Kind::environment;
    reference.name = inside.substr(4);
    if (!is_word(reference.name)) return std::unexpected("\"env:\" wants the name of a variable");
    return reference;
  }
  if (inside.starts_with("file:")) {
    reference.kind = TextReference::Kind::file;
    reference.name = inside.substr(5);
    if (reference.name.empty()) return std::unexpected("\"file:\" wants a path");
    return reference;
  }
  const std::size_t dot = inside.find('.');
  if (dot == std::string_view::npos || !is_word(inside.substr(0, dot)) || !is_word(inside.substr(dot + 1)))
    return std::unexpected(
        fmt::format("${{{}}} is none of ${{component.output}}, ${{env:NAME}}, ${{file:PATH}}", inside));
  reference.name = inside.substr(0, dot);
  reference.output = inside.substr(dot + 1);
  return reference;
}

using Visit = std::function<Result<std::string>(const std::string& text, const std::string& pointer)>;

Result<Value> each_text(const Value& value, const std::string& pointer, const Visit& visit) {
  if (value.is_string()) {
    TRIMTAB_TRY(std::string text, visit(value.get_ref<const std::string&>(), pointer));
    return Value(std::move(text));
  }
  if (value.is_object()) {
    Value copy = Value::object();
    for (const auto& [key, each] : value.items()) {
      TRIMTAB_TRY(copy[key], each_text(each, pointer_to(pointer, key), visit));
    }
    return copy;
  }
  if (value.is_array()) {
    Value copy = Value::array();
    for (std::size_t i = 0; i < value.size(); ++i) {
      TRIMTAB_TRY(Value each, each_text(value[i], pointer_to(pointer, i), visit));
      copy.push_back(std::move(each));
    }
    return copy;
  }
  return value;
}

void find_uses(const Value& value, const std::string& pointer, std::vector<OutputUse>& uses) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (!text.contains("${")) return;
    const auto cut = cut_text(text);
    if (!cut) return;
    for (const TextReference& reference : cut->references) {
      if (reference.kind == TextReference::Kind::output) uses.push_back({reference.name, reference.output, pointer});
    }
  } else if (value.is_object()) {
    for (const auto& [key, each] : value.items()) find_uses(each, pointer_to(pointer, key), uses);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) find_uses(value[i], pointer_to(pointer, i), uses);
  }
}

Result<std::string> filled_text(const std::string& text, const std::string& pointer, const OutputText& text_of) {
  if (!text.contains("${")) return text;
  const auto cut = cut_text(text);
  if (!cut) return fail(Errc::internal, code::reference, cut.error().what);
  std::string result = cut->literals[0];
  for (std::size_t i = 0; i < cut->references.size(); ++i) {
    const TextReference& reference = cut->references[i];
    TRIMTAB_TRY(const std::string part, text_of(OutputUse{reference.name, reference.output, pointer}));
    result += part + cut->literals[i + 1];
  }
  return result;
}

}  // namespace

std::expected<CutText, TextProblem> cut_text(std::string_view text) {
  CutText cut;
  std::string literal;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("$${")) {
      literal += "${";
      at += 3;
    } else if (rest.starts_with("${")) {
      const std::size_t close = rest.find('}');
      if (close == std::string_view::npos)
        return std::unexpected(TextProblem{at, 2, "a ${ without its }; write $${ for a literal ${"});
      auto reference = read_reference(rest.substr(2, close - 2));
      if (!reference) return std::unexpected(TextProblem{at, close + 1, std::move(reference).error()});
      reference->offset = at;
      reference->length = close + 1;
      cut.literals.push_back(std::move(literal));
      cut.references.push_back(std::move(*reference));
      literal.clear();
      at += close + 1;
    } else {
      literal += rest[0];
      ++at;
    }
  }
  cut.literals.push_back(std::move(literal));
  return cut;
}

std::string escape_interpolation(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at).starts_with("${")) result += '$';
    result += text[at];
  }
  return result;
}

std::vector<OutputUse> output_uses(const Value& spec) {
  std::vector<OutputUse> uses;
  find_uses(spec, "", uses);
  return uses;
}

Result<Value> filled(const Value& spec, const OutputText& text_of) {
  return each_text(spec, "", [&](const std::string& text, const std::string& pointer) {
    return filled_text(text, pointer, text_of);
  });
}

}  // namespace trimtab
