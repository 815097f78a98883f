#include "core/target/kubernetes/access_mode.h"

#include <array>
#include <utility>

namespace trimtab {
namespace {

/// The first one stands for all others.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> modes{
    {{"rwo", "ReadWriteOnce"}, {"rwx", "ReadWriteMany"}, {"rox", "ReadOnlyMany"}}};

}  // namespace

std::string access_mode(std::string_view access) {
  for (const auto& [ours, theirs] : modes) {
    if (ours == access) return std::string(theirs);
  }
  return std::string(modes.front().second);
}

std::string access_of(std::string_view mode) {
  for (const auto& [ours, theirs] : modes) {
    if (theirs == mode) return std::string(ours);
  }
  return std::string(modes.front().first);
}

}  // namespace trimtab
