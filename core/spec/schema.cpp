// The home of valijson: one slow translation unit, and the place where its exceptions end.
#include "core/spec/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

// Without it valijson ends the process where it would throw.
#define VALIJSON_USE_EXCEPTIONS 1
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "core/spec/codes.h"

namespace trimtab {

struct SchemaCheck::Compiled {
  valijson::Schema schema;
  valijson::Validator validator{valijson::Validator::kStrongTypes};  // keeps compiled regular expressions
};

namespace {

using Rule = SchemaProblem::Rule;

/// valijson reports the inner cause first and then one line for every schema around it.
bool is_outer(std::string_view text) {
  return text.starts_with("Failed to validate against") ||
         text.starts_with("Object contains a property that could not") || text.starts_with("Failed to validate item");
}

std::string pointer_of(const std::vector<std::string>& context) {
  std::string pointer;
  for (const std::string& step : context) {
    if (step.size() >= 2 && step.front() == '[' && step.back() == ']')
      pointer = pointer_to(pointer, std::string_view(step).substr(1, step.size() - 2));
  }
  return pointer;
}

/// The word in single quotes at the end of a message.
std::string last_quoted(std::string_view text) {
  const std::size_t end = text.rfind('\'');
  const std::size_t begin = end == 0 || end == std::string_view::npos ? end : text.rfind('\'', end - 1);
  if (begin == std::string_view::npos || begin == end) return {};
  return std::string(text.substr(begin + 1, end - begin - 1));
}

Rule rule_of(std::string_view text) {
  static constexpr std::pair<std::string_view, Rule> starts[] = {
      {"Missing required property", Rule::missing},    {"Object contains a property that could not", Rule::unknown_key},
      {"Expected number greater than", Rule::minimum}, {"Expected number less than", Rule::maximum},
      {"Failed to match regex", Rule::pattern},        {"String should be no", Rule::length},
      {"Array should contain", Rule::count},           {"Object should have", Rule::count},
  };
  for (const auto& [start, rule] : starts) {
    if (text.starts_with(start)) return rule;
  }
  return Rule::other;
}

SchemaProblem problem_of(const valijson::ValidationResults::Error& error) {
  SchemaProblem problem{pointer_of(error.context), rule_of(error.description), {}, error.description};
  if (problem.rule == Rule::missing || problem.rule == Rule::unknown_key) problem.key = last_quoted(error.description);
  return problem;
}

std::vector<SchemaProblem> innermost(const valijson::ValidationResults& results) {
  std::vector<SchemaProblem> problems;
  for (const bool outer : {false, true}) {
    for (const auto& error : results) {
      const bool unknown_key = rule_of(error.description) == Rule::unknown_key;
      if (is_outer(error.description) != outer && !(unknown_key && !outer)) continue;
      SchemaProblem problem = problem_of(error);
      // A property that fails its own schema is reported as unknown to the map too.
      const std::string inside = unknown_key ? pointer_to(problem.pointer, problem.key) : std::string();
      const bool explained = unknown_key && std::ranges::any_of(problems, [&](const SchemaProblem& each) {
                               return each.pointer == inside || each.pointer.starts_with(inside + "/");
                             });
      if (!explained && std::ranges::find(problems, problem) == problems.end()) problems.push_back(std::move(problem));
    }
    if (!problems.empty()) break;
  }
  return problems;
}

}  // namespace

SchemaCheck::SchemaCheck(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
SchemaCheck::SchemaCheck(SchemaCheck&&) noexcept = default;
SchemaCheck& SchemaCheck::operator=(SchemaCheck&&) noexcept = default;
SchemaCheck::~SchemaCheck() = default;

Result<SchemaCheck> SchemaCheck::compile(const Value& schema) {
  try {
    auto compiled = std::make_unique<Compiled>();
    valijson::SchemaParser parser;
    const valijson::adapters::NlohmannJsonAdapter adapter(schema);
    parser.populateSchema(adapter, compiled->schema);
    return SchemaCheck(std::move(compiled));
  } catch (const std::exception& exception) {
    return fail(Errc::invalid, code::kind_schema, fmt::format("the schema cannot be used: {}", exception.what()));
  }
}

std::vector<SchemaProblem> SchemaCheck::check(const Value& value) const {
  try {
    const valijson::adapters::NlohmannJsonAdapter adapter(value);
    if (compiled_->validator.validate(compiled_->schema, adapter, nullptr)) return {};
    valijson::ValidationResults results;
    compiled_->validator.validate(compiled_->schema, adapter, &results);
    return innermost(results);
  } catch (const std::exception& exception) {
    return {SchemaProblem{"", Rule::other, {}, fmt::format("the schema cannot be applied: {}", exception.what())}};
  }
}

}  // namespace trimtab
