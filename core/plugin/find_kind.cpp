#include <fmt/format.h>

#include "core/plugin/plugins.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

std::unexpected<Error> unknown(std::span<const Kind> kinds, std::string_view name) {
  std::vector<std::string> names;
  for (const Kind& kind : kinds) {
    names.push_back(kind.name);
    names.push_back(kind.plugin + "/" + kind.name);
  }
  Diagnostic diagnostic;
  diagnostic.code = "E0219";
  diagnostic.what = fmt::format("no plugin offers the kind \"{}\"", printable(name));
  if (const auto near = nearest(name, names)) diagnostic.label = fmt::format("did you mean \"{}\"?", *near);
  diagnostic.next = "trimtab plugin list";
  return fail(Errc::invalid, std::move(diagnostic));
}

}  // namespace

Result<const Kind*> find_kind(std::span<const Kind> kinds, std::string_view name) {
  const Kind* found = nullptr;
  for (const Kind& kind : kinds) {
    if (name == kind.plugin + "/" + kind.name) return &kind;
    if (name != kind.name) continue;
    if (found == nullptr) {
      found = &kind;
      continue;
    }
    return fail(Errc::invalid, "E0218",
                fmt::format("the kind \"{}\" is offered by two plugins: {}/{} and {}/{}", name, found->plugin, name,
                            kind.plugin, name),
                fmt::format("write \"{}/{}\"", found->plugin, name));
  }
  if (found == nullptr) return unknown(kinds, name);
  return found;
}

}  // namespace trimtab
