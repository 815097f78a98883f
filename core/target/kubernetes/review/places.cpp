#include <map>
#include <set>

#include "core/model/value_fields.h"
#include "core/support/text.h"
#include "core/target/kubernetes/names.h"
#include "core/target/kubernetes/review/review.h"

namespace trimtab {
namespace {

/// What the namespace controller says is still in it.
std::vector<std::string> reasons_in(const Value& name_space) {
  std::vector<std::string> lines;
  const Value& conditions = list_at(name_space, "/status/conditions");
  for (const Value& one : conditions) {
    if (text_at(one, "/status") == "True") lines.push_back(printable(text_at(one, "/message")));
  }
  return lines;
}

std::optional<Diagnostic> said_of(const KubernetesSite& site, const std::string& name,
                                  const std::optional<Value>& there, const Planned& first) {
  Diagnostic diagnostic;
  diagnostic.at = first.place();
  if (!there && !site.settings.create_namespaces) {
    diagnostic.code = "E0829";
    diagnostic.what = "there is no namespace " + name + ", and createNamespaces is false";
    diagnostic.next = "kubectl create namespace " + name;
    return diagnostic;
  }
  if (!there || text_at(*there, "/status/phase") != "Terminating") return std::nullopt;
  diagnostic.code = "E0832";
  diagnostic.what = "namespace " + name + " is being deleted: nothing can be made in it";
  diagnostic.why = reasons_in(*there);
  diagnostic.next = "wait until it is gone: kubectl get namespace " + name;
  return diagnostic;
}

}  // namespace

Result<std::vector<Diagnostic>> check_name_spaces(const KubernetesSite& site, std::span<const Planned> planned) {
  std::map<std::string, const Planned*> names;  // with the first that is to live there
  std::set<std::string> brought;
  for (const Planned& one : planned) {
    if (one.desired == nullptr) continue;
    const KubeKey key = key_of_object(*one.desired);
    if (key.kind == "Namespace") brought.insert(key.name);
    if (!key.name_space.empty()) names.emplace(key.name_space, &one);
  }
  std::vector<Diagnostic> wrong;
  for (const auto& [name, first] : names) {
    auto there = site.client.get({"v1", "Namespace", "", name});
    if (!there && there.error().code == Errc::refused) continue;  // it may not be looked at; the rights tell
    if (!there) return std::unexpected(std::move(there).error());
    if (!*there && brought.contains(name)) continue;
    if (auto said = said_of(site, name, *there, *first)) wrong.push_back(std::move(*said));
  }
  return wrong;
}

}  // namespace trimtab
