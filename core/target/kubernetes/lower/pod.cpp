#include "core/target/kubernetes/lower/pod.h"

#include <algorithm>

#include "core/target/kubernetes/lower/secret_version.h"
#include "core/target/kubernetes/lower/sidecar.h"
#include "core/target/kubernetes/lower/volume.h"
#include "core/target/kubernetes/names.h"
#include "core/target/lowering_words.h"

namespace trimtab {
namespace {

constexpr int secret_mode = 0440;

/// Builds one pod with one container.
class PodDraft {
 public:
  PodDraft(const Resource& resource, const Value& spec, KubeScene& scene, PodPlace place)
      : resource_(resource), spec_(spec), scene_(scene), place_(std::move(place)) {}

  Result<Value> make() {
    TRIMTAB_CHECK(add_command());
    TRIMTAB_CHECK(add_environment());
    TRIMTAB_CHECK(add_mounts());
    TRIMTAB_CHECK(add_probes());
    TRIMTAB_CHECK(add_stop());
    add_account();
    add_settings();
    pod_["containers"] = Value::array({container_});
    TRIMTAB_CHECK(add_sidecars(resource_, spec_, scene_, pod_));
    pod_["automountServiceAccountToken"] = false;
    pod_["enableServiceLinks"] = false;  // variables of every service would come and go with other components
    return pod_;
  }

 private:
  Status add_command() {
    if (!spec_.contains("image")) return fail(Errc::invalid, "E0824", "it names no image to run in");
    container_["name"] = resource_.id.name();
    container_["image"] = spec_.at("image");
    TRIMTAB_TRY(container_["command"], scene_.value(spec_.at("command"), place_));
    if (!spec_.contains("directory")) return {};
    TRIMTAB_TRY(container_["workingDir"], scene_.text(spec_.at("directory").get<std::string>(), place_));
    return {};
  }

  Status add_environment() {
    Value variables = Value::array();
    const Value plain = spec_.value("env", Value::object());
    for (const auto& [name, value] : plain.items()) {
      TRIMTAB_TRY(const std::string text, scene_.text(value.get<std::string>(), place_));
      variables.push_back({{"name", name}, {"value", text}});
    }
    const Value secret = spec_.value("secret_env", Value::object());
    for (const auto& [name, value] : secret.items()) {
      TRIMTAB_TRY(const Value source, secret_source(value.get<std::string>()));
      variables.push_back({{"name", name}, {"valueFrom", {{"secretKeyRef", source}}}});
    }
    if (!variables.empty()) container_["env"] = std::move(variables);
    return {};
  }

  /// The one reference that a secret variable consists of, as the cluster has it.
  Result<Value> secret_source(const std::string& text) {
    TRIMTAB_TRY(const std::vector<Reference> references, references_in(text));
    if (references.size() != 1 || references.front().type != "secret" || to_text(references.front()) != text)
      return fail(Errc::invalid, "E0825", "\"" + text + "\" is not one reference to a secret, and nothing else");
    const Reference& reference = references.front();
    const std::string& component = reference.component.empty() ? place_.component : reference.component;
    TRIMTAB_TRY(const Resource* secret, scene_.resources().need(Id(component, "secret", reference.name)));
    TRIMTAB_TRY(const std::int64_t version, scene_.secret_version(*secret));
    return Value{{"name", versioned_name(scene_.stack(), secret->id, version)}, {"key", reference.key}};
  }

  /// What the texts of the container say paths to. What only a variable is made of needs no file.
  Status add_mounts() {
    Value texts = spec_;
    texts.erase("secret_env");
    TRIMTAB_TRY(const std::vector<const Resource*> mounts, scene_.mounts_of(texts, place_.component));
    for (const Resource* mounted : mounts) {
      const std::string name = std::string(mounted->id.type()) + "-" + std::to_string(pod_["volumes"].size());
      TRIMTAB_CHECK(add_mount(*mounted, name));
    }
    if (pod_["volumes"].empty()) pod_.erase("volumes");
    return {};
  }

  Status add_mount(const Resource& mounted, const std::string& name) {
    Value volume{{"name", name}};
    Value mount{{"name", name}};
    if (mounted.id.type() == "volume") {
      volume["persistentVolumeClaim"]["claimName"] = claim_name(mounted, scene_);
      mount["mountPath"] = mounted_volume(mounted.id);
      if (is_read_only(mounted)) mount["readOnly"] = true;
    } else if (mounted.id.type() == "config") {
      TRIMTAB_TRY(const std::string digest, scene_.config_digest(mounted));
      const Id id(mounted.id.component(), "config", mounted.id.name(), digest);
      volume["configMap"]["name"] = native_name(scene_.stack(), id);
      mount["mountPath"] = mounted_config(mounted.id);
      mount["readOnly"] = true;
    } else {
      TRIMTAB_TRY(const std::int64_t version, scene_.secret_version(mounted));
      volume["secret"] = {{"secretName", versioned_name(scene_.stack(), mounted.id, version)},
                          {"defaultMode", secret_mode}};
      mount["mountPath"] = mounted_secret(mounted.id);
      mount["readOnly"] = true;
    }
    pod_["volumes"].push_back(std::move(volume));
    container_["volumeMounts"].push_back(std::move(mount));
    return {};
  }

  Status add_probes() {
    if (spec_.contains("ready")) {
      TRIMTAB_TRY(container_["readinessProbe"], kubelet_probe(spec_.at("ready"), scene_, place_));
      TRIMTAB_CHECK(add_startup());
    }
    if (!spec_.contains("live")) return {};
    TRIMTAB_TRY(container_["livenessProbe"], kubelet_probe(spec_.at("live"), scene_, place_));
    return {};
  }

  /// Until it was ready once, only the time that it has to start counts.
  Status add_startup() {
    if (!spec_.contains("startup")) return {};
    TRIMTAB_TRY(const std::int64_t timeout, milliseconds(spec_.at("startup"), "timeout", 120'000));
    Value probe = container_["readinessProbe"];
    const auto period = probe.at("periodSeconds").get<std::int64_t>();
    probe["failureThreshold"] = std::max<std::int64_t>(1, timeout / 1000 / period);
    container_["startupProbe"] = std::move(probe);
    return {};
  }

  Status add_stop() {
    const Value stop = spec_.value("stop", Value::object());
    TRIMTAB_TRY(std::int64_t grace, milliseconds(stop, "grace", 60'000));
    if (stop.contains("drain")) {
      const Value& drain = stop.at("drain");
      TRIMTAB_TRY(container_["lifecycle"]["preStop"]["exec"]["command"], scene_.value(drain.at("command"), place_));
      TRIMTAB_TRY(const std::int64_t time, milliseconds(drain, "timeout", 600'000));
      grace += time;  // the kubelet counts both together
    }
    pod_["terminationGracePeriodSeconds"] = (grace + 999) / 1000;
    return {};
  }

  void add_account() {
    Value security{{"runAsNonRoot", true}, {"seccompProfile", {{"type", "RuntimeDefault"}}}};
    if (const auto account = spec_.find("account"); account != spec_.end()) {
      security["runAsUser"] = account->at("uid");
      security["runAsGroup"] = account->at("gid");
      security["fsGroup"] = account->at("gid");
      security["fsGroupChangePolicy"] = "OnRootMismatch";  // a large volume is not walked at every start
    }
    pod_["securityContext"] = std::move(security);
    container_["securityContext"] = {{"allowPrivilegeEscalation", false}, {"capabilities", {{"drop", {"ALL"}}}}};
  }

  /// The user's block, in Kubernetes' own names: lists add to ours, everything else replaces.
  void add_settings() {
    const Value block = spec_.value("kubernetes", Value::object());
    for (const char* key :
         {"nodeSelector", "affinity", "tolerations", "topologySpreadConstraints", "priorityClassName"}) {
      if (block.contains(key)) pod_[key] = block.at(key);
    }
    for (const Value& name : block.value("imagePullSecrets", Value::array()))
      pod_["imagePullSecrets"].push_back({{"name", name}});
    if (block.contains("resources")) container_["resources"] = block.at("resources");
    if (block.contains("pullPolicy")) container_["imagePullPolicy"] = block.at("pullPolicy");
    if (block.contains("podSecurityContext")) pod_["securityContext"].update(block.at("podSecurityContext"), true);
    if (block.contains("securityContext")) container_["securityContext"].update(block.at("securityContext"), true);
  }

  const Resource& resource_;
  const Value& spec_;
  KubeScene& scene_;
  PodPlace place_;
  Value pod_ = {{"volumes", Value::array()}};
  Value container_ = Value::object();
};

}  // namespace

Result<Value> pod_of(const Resource& resource, const Value& spec, KubeScene& scene, const PodPlace& place) {
  return PodDraft(resource, spec, scene, place).make();
}

}  // namespace trimtab
