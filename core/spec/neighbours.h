#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/model/kind.h"
#include "core/yaml/document.h"

namespace trimtab {

/// The components of a stack as they see each other: who is there, and what each can do.
class Neighbours {
 public:
  struct Component {
    const Kind* kind = nullptr;  ///< null when its kind is not known: then nothing is said of what it offers
    std::string where;           ///< "demo.yaml:8:5"
  };

  void add(std::string name, Component component);
  [[nodiscard]] const Component* find(std::string_view name) const;
  /// "did you mean \"db\"?", or empty.
  [[nodiscard]] std::string suggestion(std::string_view name) const;
  /// Names of components that offer the capability, in the order of the spec; at most `limit`.
  [[nodiscard]] std::vector<std::string> offering(std::string_view capability, std::size_t limit) const;
  /// `component "broker" (redis, demo.yaml:8:5) offers one`, or that none does.
  [[nodiscard]] std::string offer_text(std::string_view capability) const;

 private:
  std::unordered_map<std::string_view, Component> components_;  // keys point into names_
  std::vector<std::unique_ptr<std::string>> names_;
};

}  // namespace trimtab
