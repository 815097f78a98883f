#include "core/target/kubernetes/cluster_facts.h"

#include <algorithm>
#include <array>

#include "core/target/kubernetes/health/fields.h"
#include "core/target/kubernetes/names.h"

namespace trimtab {
namespace {

using Answer = Result<Value> (*)(const KubernetesSite&, const FactRequest&);

Result<Value> namespace_fact(const KubernetesSite& site, const FactRequest&) {
  TRIMTAB_TRY(const auto found, site.client.get({"v1", "Namespace", "", site.settings.name_space}));
  const std::string level =
      found ? text_at(*found, "/metadata/labels/pod-security.kubernetes.io~1enforce", "privileged") : "privileged";
  return Value{{"exists", found.has_value()}, {"pod_security", level}};
}

const char* short_mode(const std::string& mode) {
  if (mode == "ReadWriteMany") return "rwx";
  return mode == "ReadOnlyMany" ? "rox" : "rwo";
}

Result<Value> volume_claim_fact(const KubernetesSite& site, const FactRequest& request) {
  const std::string name = request.spec.at("name").get<std::string>();
  TRIMTAB_TRY(const auto found, site.client.get({"v1", "PersistentVolumeClaim", site.settings.name_space, name}));
  if (!found) return Value{{"exists", false}};
  Value access = Value::array();
  const Value modes = found->value("/spec/accessModes"_json_pointer, Value::array());
  for (const Value& mode : modes) access.push_back(short_mode(mode.get<std::string>()));
  return Value{{"exists", true},
               {"phase", text_at(*found, "/status/phase")},
               {"access", std::move(access)},
               {"size", text_at(*found, "/spec/resources/requests/storage")}};
}

/// A service that is only tried: the server answers with the address it would give, and makes nothing.
Result<std::string> address_on_trial(const KubernetesSite& site, const std::string& name) {
  TRIMTAB_TRY(const auto home, site.client.get({"v1", "Namespace", "", site.settings.name_space}));
  const Value service{{"apiVersion", "v1"},
                      {"kind", "Service"},
                      {"metadata", {{"name", name}, {"namespace", home ? site.settings.name_space : "default"}}},
                      {"spec", {{"ports", {{{"name", "main"}, {"port", 1}}}}}}};
  TRIMTAB_TRY(const Value tried, site.client.apply(service, {.manager = field_manager, .dry_run = true}));
  return text_at(tried, "/spec/clusterIP");
}

Result<Value> service_address_fact(const KubernetesSite& site, const FactRequest& request) {
  const Id endpoint(request.component, "endpoint", request.spec.at("endpoint").get<std::string>());
  const std::string name = native_name(site.settings.stack, endpoint);
  TRIMTAB_TRY(const auto found, site.client.get({"v1", "Service", site.settings.name_space, name}));
  std::string address = found ? text_at(*found, "/spec/clusterIP") : std::string();
  if (address.empty()) {
    TRIMTAB_TRY(address, address_on_trial(site, name));
  }
  return Value{{"address", address}};
}

constexpr std::array<std::pair<std::string_view, Answer>, 3> answers{{
    {"namespace", namespace_fact},
    {"volume-claim", volume_claim_fact},
    {"service-address", service_address_fact},
}};

Answer answer_for(std::string_view type) {
  const auto found = std::ranges::find(answers, type, &std::pair<std::string_view, Answer>::first);
  return found == answers.end() ? nullptr : found->second;
}

}  // namespace

bool is_cluster_fact(const FactRequest& request) { return answer_for(request.type) != nullptr; }

Result<Value> cluster_fact(const KubernetesSite& site, const FactRequest& request) {
  return answer_for(request.type)(site, request);
}

}  // namespace trimtab
