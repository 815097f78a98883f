#include "oracle.h"

#include <filesystem>
#include <fstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace {

using nlohmann::json;

/// Every $ref made local to one document that holds all schemas under `definitions`.
void make_local(json& node, const std::string& file) {
  if (node.is_array()) {
    for (json& one : node) make_local(one, file);
  }
  if (!node.is_object()) return;
  for (const auto& member : node.items()) {
    json& value = member.value();
    if (member.key() != "$ref") {
      make_local(value, file);
      continue;
    }
    const std::string text = value;
    const std::size_t hash = std::min(text.find('#'), text.size());
    const std::string other = hash == 0 ? file : text.substr(0, hash);
    value = "#/definitions/" + other + (hash < text.size() ? text.substr(hash + 1) : "");
  }
  node.erase("$id");
  node.erase("$schema");
}

json bundle(const std::string& schema) {
  json all = json::object();
  for (const auto& entry : std::filesystem::directory_iterator(TRIMTAB_SOURCE_DIR "/core/sdk/schema")) {
    json document = json::parse(std::ifstream(entry.path()));
    make_local(document, entry.path().filename());
    all[entry.path().filename()] = std::move(document);
  }
  return {{"$ref", "#/definitions/" + schema + ".json"}, {"definitions", std::move(all)}};
}

}  // namespace

struct Oracle::Compiled {
  valijson::Schema schema;
  valijson::Validator validator{valijson::Validator::kStrongTypes};  // keeps its compiled expressions
};

Oracle::Oracle(const std::string& schema) : compiled_(std::make_unique<Compiled>()) {
  const json document = bundle(schema);
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(document), compiled_->schema);
}

Oracle::~Oracle() = default;

bool Oracle::accepts(const nlohmann::json& value) const {
  return compiled_->validator.validate(compiled_->schema, valijson::adapters::NlohmannJsonAdapter(value), nullptr);
}

std::string Oracle::refusal(const nlohmann::json& value) const {
  valijson::ValidationResults results;
  if (compiled_->validator.validate(compiled_->schema, valijson::adapters::NlohmannJsonAdapter(value), &results))
    return {};
  std::string text;
  for (const auto& error : results) {
    for (const std::string& step : error.context) text += step;
    text += ": " + error.description + "\n";
  }
  return text;
}
