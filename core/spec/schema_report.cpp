#include "core/spec/schema_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "core/spec/codes.h"
#include "core/spec/interpolation.h"
#include "core/support/article.h"
#include "core/support/text.h"
#include "core/yaml/scalar.h"

namespace trimtab {
namespace {

/// The shape of the value at a pointer; null where the schema says nothing.
const Shape* shape_at(const Shape& root, const Value& value, const std::string& pointer) {
  const Shape* shape = chosen_form(root, value);
  const Value* current = &value;
  for (const std::string& step : split(pointer, '/')) {
    if (step.empty() || shape == nullptr) continue;
    const std::string key = Value::json_pointer("/" + step).back();
    if (current->is_array()) {
      const auto index = static_cast<std::size_t>(std::strtoull(key.c_str(), nullptr, 10));
      if (index >= current->size()) return nullptr;
      current = &(*current)[index];
      shape = shape->items;
    } else if (current->is_object() && current->contains(key)) {
      current = &(*current)[key];
      shape = shape->property(key);
    } else {
      return nullptr;
    }
    if (shape != nullptr) shape = chosen_form(*shape, *current);
  }
  return shape;
}

bool holds_output(const Value& value, const std::string& pointer) {
  const Value::json_pointer place(pointer);
  return value.contains(place) && value.at(place).is_string() && !output_uses(value.at(place)).empty();
}

bool is_inside(const std::string& pointer, const std::string& outer) {
  return pointer == outer || pointer.starts_with(outer + "/");
}

std::string claim_of(const Shape& shape) {
  if (!shape.claim.empty()) return shape.claim;
  for (const Shape* form : shape.forms) {
    if (!form->claim.empty()) return form->claim;
  }
  return {};
}

/// Every form of a choice that a value does not fit complains about it: what says most is enough, else the first.
bool is_said_better(const SchemaProblem& problem, std::span<const SchemaProblem> problems) {
  if (problem.rule != SchemaProblem::Rule::other) return false;
  const auto better = [&](const SchemaProblem& each) {
    return each.pointer == problem.pointer && (each.rule != SchemaProblem::Rule::other || &each < &problem);
  };
  return std::ranges::any_of(problems, better);
}

std::vector<std::string> keys_of(const Value& map) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : map.items()) keys.push_back(key);
  return keys;
}

/// Of a map that holds one of its keys: what it holds instead.
std::string not_one_of(const Value& map) {
  const std::vector<std::string> keys = keys_of(map);
  return keys.empty() ? "is empty" : "holds " + join(keys, " and ");
}

}  // namespace

std::string SchemaReport::name_of(const std::string& pointer, const Value& value) const {
  std::string name = path;
  Value::json_pointer above;
  for (const std::string& step : split(pointer, '/')) {
    if (step.empty()) continue;
    const std::string key = Value::json_pointer("/" + step).back();
    const bool of_list = value.contains(above) && value.at(above).is_array();
    name += of_list ? "[" + key + "]" : (name.empty() ? "" : ".") + key;
    above /= key;
  }
  if (owner.empty()) return name.empty() ? inside : name;
  return fmt::format("{}'s {}", owner, name.empty() ? inside : name);
}

Diagnostic SchemaReport::missing(const SchemaProblem& problem, const Value& value, const Shape* shape) const {
  Diagnostic diagnostic;
  diagnostic.at = place(problem.pointer, true);
  const Shape* property = shape == nullptr ? nullptr : shape->property(problem.key);
  const std::string claim = property == nullptr ? std::string() : claim_of(*property);
  if (claim.empty()) {
    diagnostic.code = code::missing;
    diagnostic.what = fmt::format("{} needs \"{}\"", name_of(problem.pointer, value), problem.key);
    diagnostic.next = fmt::format("add \"{}: …\" to {}", problem.key, name_of(problem.pointer, value));
    return diagnostic;
  }
  const std::string chosen = candidate(claim);
  diagnostic.code = code::unclaimed;
  diagnostic.what = fmt::format("{} needs {} and names none", owner, with_article(claim));
  diagnostic.label = fmt::format("it is claimed in \"{}\"", problem.key);
  diagnostic.why.push_back(offers(claim));
  diagnostic.next = fmt::format("add \"{}: {}\" to {}", problem.key, chosen.empty() ? "COMPONENT" : chosen,
                                name_of(problem.pointer, value));
  return diagnostic;
}

Diagnostic SchemaReport::diagnostic(const SchemaProblem& problem, const Value& value) const {
  using Rule = SchemaProblem::Rule;
  const Shape* shape = shape_at(schema.shape(), value, problem.pointer);
  if (problem.rule == Rule::missing) return missing(problem, value, shape);
  const std::string name = name_of(problem.pointer, value);
  Diagnostic diagnostic;
  diagnostic.code = code::wrong_value;
  diagnostic.at = place(problem.pointer, problem.rule == Rule::count);
  if (problem.rule == Rule::unknown_key) {
    diagnostic.code = code::unknown_key;
    diagnostic.what = fmt::format("unknown key {} in {}", in_quotes(problem.key), name);
    diagnostic.at = place(pointer_to(problem.pointer, problem.key), true);
  } else if (problem.rule == Rule::pattern && shape != nullptr && shape->schema->contains("pattern")) {
    diagnostic.what = fmt::format("{} does not look as it must", name);
    diagnostic.why.push_back("it must match " + shape->schema->at("pattern").get<std::string>());
  } else if (problem.rule == Rule::count && shape != nullptr && shape->one_of && !shape->properties.empty()) {
    const Value& map = value.at(Value::json_pointer(problem.pointer));
    diagnostic.what = fmt::format("{} {}, it takes one of {}", name, not_one_of(map), join(shape->keys(), ", "));
  } else {
    diagnostic.what = fmt::format("{} is not as its schema says", name);
    diagnostic.why.push_back(problem.text);
  }
  if (shape != nullptr && shape->schema->contains("description") && shape->schema->at("description").is_string())
    diagnostic.why.push_back(shape->schema->at("description").get<std::string>());
  if (!plugin.empty()) diagnostic.next = fmt::format("trimtab plugin show {}", plugin);
  return diagnostic;
}

void SchemaReport::check(const Value& value, const std::vector<std::string>& known, Findings& findings) const {
  const std::vector<SchemaProblem> problems = schema.check(value);
  for (const SchemaProblem& problem : problems) {
    if (is_said_better(problem, problems)) continue;
    const std::string about =
        problem.rule == SchemaProblem::Rule::missing || problem.rule == SchemaProblem::Rule::unknown_key
            ? pointer_to(problem.pointer, problem.key)
            : problem.pointer;
    // A value that was left out because it is wrong is not missing, nor is what holds it badly formed.
    const bool said = std::ranges::any_of(known, [&](const std::string& each) {
      return is_inside(about, each) || (problem.rule != SchemaProblem::Rule::missing && is_inside(each, about));
    });
    if (!said && !holds_output(value, problem.pointer)) findings.add(diagnostic(problem, value));
  }
}

}  // namespace trimtab
