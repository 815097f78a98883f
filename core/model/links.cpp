#include "core/model/links.h"

namespace trimtab {

ObjectLinks::ObjectLinks(std::span<const Object* const> objects) : objects_(objects.size()) {
  numbers_.reserve(objects.size());
  for (std::uint32_t i = 0; i < objects.size(); ++i) numbers_.emplace(objects[i]->id.text(), i);
  join_parts(objects);
  add_needs(objects);
  if (!wholes_.empty()) join_components(objects);
}

void ObjectLinks::join_parts(std::span<const Object* const> objects) {
  for (std::uint32_t i = 0; i < objects.size(); ++i) {
    const std::string_view part = objects[i]->id.part();
    if (part.empty()) continue;
    std::string_view resource = objects[i]->id.text();
    resource.remove_suffix(part.size() + 1);
    const auto [joint, added] = numbers_.emplace(resource, static_cast<std::uint32_t>(nodes()));
    if (added) ++joints_;
    edges_.emplace_back(joint->second, i);
  }
}

void ObjectLinks::add_needs(std::span<const Object* const> objects) {
  for (std::uint32_t i = 0; i < objects.size(); ++i) {
    const Id& id = objects[i]->id;
    for (const Id& need : objects[i]->needs) {
      if (need == id || (!id.part().empty() && need == id.resource())) continue;
      if (need.is_whole()) {
        if (need.component() == id.component()) continue;
        const auto [whole, added] = wholes_.emplace(need.component(), static_cast<std::uint32_t>(nodes()));
        if (added) {
          ++joints_;
          numbers_.emplace(need.text(), whole->second);
        }
        edges_.emplace_back(i, whole->second);
      } else if (const auto number = node(need.text())) {
        edges_.emplace_back(i, *number);
      } else {
        missing_.push_back({i, &need});
      }
    }
  }
}

void ObjectLinks::join_components(std::span<const Object* const> objects) {
  for (std::uint32_t i = 0; i < objects.size(); ++i) {
    const auto whole = wholes_.find(objects[i]->id.component());
    if (whole != wholes_.end()) edges_.emplace_back(whole->second, i);
  }
}

std::optional<std::uint32_t> ObjectLinks::node(std::string_view id) const {
  const auto found = numbers_.find(id);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

}  // namespace trimtab
