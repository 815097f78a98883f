#include "core/compile/patches.h"

#include <fmt/format.h>

#include <span>

#include "core/support/text.h"

namespace trimtab {
namespace {

std::string local_name(const Id& id) { return fmt::format("{}/{}", id.type(), id.name()); }

Diagnostic unmatched(const Stack& stack, const Component& component, std::size_t number,
                     std::span<const Resource> resources) {
  std::vector<std::string> names;
  for (const Resource& resource : resources) names.push_back(local_name(resource.id));
  return unmatched(stack, component, number, names);
}

}  // namespace

Diagnostic unmatched(const Stack& stack, const Component& component, std::size_t number,
                     const std::vector<std::string>& names) {
  const Patch& patch = component.patches[number];
  Diagnostic diagnostic;
  diagnostic.code = "E0311";
  diagnostic.what = fmt::format("a patch of {} changes \"{}\", which it does not have", component.name, patch.at);
  if (stack.places) {
    diagnostic.at = stack.places->stack(fmt::format("/spec/components/{}/patches/{}/at", component.name, number));
  }
  if (const auto near = nearest(patch.at, names)) diagnostic.label = fmt::format("did you mean \"{}\"?", *near);
  constexpr std::size_t shown = 12;
  const std::size_t count = std::min(shown, names.size());
  diagnostic.why.push_back(
      fmt::format("it has {}{}", fmt::join(std::span(names).first(count), ", "), names.size() > shown ? ", …" : ""));
  return diagnostic;
}

Diagnostic unfit(const Stack& stack, const Component& component, std::size_t number, const std::string& why) {
  Diagnostic diagnostic;
  diagnostic.code = "E0312";
  diagnostic.what = fmt::format("a patch of {} cannot be applied to {}", component.name, component.patches[number].at);
  if (stack.places) {
    diagnostic.at = stack.places->stack(fmt::format("/spec/components/{}/patches/{}", component.name, number));
  }
  diagnostic.why.push_back(why);
  return diagnostic;
}

Result<Value> patched(Value value, const Patch& patch) {
  if (patch.json.is_null()) {
    value.merge_patch(patch.merge);
    return value;
  }
  try {
    return value.patch(patch.json);
  } catch (const nlohmann::json::exception& problem) {
    return fail(Errc::invalid, "E0312", problem.what());
  }
}

void apply_patches(const Stack& stack, const Component& component, std::span<Resource> resources,
                   std::vector<Diagnostic>& wrong) {
  for (std::size_t i = 0; i < component.patches.size(); ++i) {
    const Patch& patch = component.patches[i];
    if (patch.of_object()) continue;  // when there are objects
    bool matched = false;
    for (Resource& resource : resources) {
      if (local_name(resource.id) != patch.at) continue;
      matched = true;
      auto spec = patched(resource.spec, patch);
      if (spec) {
        resource.spec = std::move(*spec);
      } else {
        wrong.push_back(unfit(stack, component, i, spec.error().message()));
      }
    }
    if (!matched) wrong.push_back(unmatched(stack, component, i, resources));
  }
}

}  // namespace trimtab
