#include "core/target/kubernetes/lower/exposure.h"

#include "core/model/value_fields.h"
#include "core/target/kubernetes/lower/lower.h"
#include "core/target/kubernetes/names.h"

namespace trimtab {
namespace {

Value block_of(const Resource& workload) { return workload.spec.value("kubernetes", Value::object()); }

bool speaks_http(const Resource& endpoint) { return endpoint.spec.value("protocol", std::string("tcp")) == "http"; }

bool is_open(const Value& block) {
  const std::string type = text_at(block, "/service/type", "ClusterIP");
  return block.contains("ingress") || type != "ClusterIP";
}

Value peer(const KubeScene& scene, const std::string& component) {
  return {{"podSelector",
           {{"matchLabels", {{"app.kubernetes.io/instance", scene.stack()}, {"app.kubernetes.io/name", component}}}}},
          {"namespaceSelector", {{"matchLabels", {{"kubernetes.io/metadata.name", scene.name_space_of(component)}}}}}};
}

}  // namespace

void take_service_settings(const Value& block, Value& service) {
  const Value settings = block.value("service", Value::object());
  if (settings.contains("type")) service["spec"]["type"] = settings.at("type");
  if (settings.contains("annotations")) service["metadata"]["annotations"] = settings.at("annotations");
}

std::vector<Object> ingress_of(const Resource& endpoint, const Resource& server, const KubeScene& scene) {
  const Value block = block_of(server);
  if (!block.contains("ingress") || !speaks_http(endpoint)) return {};
  const Value& wanted = block.at("ingress");
  const Value backend{
      {"service",
       {{"name", native_name(scene.stack(), endpoint.id)}, {"port", {{"number", endpoint.spec.at("port")}}}}}};
  Value rule{{"http",
              {{"paths",
                {{{"path", wanted.value("path", std::string("/"))}, {"pathType", "Prefix"}, {"backend", backend}}}}}}};
  Value ingress{{"apiVersion", "networking.k8s.io/v1"}, {"kind", "Ingress"}};
  if (wanted.contains("host")) rule["host"] = wanted.at("host");
  if (wanted.contains("className")) ingress["spec"]["ingressClassName"] = wanted.at("className");
  if (wanted.contains("annotations")) ingress["metadata"]["annotations"] = wanted.at("annotations");
  if (wanted.contains("tlsSecret")) {
    Value tls{{"secretName", wanted.at("tlsSecret")}};
    if (wanted.contains("host")) tls["hosts"] = Value::array({wanted.at("host")});
    ingress["spec"]["tls"] = Value::array({std::move(tls)});
  }
  ingress["spec"]["rules"] = Value::array({std::move(rule)});
  return {manifest_object(endpoint, scene, std::move(ingress), "ingress")};
}

Object network_policy(const Resource& workload, KubeScene& scene) {
  Value ports = Value::array();
  for (const Resource* endpoint : scene.served_by(workload))
    ports.push_back({{"protocol", "TCP"}, {"port", endpoint->spec.at("port")}});
  Value from = Value::array();
  for (const std::string& component : scene.clients_of(workload)) from.push_back(peer(scene, component));
  Value rules = Value::array();
  // No rule lets nobody in; a rule that names nobody lets in all.
  Value rule{{"ports", std::move(ports)}};
  if (!is_open(block_of(workload))) rule["from"] = std::move(from);
  if (!rule.at("ports").empty()) rules.push_back(std::move(rule));
  const Value policy{{"apiVersion", "networking.k8s.io/v1"},
                     {"kind", "NetworkPolicy"},
                     {"spec",
                      {{"podSelector", {{"matchLabels", selector_of(scene.stack(), workload.id)}}},
                       {"policyTypes", {"Ingress"}},
                       {"ingress", std::move(rules)}}}};
  return manifest_object(workload, scene, policy, "network");
}

}  // namespace trimtab
