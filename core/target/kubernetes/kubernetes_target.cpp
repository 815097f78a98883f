#include "core/target/kubernetes/kubernetes_target.h"

#include <fmt/format.h>

#include "core/support/text.h"
#include "core/target/kubernetes/cluster_facts.h"
#include "core/target/kubernetes/driver/drivers.h"
#include "core/target/kubernetes/health/fields.h"
#include "core/target/kubernetes/lower/lower.h"

namespace trimtab {
namespace {

Result<KubeAccess> access_for(const KubernetesSettings& settings, const KubernetesCaller& caller, const Disk& disk) {
  KubeChoice choice;
  choice.context = settings.context;
  choice.allow_insecure = caller.allow_insecure;
  choice.allowed_exec = caller.allowed_exec;
  const bool named = !settings.kubeconfig.empty();
  choice.files = named ? std::vector<Path>{settings.kubeconfig} : kube_config_files(caller.environment);
  TRIMTAB_TRY(const KubeConfig config, read_kube_config(choice.files, disk));
  if (config.files.empty() && !named && settings.context.empty()) {
    TRIMTAB_TRY(auto pod, in_cluster_access(caller.environment, disk));
    if (pod) return std::move(*pod);
  }
  return kube_access(config, choice, disk);
}

/// Versions of our secrets that the cluster holds, in the form of facts.
Result<Value> secrets_there(const KubernetesSite& site) {
  TRIMTAB_TRY(const KubeList list,
              site.client.list_metadata("v1", "Secret", site.settings.name_space, selector_of_stack(site)));
  Value secrets = Value::object();
  for (const Value& item : list.items) {
    const auto id = Id::parse(text_at(item, "/metadata/annotations/trimtab.dev~1id"));
    if (!id || !is_ours(site, item)) continue;
    const std::string key = std::string(id->component()) + "/" + std::string(id->name());
    const std::string version = text_at(item, "/metadata/annotations/trimtab.dev~1version", "0");
    secrets[key].push_back({{"version", std::stoll(version)},
                            {"definition", text_at(item, "/metadata/annotations/trimtab.dev~1definition")}});
  }
  return secrets;
}

Result<std::vector<std::string>> classes_that_bind_late(KubeClient& client) {
  TRIMTAB_TRY(const KubeList list, client.list("storage.k8s.io/v1", "StorageClass", ""));
  std::vector<std::string> names;
  for (const Value& item : list.items) {
    if (text_at(item, "/volumeBindingMode") == "WaitForFirstConsumer") names.push_back(text_at(item, "/metadata/name"));
  }
  return names;
}

}  // namespace

KubernetesTarget::KubernetesTarget(std::unique_ptr<KubeSession> session, KubeKinds kinds, KubernetesSettings settings,
                                   KubernetesCaller caller, const Seams& seams)
    : session_(std::move(session)),
      client_(*session_, std::move(kinds)),
      site_{std::move(settings), client_, seams, std::move(caller.environment), {}, {}} {
  drivers_["manifest"] = make_manifest_driver(site_);
  drivers_["kubernetes-secret"] = make_secret_driver(site_);
  drivers_["task"] = make_job_driver(site_);
}

Result<std::unique_ptr<KubernetesTarget>> KubernetesTarget::open(const std::string& stack, const Value& settings,
                                                                 KubernetesCaller caller, const Seams& seams) {
  KubernetesSettings checked = kubernetes_settings_from(stack, settings);
  TRIMTAB_TRY(KubeAccess access, access_for(checked, caller, seams.disk));
  auto session = std::make_unique<KubeSession>(
      std::move(access), KubeSession::Means{seams.disk, seams.processes, caller.environment, caller.concurrency});
  TRIMTAB_TRY(KubeKinds kinds, discover_kinds(*session));
  return std::unique_ptr<KubernetesTarget>(
      new KubernetesTarget(std::move(session), std::move(kinds), std::move(checked), std::move(caller), seams));
}

std::string KubernetesTarget::description() const {
  const KubeAccess& access = session_->access();
  std::string text = fmt::format("kubernetes (namespace {} of {}, {})", site_.settings.name_space,
                                 printable(access.context), access.server);
  if (!access.insecure.empty()) text += "; NOT SAFE: " + access.insecure;
  return text;
}

Result<Value> KubernetesTarget::observe_target() {
  TRIMTAB_TRY(const auto system, client_.get({"v1", "Namespace", "", "kube-system"}));
  TRIMTAB_TRY(Value secrets, secrets_there(site_));
  TRIMTAB_TRY(site_.health.binding_late, classes_that_bind_late(client_));
  Value facts{{"secrets", std::move(secrets)}, {"binding_late", site_.health.binding_late}};
  if (system) facts["cluster"] = uid_of(*system);
  return facts;
}

Result<Value> KubernetesTarget::observe_facts(std::span<const FactRequest> requests) {
  Value answers = Value::object();
  for (const FactRequest& request : requests) {
    if (!is_cluster_fact(request)) {
      return fail(Errc::invalid, "E0741",
                  fmt::format("{} wants to know \"{}\", and a cluster has no facts of type {}", request.component,
                              request.name, request.type));
    }
    TRIMTAB_TRY(answers[request.component][request.name], cluster_fact(site_, request));
  }
  return answers;
}

/// Ports need no choice in a cluster: every address is a service's own. What plugins number stays.
std::vector<SlotRequest> KubernetesTarget::slots(std::span<const Resource> resources) const {
  std::vector<SlotRequest> requests;
  for (const Resource& resource : resources) {
    if (resource.id.type() == "slot") requests.push_back(slot_request(resource));
  }
  return requests;
}

Result<std::vector<Object>> KubernetesTarget::lower(const Lowering& lowering) const {
  KubeScene scene(site_.settings, lowering);
  return lower_all(scene);
}

Driver* KubernetesTarget::driver(std::string_view name) {
  const auto found = drivers_.find(name);
  return found == drivers_.end() ? nullptr : found->second.get();
}

Result<std::vector<std::string>> KubernetesTarget::prepare() {
  TRIMTAB_TRY(const auto there, client_.get(namespace_key()));
  if (there) return std::vector<std::string>();
  const std::string& name = site_.settings.name_space;
  if (!site_.settings.create_namespaces) {
    return fail(Errc::refused, "E0829", "there is no namespace " + name, "kubectl create namespace " + name);
  }
  const Value made{
      {"apiVersion", "v1"},
      {"kind", "Namespace"},
      {"metadata", {{"name", name}, {"labels", {{stack_label, site_.settings.stack}, {uid_label, site_.stack_uid}}}}}};
  TRIMTAB_TRY([[maybe_unused]] const auto created, client_.create(made, field_manager));
  return std::vector<std::string>{"namespace " + name + " was made"};
}

Status KubernetesTarget::dissolve() {
  TRIMTAB_TRY(const auto there, client_.get(namespace_key()));
  // By the stack's name alone: a run that was cut off between making the namespace and its first word in the memory has
  // left a uid that nobody knows, and a namespace has one stack of a name.
  if (!there || text_at(*there, "/metadata/labels/trimtab.dev~1stack") != site_.settings.stack) return {};
  return remove_and_wait(site_, namespace_key(), uid_of(*there), Effect{});
}

}  // namespace trimtab
