#include "core/model/stack.h"

#include <algorithm>

namespace trimtab {

const Component* Stack::find(std::string_view component) const {
  const auto found = std::ranges::find(components, component, &Component::name);
  return found == components.end() ? nullptr : &*found;
}

}  // namespace trimtab
