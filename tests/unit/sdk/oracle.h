#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

/// A validator that is not ours, over the schemas as they lie in core/sdk/schema.
class Oracle {
 public:
  explicit Oracle(const std::string& schema);
  ~Oracle();
  [[nodiscard]] bool accepts(const nlohmann::json& value) const;
  /// Why not, innermost place first; empty when it accepts.
  [[nodiscard]] std::string refusal(const nlohmann::json& value) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};
