#include "core/plugin/schema_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr std::size_t most_misfits = 20;

unsigned type_of(const Value& value) {
  switch (value.type()) {
    case Value::value_t::null:
      return type_null;
    case Value::value_t::boolean:
      return type_boolean;
    case Value::value_t::number_integer:
    case Value::value_t::number_unsigned:
      return type_integer | type_number;
    case Value::value_t::number_float:
      return type_number;
    case Value::value_t::string:
      return type_string;
    case Value::value_t::array:
      return type_array;
    default:
      return type_object;
  }
}

std::string type_text(unsigned types) {
  static constexpr std::pair<unsigned, const char*> words[] = {
      {type_string, "a text"},    {type_integer, "an integer"},
      {type_number, "a number"},  {type_boolean, "true or false"},
      {type_object, "an object"}, {type_array, "a list"},
      {type_null, "null"}};
  std::vector<std::string> named;
  for (const auto& [type, word] : words) {
    if ((types & type) != 0 && !(type == type_number && (types & type_integer) != 0)) named.emplace_back(word);
  }
  return join(named, " or ");
}

std::size_t code_points(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string quoted_list(const std::vector<Value>& values) {
  std::vector<std::string> texts;
  for (const Value& value : values) texts.push_back(value.dump());
  return join(texts, ", ");
}

/// Walks value and schema together. Without a list it only answers yes or no, for conditions and alternatives.
class Walk {
 public:
  explicit Walk(std::vector<Misfit>* misfits) : misfits_(misfits) {}

  bool fits(const SchemaNode& node, const Value& value, const std::string& at) {
    const bool itself = fits_itself(node, value, at);
    if (!itself && misfits_ == nullptr) return false;
    const bool size = fits_parts(node, value, at);
    return fits_others(node, value, at) && size && itself;
  }

 private:
  bool no(const std::string& at, std::string what) {
    if (misfits_ != nullptr && misfits_->size() < most_misfits) misfits_->push_back({at, std::move(what)});
    return false;
  }

  static bool silent(const SchemaNode& node, const Value& value) { return Walk(nullptr).fits(node, value, {}); }

  bool fits_itself(const SchemaNode& node, const Value& value, const std::string& at) {
    if (node.never) return no(at, "must not be there");
    const unsigned type = type_of(value);
    if (node.types != 0 && (node.types & type) == 0) {
      return no(at, fmt::format("expected {}, found {}", type_text(node.types), type_text(type)));
    }
    if (node.constant && *node.constant != value) return no(at, "must be " + node.constant->dump());
    if (!node.choices.empty() && std::find(node.choices.begin(), node.choices.end(), value) == node.choices.end()) {
      return no(at, fmt::format("{} is none of {}", value.dump(), quoted_list(node.choices)));
    }
    if (value.is_number()) return fits_number(node, value.get<double>(), at);
    return !value.is_string() || fits_text(node, value.get_ref<const std::string&>(), at);
  }

  bool fits_number(const SchemaNode& node, double number, const std::string& at) {
    if (node.minimum && number < *node.minimum) return no(at, fmt::format("{} is below {}", number, *node.minimum));
    if (node.maximum && number > *node.maximum) return no(at, fmt::format("{} is above {}", number, *node.maximum));
    return true;
  }

  bool fits_text(const SchemaNode& node, const std::string& text, const std::string& at) {
    const bool limited = node.length.least > 0 || node.length.most != SizeLimits().most;
    if (limited && !within(node.length, code_points(text), at, "characters")) return false;
    if (!node.pattern || node.pattern->matches(text)) return true;
    return no(
        at, fmt::format("\"{}\" does not have the form {}", printable(text.substr(0, 80)), node.pattern->expression()));
  }

  bool within(const SizeLimits& limits, std::size_t size, const std::string& at, const char* of) {
    if (size < limits.least) return no(at, fmt::format("has {} {}, at least {} are needed", size, of, limits.least));
    return size <= limits.most || no(at, fmt::format("has {} {}, at most {} are allowed", size, of, limits.most));
  }

  bool fits_parts(const SchemaNode& node, const Value& value, const std::string& at) {
    if (value.is_object()) return fits_object(node, value, at);
    if (!value.is_array()) return true;
    bool all = within(node.item_count, value.size(), at, "entries");
    for (std::size_t i = 0; node.items != nullptr && i < value.size(); ++i) {
      all = fits(*node.items, value[i], misfits_ != nullptr ? pointer_to(at, i) : at) && all;
    }
    return all;
  }

  bool fits_object(const SchemaNode& node, const Value& value, const std::string& at) {
    bool all = within(node.property_count, value.size(), at, "members");
    for (const std::string& name : node.required) {
      if (!value.contains(name)) all = no(at, fmt::format("\"{}\" is missing", name));
    }
    if (node.names == nullptr && node.additional == nullptr) return fits_known(node, value, at) && all;
    for (auto member = value.begin(); member != value.end(); ++member) {
      all = fits_member(node, member.key(), *member, at) && all;
    }
    return all;
  }

  /// Where other members may be anything, only those that the schema names are looked at: conditions name one.
  bool fits_known(const SchemaNode& node, const Value& value, const std::string& at) {
    bool all = true;
    for (const auto& [name, schema] : node.properties) {
      const auto member = value.find(name);
      if (member == value.end()) continue;
      all = fits(*schema, *member, misfits_ != nullptr ? pointer_to(at, name) : at) && all;
    }
    return all;
  }

  bool fits_member(const SchemaNode& node, const std::string& name, const Value& value, const std::string& at) {
    if (node.names != nullptr && !fits_name(*node.names, name, at)) return false;
    const auto known = node.properties.find(name);
    const SchemaNode* schema = known != node.properties.end() ? known->second : node.additional;
    if (schema == nullptr) return true;
    if (schema->never && known == node.properties.end()) return unknown(node, name, at);
    return fits(*schema, value, misfits_ != nullptr ? pointer_to(at, name) : at);
  }

  /// A name is checked as a text; making a value of each took longer than the check.
  bool fits_name(const SchemaNode& names, const std::string& name, const std::string& at) {
    if (!name_) name_.emplace(std::string());
    name_->get_ref<std::string&>() = name;
    return fits(names, *name_, at);
  }

  bool unknown(const SchemaNode& node, const std::string& name, const std::string& at) {
    if (misfits_ == nullptr) return false;
    std::vector<std::string> allowed;
    for (const auto& [word, schema] : node.properties) allowed.push_back(word);
    const auto near = nearest(name, allowed);
    return no(at, fmt::format("unknown member \"{}\"{}", printable(name),
                              near ? fmt::format(" (did you mean \"{}\"?)", *near) : ""));
  }

  bool fits_others(const SchemaNode& node, const Value& value, const std::string& at) {
    bool all = true;
    for (const SchemaNode* one : node.all_of) all = fits(*one, value, at) && all;
    if (!node.any_of.empty()) all = fits_count(node.any_of, value, at, false) && all;
    if (!node.one_of.empty()) all = fits_count(node.one_of, value, at, true) && all;
    if (node.excluded != nullptr && silent(*node.excluded, value)) all = no(at, "has a form that is not allowed here");
    if (node.condition == nullptr) return all;
    const SchemaNode* next = silent(*node.condition, value) ? node.consequence : node.alternative;
    return (next == nullptr || fits(*next, value, at)) && all;
  }

  bool fits_count(const std::vector<const SchemaNode*>& list, const Value& value, const std::string& at, bool exactly) {
    const auto count =
        std::count_if(list.begin(), list.end(), [&](const SchemaNode* one) { return silent(*one, value); });
    if (count == 1 || (count > 1 && !exactly)) return true;
    std::vector<std::string> names;
    for (const SchemaNode* one : list) names.insert(names.end(), one->required.begin(), one->required.end());
    if (names.empty()) return no(at, "has none of the allowed forms");
    return no(at, fmt::format("needs {} of: {}", exactly ? "exactly one" : "one", join(names, ", ")));
  }

  std::vector<Misfit>* misfits_;
  std::optional<Value> name_;
};

}  // namespace

std::vector<Misfit> CheckedSchema::check(const Value& value) const {
  if (Walk(nullptr).fits(*root_, value, "")) return {};  // nearly always, and without a pointer for every member
  std::vector<Misfit> misfits;
  Walk(&misfits).fits(*root_, value, "");
  return misfits;
}

}  // namespace trimtab
