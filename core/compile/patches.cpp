#include "core/compile/patches.h"

#include <fmt/format.h>

#include "core/support/text.h"

namespace trimtab {
namespace {

std::string local_name(const Id& id) { return fmt::format("{}/{}", id.type(), id.name()); }

Diagnostic unmatched(const Stack& stack, const Component& component, std::size_t number,
                     std::span<const Resource> resources) {
  const Patch& patch = component.patches[number];
  Diagnostic diagnostic;
  diagnostic.code = "E0311";
  diagnostic.what = fmt::format("a patch of {} changes \"{}\", which it does not have", component.name, patch.at);
  if (stack.places) {
    diagnostic.at = stack.places->stack(fmt::format("/spec/components/{}/patches/{}/at", component.name, number));
  }
  std::vector<std::string> names;
  for (const Resource& resource : resources) names.push_back(local_name(resource.id));
  if (const auto near = nearest(patch.at, names)) diagnostic.label = fmt::format("did you mean \"{}\"?", *near);
  constexpr std::size_t shown = 12;
  const std::size_t count = std::min(shown, names.size());
  diagnostic.why.push_back(fmt::format("it has {}{}", fmt::join(names.begin(), names.begin() + count, ", "),
                                       names.size() > shown ? ", …" : ""));
  return diagnostic;
}

}  // namespace

void apply_patches(const Stack& stack, const Component& component, std::span<Resource> resources,
                   std::vector<Diagnostic>& wrong) {
  for (std::size_t i = 0; i < component.patches.size(); ++i) {
    const Patch& patch = component.patches[i];
    bool matched = false;
    for (Resource& resource : resources) {
      if (local_name(resource.id) != patch.at) continue;
      resource.spec.merge_patch(patch.merge);
      matched = true;
    }
    if (!matched) wrong.push_back(unmatched(stack, component, i, resources));
  }
}

}  // namespace trimtab
