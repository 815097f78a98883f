#include "core/spec/show.h"

#include <fmt/format.h>

#include <set>

#include "core/spec/places.h"
#include "core/yaml/quoted.h"
#include "core/yaml/scalar.h"

namespace trimtab {
namespace {

Value patch_value(const Patch& patch) {
  return patch.json.is_null() ? Value{{"at", patch.at}, {"merge", patch.merge}}
                              : Value{{"at", patch.at}, {"json", patch.json}};
}

Value component_value(const Component& component) {
  Value value{{"kind", component.kind}, {"spec", component.spec}};
  if (!component.needs.empty()) value["needs"] = component.needs;
  if (component.protect) value["protect"] = true;
  if (component.on_failure == OnFailure::hold) value["onFailure"] = "hold";
  if (component.timeout) value["timeout"] = fmt::format("{}ms", component.timeout->count());
  if (!component.formerly.empty()) value["formerly"] = component.formerly;
  for (const Patch& patch : component.patches) value["patches"].push_back(patch_value(patch));
  return value;
}

/// The topmost pointers that nobody wrote.
void find_defaults(const DocumentPlaces& places, const std::string& component, const Value& value,
                   const std::string& pointer, const std::string& prefix, std::vector<std::string>& found) {
  if (!pointer.empty() && !places.is_written(component, pointer)) {
    found.push_back(prefix + pointer);
    return;
  }
  if (!value.is_object()) return;
  for (const auto& [key, each] : value.items())
    find_defaults(places, component, each, pointer_to(pointer, key), prefix, found);
}

bool is_plain_word(const std::string& text) {
  static constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+";
  if (text.empty() || text.find_first_not_of(harmless) != std::string::npos || text.front() == '-') return false;
  const PlainReading reading = read_plain(text);
  return reading.type == Plain::text && reading.looks_like.empty();
}

class YamlText {
 public:
  explicit YamlText(const std::vector<std::string>& defaults) : defaults_(defaults.begin(), defaults.end()) {}

  std::string text(const Value& value) {
    members(value, "", 0);
    return std::move(text_);
  }

 private:
  static std::string scalar(const Value& value) {
    if (!value.is_string()) return value.dump();
    const auto text = value.get<std::string>();
    return is_plain_word(text) ? text : yaml_quoted(text);
  }

  /// What follows "key:" or "-": a scalar or an empty collection on the same line, else an indented block.
  void body(const Value& value, const std::string& pointer, int indent) {
    const std::string mark = defaults_.contains(pointer) ? "  # default" : "";
    if (!value.is_structured()) {
      text_ += " " + scalar(value) + mark + "\n";
    } else if (value.empty()) {
      text_ += (value.is_object() ? " {}" : " []") + mark + "\n";
    } else {
      text_ += mark + "\n";
      members(value, pointer, indent);
    }
  }

  void members(const Value& value, const std::string& pointer, int indent) {
    const std::string space(static_cast<std::size_t>(indent), ' ');
    if (value.is_object()) {
      for (const auto& [key, each] : value.items()) {
        text_ += space + scalar(key) + ":";
        body(each, pointer_to(pointer, key), indent + 2);
      }
      return;
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
      text_ += space + "-";
      body(value[i], pointer_to(pointer, i), indent + 2);
    }
  }

  std::set<std::string> defaults_;
  std::string text_;
};

}  // namespace

ShownStack shown(const Stack& stack) {
  ShownStack result;
  Value& value = result.value;
  value["apiVersion"] = "trimtab.dev/v1";
  value["kind"] = "Stack";
  value["metadata"]["name"] = stack.name;
  value["spec"]["target"][stack.target.kind] = stack.target.settings;
  // Only places of a parsed document know what was written; without them nothing is marked.
  const auto* places = dynamic_cast<const DocumentPlaces*>(stack.places.get());
  for (const Component& component : stack.components) {
    value["spec"]["components"][component.name] = component_value(component);
    if (places == nullptr) continue;
    const std::string prefix = pointer_to("/spec/components", component.name) + "/spec";
    find_defaults(*places, component.name, component.spec, "", prefix, result.defaults);
  }
  return result;
}

std::string to_yaml(const ShownStack& stack) { return YamlText(stack.defaults).text(stack.value); }

}  // namespace trimtab
