#include <fmt/format.h>

#include <algorithm>

#include "core/spec/codes.h"
#include "core/spec/reader.h"
#include "core/support/text.h"
#include "core/yaml/codes.h"

namespace trimtab {
namespace {

// The standard library's regular expressions recurse once per character.
constexpr std::size_t max_matched_text = 4096;

std::uint8_t bit_of(Plain plain) {
  switch (plain) {
    case Plain::boolean:
      return type::boolean;
    case Plain::integer:
      return type::integer;
    case Plain::number:
      return type::number;
    case Plain::null:
    case Plain::text:
      return type::string;
  }
  return type::string;
}

std::string number_text(double number) { return fmt::format("{}", number); }

}  // namespace

/// The schema decides: where text is wanted, 8.0 and 3.10 and no are the text as it was written.
std::optional<Value> Reader::read_scalar(NodeIndex node, const Shape& shape) {
  if (!shape.accepts(type::scalar)) return wrong_type(node, shape.types);
  if (shape.types != 0 && (shape.types & type::scalar) == type::string) return read_text(node, shape);
  const std::string_view text = document_.text(node);
  if (document_.node(node).quoted) {
    if (shape.accepts(type::string)) return read_text(node, shape);
    const PlainReading plain = read_plain(text);
    const bool would_fit = plain.type != Plain::text && shape.accepts(bit_of(plain.type));
    return wrong_type(node, shape.types, would_fit ? fmt::format("write {} without quotes", text) : std::string());
  }
  return read_plain_scalar(node, shape, read_plain(text));
}

std::optional<Value> Reader::read_plain_scalar(NodeIndex node, const Shape& shape, const PlainReading& plain) {
  const bool boolean_twin = plain.type == Plain::text && (plain.meant == "true" || plain.meant == "false");
  if (shape.types == 0) {
    if (!plain.looks_like.empty()) return ambiguous(node, plain);
  } else if (boolean_twin && shape.accepts(type::boolean)) {
    return ambiguous(node, plain);
  } else if (plain.type == Plain::integer && !plain.looks_like.empty() && shape.accepts(type::integer | type::number) &&
             !shape.accepts(type::string)) {
    return ambiguous(node, plain);
  }
  const std::uint8_t bit = bit_of(plain.type);
  if (plain.type == Plain::text || !shape.accepts(bit)) {
    if (shape.accepts(type::string)) return read_text(node, shape);
    return wrong_type(node, shape.types);
  }
  if (plain.value.is_null()) {
    return find(node, code::wrong_value, fmt::format("{} is a number that cannot be held", place()),
                fmt::format("write {} for the text", in_quotes(document_.text(node))));
  }
  return checked_number(node, shape, plain.value);
}

std::optional<Value> Reader::ambiguous(NodeIndex node, const PlainReading& plain) {
  const std::string_view text = document_.text(node);
  std::string label = fmt::format("write {} for the text", in_quotes(text));
  if (!plain.meant.empty()) label = fmt::format("write {}, or {} for the text", plain.meant, in_quotes(text));
  return find(node, code::ambiguous,
              fmt::format("{}: {} without quotes may be text or {}", place(), text, plain.looks_like),
              std::move(label));
}

std::optional<Value> Reader::checked_number(NodeIndex node, const Shape& shape, Value value) {
  if (!is_allowed_word(node, shape, value)) return std::nullopt;
  if (value.is_number()) {
    const auto number = value.get<double>();
    if (shape.minimum && number < *shape.minimum) {
      return find(node, code::wrong_value, fmt::format("{} must be at least {}", place(), number_text(*shape.minimum)));
    }
    if (shape.maximum && number > *shape.maximum)
      return find(node, code::wrong_value, fmt::format("{} must be at most {}", place(), number_text(*shape.maximum)));
  }
  return value;
}

std::optional<Value> Reader::read_text(NodeIndex node, const Shape& shape) {
  auto text = interpolated(node);
  if (!text) return std::nullopt;
  return checked_text(node, shape, std::move(text->text), text->open);
}

std::optional<Value> Reader::checked_text(NodeIndex node, const Shape& shape, std::string text, bool open) {
  if (open) return Value(std::move(text));
  const std::string plain = final_texts_ ? text : filled(Value(text), nullptr)->get<std::string>();
  if (!is_allowed_word(node, shape, plain)) return std::nullopt;
  if (shape.duration && !parse_duration(plain)) {
    return find(node, code::wrong_value, fmt::format("{}: {} is no duration", place(), in_quotes(plain)),
                "write it like 90s, 10m, 2h or 14d");
  }
  if (shape.size && !parse_size(plain)) {
    return find(node, code::wrong_value, fmt::format("{}: {} is no size", place(), in_quotes(plain)),
                "write it like 512Mi or 10Gi");
  }
  if (shape.has_pattern && plain.size() > max_matched_text)
    return find(node, code::wrong_value, fmt::format("{} is longer than {} bytes", place(), max_matched_text));
  if (shape.path) {
    if (plain.empty()) return find(node, code::wrong_value, fmt::format("{} is an empty path", place()));
    const std::string path = absolute(node, plain).string();
    return Value(final_texts_ ? path : escape_interpolation(path));
  }
  return Value(std::move(text));
}

bool Reader::is_allowed_word(NodeIndex node, const Shape& shape, const Value& value) {
  if (shape.words == nullptr || std::ranges::find(*shape.words, value) != shape.words->end()) return true;
  std::vector<std::string> words;
  for (const Value& each : *shape.words) words.push_back(each.is_string() ? each.get<std::string>() : each.dump());
  const std::string written = value.is_string() ? value.get<std::string>() : value.dump();
  const auto near = nearest(written, words);
  find(node, code::wrong_value, fmt::format("{}: {} is not one of its values", place(), in_quotes(written)),
       near ? fmt::format("did you mean \"{}\"?", *near) : std::string(), {}, {"allowed: " + join(words, ", ")});
  return false;
}

}  // namespace trimtab
