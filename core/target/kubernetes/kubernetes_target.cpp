#include "core/target/kubernetes/kubernetes_target.h"

#include <fmt/format.h>

#include <future>

#include "core/kube/kind_cache.h"
#include "core/support/base64.h"
#include "core/support/text.h"
#include "core/target/kubernetes/driver/drivers.h"
#include "core/target/kubernetes/facts.h"
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

/// What an identity of one namespace may not see is not there for it.
template <class T>
Result<T> unless_forbidden(Result<T> answer, T otherwise) {
  return !answer && answer.error().code == Errc::refused ? std::move(otherwise) : std::move(answer);
}

/// Versions of our secrets that the cluster holds, in the form of facts.
Result<Value> secrets_there(const KubernetesSite& site) {
  Value secrets = Value::object();
  for (const std::string& name_space : site.name_spaces) {
    TRIMTAB_TRY(const KubeList list, site.client.list_metadata("v1", "Secret", name_space, selector_of_versions(site)));
    for (const Value& item : list.items) {
      const auto id = Id::parse(text_at(item, "/metadata/annotations/trimtab.dev~1id"));
      if (!id || !is_ours(site, item)) continue;
      const std::string key = std::string(id->component()) + "/" + std::string(id->name());
      const std::string version = text_at(item, "/metadata/annotations/trimtab.dev~1version", "0");
      secrets[key].push_back({{"version", std::stoll(version)},
                              {"definition", text_at(item, "/metadata/annotations/trimtab.dev~1definition")}});
    }
  }
  return secrets;
}

Result<std::vector<std::string>> classes_that_bind_late(KubeClient& client) {
  TRIMTAB_TRY(const KubeList list, unless_forbidden(client.list("storage.k8s.io/v1", "StorageClass", ""), KubeList()));
  std::vector<std::string> names;
  for (const Value& item : list.items) {
    if (text_at(item, "/volumeBindingMode") == "WaitForFirstConsumer") names.push_back(text_at(item, "/metadata/name"));
  }
  return names;
}

Diagnostic another_cluster(const KubeAccess& access, const KubernetesSettings& settings, const std::string& before,
                           const std::string& now) {
  Diagnostic diagnostic;
  diagnostic.code = "E0830";
  diagnostic.what = "this is not the cluster that stack " + settings.stack + " is in";
  diagnostic.why = {
      "it is in the cluster whose namespace kube-system has the uid " + printable(before),
      "context " + access.context + " (" + access.server + ") leads to one with the uid " + printable(now)};
  diagnostic.next = "name the right context in spec.target.kubernetes, or give the stack another name";
  return diagnostic;
}

}  // namespace

KubernetesTarget::KubernetesTarget(std::unique_ptr<KubeSession> session, KubeKinds kinds, KubernetesSettings settings,
                                   KubernetesCaller caller, const Seams& seams)
    : session_(std::move(session)),
      client_(*session_, std::move(kinds)),
      site_{std::move(settings), client_, seams, std::move(caller.environment), {}},
      ahead_(client_, {seams.disk, std::move(caller.cache), "places",
                       session_->access().server + " " + site_.settings.name_space + " " + site_.settings.stack}) {
  site_.name_spaces.insert(site_.settings.name_space);
  drivers_["manifest"] = make_manifest_driver(site_);
  drivers_["kubernetes-secret"] = make_secret_driver(site_);
  drivers_["kubernetes-tree"] = make_tree_driver(site_);
  drivers_["task"] = make_job_driver(site_);
}

Result<std::unique_ptr<KubernetesTarget>> KubernetesTarget::open(const std::string& stack, const Value& settings,
                                                                 KubernetesCaller caller, const Seams& seams) {
  KubernetesSettings checked = kubernetes_settings_from(stack, settings);
  TRIMTAB_TRY(KubeAccess access, access_for(checked, caller, seams.disk));
  auto session = std::make_unique<KubeSession>(
      std::move(access),
      KubeSession::Means{seams.disk, seams.processes, caller.environment, caller.concurrency, caller.stop});
  const KubeKindCache cache(seams.disk, caller.cache);
  const KubeKindRoots known = cache.read(session->access().address());
  const bool looks_ahead = caller.looks_ahead && !known.empty();
  std::unique_ptr<KubernetesTarget> target(
      new KubernetesTarget(std::move(session), KubeKinds(known), std::move(checked), std::move(caller), seams));
  if (looks_ahead) target->look_ahead();
  TRIMTAB_CHECK(target->discover(cache, known));
  return target;
}

Status KubernetesTarget::discover(const KubeKindCache& cache, const KubeKindRoots& known) {
  TRIMTAB_TRY(const KubeKindRoots roots, discover_kinds(*session_, known));
  if (roots == known) return {};
  ahead_.forget();  // it was asked for by other kinds
  client_.learn(KubeKinds(roots));
  cache.write(session_->access().address(), roots);
  return {};
}

std::string KubernetesTarget::description() const {
  const KubeAccess& access = session_->access();
  std::string text = fmt::format("kubernetes (namespace {} of {}, {})", site_.settings.name_space,
                                 printable(access.context), access.server);
  if (!access.insecure.empty()) text += "; NOT SAFE: " + access.insecure;
  return text;
}

std::shared_ptr<void> KubernetesTarget::look_ahead(const Record& record, std::uint64_t last_run) {
  site_.ahead = ahead_.go_on(record, last_run, selector_of_stack(site_));
  return {site_.ahead.get(), [this](void*) { site_.ahead.reset(); }};
}

Result<Value> KubernetesTarget::observe_target() {
  TRIMTAB_TRY(const std::string cluster, identity());
  auto reading = std::async(std::launch::async, [this] { return secrets_there(site_); });
  auto classes = classes_that_bind_late(client_);
  TRIMTAB_TRY(Value secrets, reading.get());
  TRIMTAB_TRY(site_.health.binding_late, std::move(classes));
  Value facts{{"secrets", std::move(secrets)}, {"binding_late", site_.health.binding_late}};
  if (!cluster.empty()) facts["cluster"] = cluster;
  return facts;
}

Result<std::string> KubernetesTarget::identity() {
  if (!identity_) {
    const KubeKey system{"v1", "Namespace", "", "kube-system"};
    TRIMTAB_TRY(const auto found, unless_forbidden(client_.get(system), std::optional<Value>()));
    identity_ = found ? uid_of(*found) : std::string();
  }
  return *identity_;
}

Status KubernetesTarget::recognise(const Record& record) {
  for (const auto& [id, recorded] : record.objects) {
    const Value& desired = recorded.object.desired;
    for (const char* place : {"/manifest/metadata/namespace", "/namespace"}) {
      const std::string_view name = text_view_at(desired, place);
      if (!name.empty() && !site_.name_spaces.contains(name)) site_.name_spaces.emplace(name);
    }
  }
  const std::string before = text_at(target_facts_in(record.facts), "/cluster");
  if (before.empty()) return {};
  TRIMTAB_TRY(const std::string now, identity());
  if (now.empty() || now == before) return {};
  return fail(Errc::refused, another_cluster(session_->access(), site_.settings, before, now));
}

Result<Value> KubernetesTarget::observe_facts(std::span<const FactRequest> requests) {
  return kubernetes_facts(site_, requests);
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
  const auto kinds = client_.kinds();
  KubeScene scene(site_.settings, lowering, kinds.get());
  return lower_all(scene);
}

Driver* KubernetesTarget::driver(std::string_view name) {
  const auto found = drivers_.find(name);
  return found == drivers_.end() ? other_driver(name) : found->second.get();
}

/// NAMESPACE/SECRET/KEY, as lowered for what is in no pod.
Result<std::string> KubernetesTarget::read_secret(const std::string& place) {
  const std::vector<std::string> parts = split(place, '/');
  if (parts.size() != 3) return fail(Errc::invalid, "E0746", place + " is no secret of this stack");
  TRIMTAB_TRY(const auto secret, client_.get({"v1", "Secret", parts[0], parts[1]}));
  if (!secret || !is_ours(site_, *secret)) {
    return fail(Errc::failed, "E0746", "secret " + parts[0] + "/" + parts[1] + " is not there, or not of this stack");
  }
  const auto value = base64_decoded(secret->value("data", Value::object()).value(parts[2], std::string()));
  if (!value) return fail(Errc::invalid, "E0746", place + " is not base64");
  return *value;
}

Result<std::vector<std::string>> KubernetesTarget::prepare() {
  const std::string& name = site_.settings.name_space;
  TRIMTAB_TRY(const bool made, ensure_name_space(site_, name));
  return made ? std::vector<std::string>{"namespace " + name + " was made"} : std::vector<std::string>();
}

Status KubernetesTarget::dissolve() {
  for (const std::string& name : site_.name_spaces) {
    const KubeKey key{"v1", "Namespace", "", name};
    TRIMTAB_TRY(const auto there, client_.get(key));
    if (!there) continue;
    // Its own by the stack's name alone: a run that was cut off between making the namespace and its first word in the
    // memory has left a uid that nobody knows, and a namespace has one stack of a name. Others may be shared.
    const bool own = name == site_.settings.name_space &&
                     text_at(*there, "/metadata/labels/trimtab.dev~1stack") == site_.settings.stack;
    if (own || is_ours(site_, *there)) TRIMTAB_CHECK(remove_and_wait(site_, key, uid_of(*there), Effect{}));
  }
  return {};
}

}  // namespace trimtab
