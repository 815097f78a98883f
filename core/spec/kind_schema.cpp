#include "core/spec/kind_schema.h"

#include <fmt/format.h>

#include "core/spec/codes.h"
#include "core/spec/target_blocks.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

Value claim_schema(const Value& parameters) {
  Value schema = parameters.is_object() ? parameters : Value::object();
  schema["type"] = "object";
  schema["properties"]["from"] = {{"type", "string"}};
  schema["required"].push_back("from");
  if (!schema.contains("additionalProperties")) schema["additionalProperties"] = false;
  return schema;
}

}  // namespace

Result<std::unique_ptr<const CompiledSchema>> CompiledSchema::compile(const Value& schema) {
  auto compiled = std::make_unique<CompiledSchema>();
  compiled->schema_ = expanded_schema(schema);
  TRIMTAB_TRY(compiled->shape_, compiled->shapes_.compile(compiled->schema_));
  TRIMTAB_TRY(SchemaCheck check, SchemaCheck::compile(compiled->schema_));
  compiled->check_ = std::make_unique<SchemaCheck>(std::move(check));
  return compiled;
}

std::span<const Kind> KindSchemas::kinds() const {
  if (source_) kinds_ = std::exchange(source_, nullptr)();
  return kinds_;
}

Result<const Kind*> KindSchemas::named(std::string_view name) const {
  const Kind* found = nullptr;
  std::vector<std::string> names;
  std::vector<std::string> offers;
  std::vector<std::string> files;
  for (const Kind& kind : kinds()) {
    names.push_back(kind.name);
    const std::string qualified = kind.plugin + "/" + kind.name;
    if (name != kind.name && name != qualified) continue;
    files.push_back(fmt::format("{} is in {}", qualified, kind.file));
    offers.push_back(qualified);
    found = &kind;
  }
  if (offers.size() == 1) return found;
  Diagnostic diagnostic;
  if (offers.empty()) {
    diagnostic.code = code::unknown_kind;
    diagnostic.what = fmt::format("no plugin offers the kind \"{}\"", name);
    if (const auto near = nearest(name, names)) diagnostic.label = fmt::format("did you mean \"{}\"?", *near);
    diagnostic.why.push_back(names.empty() ? "no plugin was found" : "kinds at hand: " + join(names, ", "));
    diagnostic.next = "trimtab plugin list";
  } else {
    diagnostic.code = code::ambiguous_kind;
    diagnostic.what = fmt::format("{} plugins offer the kind \"{}\"", offers.size(), name);
    diagnostic.label = fmt::format("write {}", join(offers, " or "));
    diagnostic.why = std::move(files);
  }
  return fail(Errc::invalid, std::move(diagnostic));
}

Result<const CompiledSchema*> KindSchemas::compiled(const std::string& key, const Kind& kind, const Value& schema) {
  if (const auto found = compiled_.find(key); found != compiled_.end()) return found->second.get();
  auto made = CompiledSchema::compile(schema);
  if (!made) {
    Diagnostic diagnostic;
    diagnostic.code = code::kind_schema;
    diagnostic.what = fmt::format("plugin {} describes {} in a way that cannot be used", kind.plugin, key);
    diagnostic.why.push_back(made.error().message());
    diagnostic.next = fmt::format("trimtab plugin show {}", kind.plugin);
    return fail(Errc::invalid, std::move(diagnostic));
  }
  return compiled_.emplace(key, std::move(*made)).first->second.get();
}

Result<const CompiledSchema*> KindSchemas::spec_of(const Kind& kind) {
  return compiled(kind.plugin + "/" + kind.name, kind, kind.schema);
}

Result<const CompiledSchema*> KindSchemas::claim_of(const Kind& provider, const Capability& capability) {
  const std::string key = fmt::format("{}/{} {}", provider.plugin, provider.name, capability.name);
  if (const auto found = compiled_.find(key); found != compiled_.end()) return found->second.get();
  return compiled(key, provider, claim_schema(capability.parameters));
}

std::vector<std::string> KindSchemas::offering(std::string_view capability) const {
  std::vector<std::string> names;
  for (const Kind& kind : kinds()) {
    if (kind.offer(std::string(capability)) != nullptr) names.push_back(kind.name);
  }
  return names;
}

}  // namespace trimtab
