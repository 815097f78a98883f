#include "core/spec/neighbours.h"

#include <fmt/format.h>

#include "core/support/text.h"

namespace trimtab {
namespace {

// Looking for the nearest of very many names costs more than the hint is worth.
constexpr std::size_t max_suggested_from = 2000;

}  // namespace

void Neighbours::add(std::string name, Component component) {
  names_.push_back(std::make_unique<std::string>(std::move(name)));
  components_.emplace(*names_.back(), std::move(component));
}

const Neighbours::Component* Neighbours::find(std::string_view name) const {
  const auto found = components_.find(name);
  return found == components_.end() ? nullptr : &found->second;
}

std::string Neighbours::suggestion(std::string_view name) const {
  if (names_.size() > max_suggested_from) return {};
  std::vector<std::string> names;
  for (const auto& each : names_) names.push_back(*each);
  const auto near = nearest(name, names);
  return near ? fmt::format("did you mean \"{}\"?", *near) : std::string();
}

std::vector<std::string> Neighbours::offering(std::string_view capability, std::size_t limit) const {
  std::vector<std::string> found;
  for (const auto& name : names_) {
    const Component& component = components_.at(*name);
    if (component.kind == nullptr || component.kind->offer(std::string(capability)) == nullptr) continue;
    found.push_back(*name);
    if (found.size() == limit) break;
  }
  return found;
}

std::string Neighbours::offer_text(std::string_view capability) const {
  const std::vector<std::string> names = offering(capability, 3);
  if (names.empty()) return fmt::format("no component of this stack offers a {}", capability);
  std::string text;
  for (const std::string& name : names) {
    const Component& component = components_.at(name);
    text += fmt::format("{}component \"{}\" ({}, {})", text.empty() ? "" : ", ", name, component.kind->name,
                        component.where);
  }
  return text + (names.size() == 1 ? " offers one" : " offer one");
}

}  // namespace trimtab
