#include "core/target/kubernetes/site.h"

#include <algorithm>

#include "core/support/text.h"
#include "core/target/kubernetes/health/fields.h"

namespace trimtab {
namespace {

constexpr Duration poll = std::chrono::milliseconds(200);
constexpr Duration patience = std::chrono::minutes(5);

const Value& labels_in(const Value& live) {
  static const Value none = Value::object();
  const Value::json_pointer place("/metadata/labels");
  return live.contains(place) ? live.at(place) : none;
}

}  // namespace

std::string selector_of_stack(const KubernetesSite& site) {
  return std::string(stack_label) + "=" + site.settings.stack + ",!trimtab.dev/memory";
}

bool is_ours(const KubernetesSite& site, const Value& live) {
  const Value& labels = labels_in(live);
  return !site.stack_uid.empty() && labels.value(uid_label, std::string()) == site.stack_uid;
}

std::string owner_of(const Value& live) {
  const std::string stack = labels_in(live).value(stack_label, std::string());
  if (!stack.empty()) return "another stack named " + printable(stack);
  for (const Value& entry : live.value("/metadata/managedFields"_json_pointer, Value::array())) {
    const std::string manager = text_at(entry, "/manager");
    if (!manager.empty()) return printable(manager);
  }
  return "somebody else";
}

std::string uid_of(const Value& live) { return text_at(live, "/metadata/uid"); }

Value marked(const KubernetesSite& site, Value manifest, const Effect& effect) {
  manifest["metadata"]["labels"][uid_label] = site.stack_uid;
  manifest["metadata"]["annotations"][operation_annotation] = effect.operation;
  return manifest;
}

Status remove_and_wait(const KubernetesSite& site, const KubeKey& key, const std::string& uid, const Effect& effect) {
  TRIMTAB_TRY(const bool asked, site.client.remove(key, uid));
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
