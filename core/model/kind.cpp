#include "core/model/kind.h"

#include <algorithm>

namespace trimtab {

const Capability* Kind::offer(const std::string& capability) const {
  const auto found = std::ranges::find(offers, capability, &Capability::name);
  return found == offers.end() ? nullptr : &*found;
}

}  // namespace trimtab
