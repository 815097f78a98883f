#include <fmt/format.h>

#include <map>

#include "core/model/value_fields.h"
#include "core/support/text.h"
#include "core/target/kubernetes/names.h"
#include "core/target/kubernetes/review/review.h"

namespace trimtab {
namespace {

struct Right {
  std::string name_space;  ///< empty: the whole cluster
  std::string group;
  std::string resource;
  std::string verb;

  auto operator<=>(const Right&) const = default;

  /// "create deployments.apps in brokers"
  [[nodiscard]] std::string text() const {
    return verb + " " + resource + (group.empty() ? "" : "." + group) +
           (name_space.empty() ? " in the whole cluster" : " in namespace " + name_space);
  }
};

std::vector<const char*> verbs_of(const Planned& one) {
  const bool made_once = one.subject().driver != "manifest";  // secrets, directories and jobs are never changed
  switch (one.change->action) {
    case Action::remove:
      return {"get", "delete"};
    case Action::replace:
      return {"get", "create", "patch", "delete"};
    default:
      if (made_once) return {"get", "list", "create", "delete"};
      return {"get", "list", "create", "patch"};
  }
}

/// Each with the first that needs it. Of a namespace that is still to be made, rights in it are asked for as they will
/// be.
std::map<Right, const Planned*> needed(const KubernetesSite& site, std::span<const Planned> planned) {
  const auto kinds = site.client.kinds();
  std::map<Right, const Planned*> rights;
  for (const Planned& one : planned) {
    const KubeKey key = key_of_object(one.subject());
    const KubeKind* kind = kinds->find(key.api_version, key.kind);
    if (kind == nullptr) continue;
    for (const char* verb : verbs_of(one)) {
      rights.try_emplace({kind->namespaced ? key.name_space : std::string(), std::string(group_of(key.api_version)),
                          kind->plural, verb},
                         &one);
    }
  }
  return rights;
}

Result<bool> may(const KubernetesSite& site, const Right& right) {
  Value attributes{{"verb", right.verb}, {"resource", right.resource}, {"group", right.group}};
  if (!right.name_space.empty()) attributes["namespace"] = right.name_space;
  const Value review{{"apiVersion", "authorization.k8s.io/v1"},
                     {"kind", "SelfSubjectAccessReview"},
                     {"spec", {{"resourceAttributes", attributes}}}};
  TRIMTAB_TRY(const auto answer, site.client.create(review, field_manager));
  const Value* allowed = answer ? found_at(*answer, "/status/allowed") : nullptr;
  return allowed != nullptr && *allowed == true;
}

/// Who this is to the cluster.
std::string user_of(const KubernetesSite& site) {
  const Value review{{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "SelfSubjectReview"}};
  const auto answer = site.client.create(review, field_manager);
  const std::string name = answer && *answer ? text_at(**answer, "/status/userInfo/username") : std::string();
  return name.empty() ? "this identity" : "user \"" + printable(name) + "\"";
}

}  // namespace

Result<std::vector<Diagnostic>> check_rights(const KubernetesSite& site, std::span<const Planned> planned) {
  std::map<std::string, bool> all;  // by namespace: an administrator is asked for once
  std::vector<std::string> lacking;
  Diagnostic diagnostic;
  for (const auto& [right, first] : needed(site, planned)) {
    const auto [everything, fresh] = all.try_emplace(right.name_space, false);
    if (fresh) {
      TRIMTAB_TRY(everything->second, may(site, {right.name_space, "*", "*", "*"}));
    }
    if (everything->second) continue;
    TRIMTAB_TRY(const bool allowed, may(site, right));
    if (allowed) continue;
    if (lacking.empty()) diagnostic.at = first->place();
    lacking.push_back(right.text());
  }
  if (lacking.empty()) return std::vector<Diagnostic>();
  diagnostic.code = "E0831";
  diagnostic.what = fmt::format("{} may not {}{}, which this plan needs", user_of(site), lacking.front(),
                                lacking.size() > 1 ? fmt::format(", and {} more", lacking.size() - 1) : "");
  if (lacking.size() > 1) diagnostic.why = std::move(lacking);
  diagnostic.next = "get these rights from who runs the cluster; kubectl auth can-i --list shows yours";
  return std::vector{std::move(diagnostic)};
}

}  // namespace trimtab
