#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/model/kind.h"
#include "core/spec/schema.h"
#include "core/spec/shape.h"
#include "core/support/error.h"

namespace trimtab {

/// A schema in the two forms that reading a spec needs.
class CompiledSchema {
 public:
  [[nodiscard]] static Result<std::unique_ptr<const CompiledSchema>> compile(const Value& schema);
  [[nodiscard]] const Shape& shape() const { return *shape_; }
  [[nodiscard]] std::vector<SchemaProblem> check(const Value& value) const { return check_->check(value); }

 private:
  Value schema_;  // the shapes point into it
  ShapeSet shapes_;
  const Shape* shape_ = nullptr;
  std::unique_ptr<SchemaCheck> check_;
};

/// The kinds at hand with their schemas, each compiled when it is first used. Not for two threads at the same time.
class KindSchemas {
 public:
  explicit KindSchemas(std::span<const Kind> kinds) : kinds_(kinds) {}
  /// Asks for the kinds once, when the first one is needed; they must outlive this.
  explicit KindSchemas(std::function<std::span<const Kind>()> source) : source_(std::move(source)) {}

  /// By short name or "plugin/kind". An unknown or ambiguous name is an error with what is near.
  [[nodiscard]] Result<const Kind*> named(std::string_view name) const;
  [[nodiscard]] Result<const CompiledSchema*> spec_of(const Kind& kind);
  /// Of the map form of a claim: `from` and the capability's parameters.
  [[nodiscard]] Result<const CompiledSchema*> claim_of(const Kind& provider, const Capability& capability);
  /// Kinds that offer the capability, by name.
  [[nodiscard]] std::vector<std::string> offering(std::string_view capability) const;

 private:
  [[nodiscard]] Result<const CompiledSchema*> compiled(const std::string& key, const Kind& kind, const Value& schema);
  [[nodiscard]] std::span<const Kind> kinds() const;

  mutable std::function<std::span<const Kind>()> source_;  ///< empty when it was asked
  mutable std::span<const Kind> kinds_;
  std::map<std::string, std::unique_ptr<const CompiledSchema>, std::less<>> compiled_;
};

}  // namespace trimtab
