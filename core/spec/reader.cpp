#include "core/spec/reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/spec/codes.h"
#include "core/spec/likeness.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr std::size_t max_listed = 14;

}  // namespace

Reader::Reader(Reading& reading, std::string owner, std::string inside, std::string plugin)
    : reading_(reading),
      document_(reading.document),
      owner_(std::move(owner)),
      inside_(std::move(inside)),
      plugin_(std::move(plugin)) {}

/// "airflow's spec", "airflow's workers.local", "metadata".
std::string Reader::place() const {
  std::string path;
  for (const Step& step : steps_) {
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      path += fmt::format("[{}]", *index);
    } else {
      path += fmt::format("{}{}", path.empty() ? "" : ".", std::get<std::string_view>(step));
    }
  }
  if (owner_.empty()) return path.empty() ? inside_ : path;
  return fmt::format("{}'s {}", owner_, path.empty() ? inside_ : path);
}

std::string Reader::place(std::string_view key) const {
  if (steps_.empty()) return owner_.empty() ? std::string(key) : fmt::format("{}'s {}", owner_, key);
  return fmt::format("{}.{}", place(), key);
}

std::string Reader::pointer() const {
  std::string pointer;
  for (const Step& step : steps_) {
    const auto* index = std::get_if<std::size_t>(&step);
    pointer = index != nullptr ? pointer_to(pointer, *index) : pointer_to(pointer, std::get<std::string_view>(step));
  }
  return pointer;
}

std::nullopt_t Reader::find_at(Position position, const char* id, std::string what, std::string label, std::string next,
                               std::vector<std::string> why) {
  wrong_.push_back(pointer());
  Diagnostic diagnostic;
  diagnostic.code = id;
  diagnostic.what = std::move(what);
  diagnostic.at = std::move(position);
  diagnostic.label = std::move(label);
  diagnostic.why = std::move(why);
  diagnostic.next = std::move(next);
  reading_.findings.add(std::move(diagnostic));
  return std::nullopt;
}

std::nullopt_t Reader::find(NodeIndex node, const char* id, std::string what, std::string label, std::string next,
                            std::vector<std::string> why) {
  return find_at(document_.at(node), id, std::move(what), std::move(label), std::move(next), std::move(why));
}

std::optional<Value> Reader::wrong_type(NodeIndex node, std::uint8_t wanted, std::string label) {
  std::string found(to_text(document_.kind(node)));
  if (document_.kind(node) == NodeKind::scalar) {
    const Plain plain = document_.node(node).quoted ? Plain::text : read_plain(document_.text(node)).type;
    found = plain == Plain::boolean ? "a boolean" : plain == Plain::text ? "text" : "a number";
  }
  return find(node, code::wrong_type, fmt::format("{} is {}, it must be {}", place(), found, types_text(wanted)),
              std::move(label));
}

std::optional<Value> Reader::read(NodeIndex node, const Shape& shape) {
  if (document_.kind(node) == NodeKind::null) return std::nullopt;
  if (shape.opaque)
    return document_.kind(node) == NodeKind::map ? std::optional<Value>(Value::object())
                                                 : wrong_type(node, type::object);
  if (shape.secret) return read_secret(node, shape);
  const Shape* form = &shape;
  if (!shape.forms.empty()) form = chosen_form(shape, likeness_of(document_, node));
  if (form == nullptr) {
    std::uint8_t wanted = 0;
    for (const Shape* each : shape.forms)
      wanted |= !each->claim.empty() ? type::string | type::object : each->secret ? type::object : each->types;
    return wrong_type(node, wanted);
  }
  if (form->secret) return read_secret(node, *form);
  if (!form->claim.empty()) return read_claim(node, *form);
  if (document_.kind(node) == NodeKind::scalar && !document_.node(node).quoted) {
    // Where text and true or false may both stand, "no" is as likely meant for the one as for the other.
    const auto is_switch = [](const Shape* each) { return each->types != 0 && each->accepts(type::boolean); };
    const PlainReading plain = read_plain(document_.text(node));
    const bool is_twin = plain.type == Plain::text && (plain.meant == "true" || plain.meant == "false");
    if (is_twin && std::ranges::any_of(shape.forms, is_switch)) return ambiguous(node, plain);
  }
  return read_any(node, *form);
}

std::optional<Value> Reader::read_any(NodeIndex node, const Shape& shape) {
  switch (document_.kind(node)) {
    case NodeKind::null:
      return std::nullopt;
    case NodeKind::scalar:
      return read_scalar(node, shape);
    case NodeKind::sequence:
      return read_list(node, shape);
    case NodeKind::map:
      return read_map(node, shape);
  }
  return std::nullopt;
}

std::optional<Value> Reader::read_map(NodeIndex node, const Shape& shape) {
  if (!shape.accepts(type::object)) return wrong_type(node, shape.types);
  static const Shape anything;
  Value map = Value::object();
  for (const NodeIndex child : Children(document_, node)) {
    const std::string_view key = document_.key(child);
    const Shape* property = shape.property(key);
    if (property == nullptr && shape.others == Shape::Others::forbidden) {
      unknown_key(child, shape);
      continue;
    }
    steps_.emplace_back(key);
    if (auto value = read(child, property == nullptr ? anything : *property)) map[std::string(key)] = std::move(*value);
    steps_.pop_back();
  }
  return map;
}

std::optional<Value> Reader::read_list(NodeIndex node, const Shape& shape) {
  if (!shape.accepts(type::array)) return wrong_type(node, shape.types);
  static const Shape anything;
  Value list = Value::array();
  for (const NodeIndex child : Children(document_, node)) {
    steps_.emplace_back(list.size());
    std::optional<Value> value;
    if (document_.kind(child) == NodeKind::null) {
      value = find(child, code::wrong_type, fmt::format("{} is empty", place()));
    } else {
      value = read(child, shape.items == nullptr ? anything : *shape.items);
    }
    steps_.pop_back();
    // A wrong entry keeps its place, so that the pointers of those after it stay right.
    list.push_back(value ? std::move(*value) : Value());
  }
  return list;
}

void Reader::unknown_key(NodeIndex child, const Shape& shape) {
  const std::vector<std::string> keys = shape.keys();
  const std::string key(document_.key(child));
  std::string what = fmt::format("unknown key {} in {}", in_quotes(key), place());
  std::string label;
  std::vector<std::string> why;
  if (const std::string hint = steps_.empty() && hint_ ? hint_(key) : std::string(); !hint.empty()) {
    label = hint;
  } else if (const auto near = nearest(key, keys)) {
    label = fmt::format("did you mean \"{}\"?", *near);
  } else if (keys.size() <= max_listed) {
    why.push_back(keys.empty() ? "no key may stand here" : "allowed here: " + join(keys, ", "));
  }
  steps_.emplace_back(document_.key(child));
  find_at(document_.key_at(child), code::unknown_key, std::move(what), std::move(label),
          plugin_.empty() ? "" : fmt::format("trimtab plugin show {}", plugin_), std::move(why));
  steps_.pop_back();
}

}  // namespace trimtab
