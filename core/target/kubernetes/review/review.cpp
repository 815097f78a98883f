#include "core/target/kubernetes/review/review.h"

#include <iterator>
#include <set>
#include <unordered_map>

#include "core/target/kubernetes/defined_kinds.h"
#include "core/target/kubernetes/names.h"

namespace trimtab {
namespace {

std::vector<Planned> planned_in(const Plan& plan) {
  std::unordered_map<std::string_view, const Object*> desired;
  for (const Object& object : plan.objects) desired.emplace(object.id.text(), &object);
  std::vector<Planned> planned;
  for (const Change& change : plan.changes) {
    if (change.action == Action::none || change.step == Step::down) continue;
    Planned one{&change, nullptr, nullptr};
    const auto wanted = desired.find(change.id.text());
    if (wanted != desired.end() && change.action != Action::remove) one.desired = wanted->second;
    const auto before = plan.before.find(change.id);
    if (before != plan.before.end()) one.before = &before->second;
    const bool in_cluster =
        (one.desired != nullptr || one.before != nullptr) && !key_of_object(one.subject()).kind.empty();
    if (in_cluster) planned.push_back(one);
  }
  return planned;
}

/// Kinds that definitions in the plan bring.
KubeKinds defined_in(const Plan& plan) {
  KubeKinds defined;
  for (const Object& object : plan.objects) {
    const auto manifest = object.desired.find("manifest");
    if (manifest == object.desired.end()) continue;
    for (const KubeKind& kind : kinds_defined_by(*manifest)) defined.add(kind);
  }
  return defined;
}

}  // namespace

std::optional<Position> Planned::place() const {
  for (const Reason& reason : change->reasons) {
    if (reason.at) return reason.at;
  }
  return std::nullopt;
}

std::vector<Diagnostic> check_kinds(const KubernetesSite& site, const Plan& plan, std::span<const Planned> planned) {
  const KubeKinds defined = defined_in(plan);
  std::vector<Diagnostic> wrong;
  std::set<std::pair<std::string, std::string>> said;
  for (const Planned& one : planned) {
    const KubeKey key = key_of_object(one.subject());
    if (one.desired == nullptr || site.client.knows(key.api_version, key.kind)) continue;
    const bool brought = defined.find(key.api_version, key.kind) != nullptr;
    if (brought || !said.emplace(key.api_version, key.kind).second) continue;
    Diagnostic diagnostic;
    diagnostic.code = "E0810";
    diagnostic.what = "the cluster has no kind " + key.kind + " in " + key.api_version + ", which " +
                      one.desired->id.text() + " is of";
    diagnostic.at = one.place();
    diagnostic.next = "install what defines it, then plan again";
    wrong.push_back(std::move(diagnostic));
  }
  return wrong;
}

Result<std::vector<Diagnostic>> reviewed(const KubernetesSite& site, const Plan& plan) {
  const std::vector<Planned> planned = planned_in(plan);
  if (planned.empty()) return std::vector<Diagnostic>();
  std::vector<Diagnostic> said = check_kinds(site, plan, planned);
  for (const auto check : {check_name_spaces, check_rights, check_storage}) {
    TRIMTAB_TRY(std::vector<Diagnostic> more, check(site, planned));
    said.insert(said.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return said;
}

}  // namespace trimtab
