#include "core/target/kubernetes/site.h"

#include <algorithm>

#include "core/support/text.h"
#include "core/target/kubernetes/health/fields.h"

namespace trimtab {
namespace {

constexpr Duration poll = std::chrono::milliseconds(200);
constexpr Duration patience = std::chrono::minutes(5);

const Value& labels_in(const Value& live) { return map_at(live, "/metadata/labels"); }

}  // namespace

bool KnownNameSpaces::has(const std::string& name) const {
  const std::scoped_lock lock(mutex_);
  return names_.contains(name);
}

void KnownNameSpaces::add(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  names_.insert(name);
}

std::string selector_of_stack(const KubernetesSite& site) {
  return std::string(stack_label) + "=" + site.settings.stack + ",!trimtab.dev/memory";
}

std::string selector_of_versions(const KubernetesSite& site) {
  return selector_of_stack(site) + "," + std::string(version_label);
}

bool is_ours(const KubernetesSite& site, const Value& live) {
  const Value& labels = labels_in(live);
  return !site.stack_uid.empty() && labels.value(uid_label, std::string()) == site.stack_uid;
}

std::string owner_of(const Value& live) {
  const std::string stack = labels_in(live).value(stack_label, std::string());
  if (!stack.empty()) return "another stack named " + printable(stack);
  std::set<std::string> managers;
  const Value& entries = list_at(live, "/metadata/managedFields");
  for (const Value& entry : entries) {
    if (text_at(entry, "/subresource").empty()) managers.insert(printable(text_at(entry, "/manager")));
  }
  managers.erase(std::string());
  if (!managers.empty()) return join(std::vector<std::string>(managers.begin(), managers.end()), " and ");
  return "somebody else";
}

std::string uid_of(const Value& live) { return text_at(live, "/metadata/uid"); }

Value marked(const KubernetesSite& site, Value manifest, const Effect& effect) {
  manifest["metadata"]["labels"][uid_label] = site.stack_uid;
  manifest["metadata"]["annotations"][operation_annotation] = effect.operation;
  return manifest;
}

Result<bool> ensure_name_space(const KubernetesSite& site, const std::string& name) {
  if (name.empty() || site.known->has(name)) return false;
  const auto there = site.client.get({"v1", "Namespace", "", name});
  // Who may not look at namespaces cannot make one either; what is created in it tells.
  if (!there && there.error().code != Errc::refused) return std::unexpected(there.error());
  if (!there || *there) {
    site.known->add(name);
    return false;
  }
  if (!site.settings.create_namespaces)
    return fail(Errc::refused, "E0829", "there is no namespace " + name, "kubectl create namespace " + name);
  const Value labels{
      {"app.kubernetes.io/managed-by", "trimtab"}, {stack_label, site.settings.stack}, {uid_label, site.stack_uid}};
  const Value made{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", name}, {"labels", labels}}}};
  TRIMTAB_TRY(const auto created, site.client.create(made, field_manager));
  site.known->add(name);
  return created.has_value();
}

Status remove_and_wait(const KubernetesSite& site, const KubeKey& key, const std::string& uid, const Effect& effect,
                       const std::string& propagation) {
  TRIMTAB_TRY(const bool asked, site.client.remove(key, uid, propagation));
  if (!asked) return {};
  Clock& clock = site.seams.clock;
  const SteadyTime deadline = effect.deadline != SteadyTime{} ? effect.deadline : clock.steady() + patience;
  while (true) {
    TRIMTAB_TRY(const auto live, site.client.get(key));
    if (!live || uid_of(*live) != uid) return {};
    if (effect.cancel != nullptr && effect.cancel->level() == Cancel::Level::now)
      return fail(Errc::interrupted, "E0826", key.text() + " is being deleted", "apply again");
    if (clock.steady() >= deadline) {
      return fail(Errc::failed, "E0826", key.text() + " does not go: " + health_of(*live, site.health).reason);
    }
    clock.sleep(poll);
  }
}

}  // namespace trimtab
