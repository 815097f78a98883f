#include <catch2/catch_test_macros.hpp>

#include "lowered.h"

using namespace trimtab;

namespace {

/// A workload "w" of two copies that serves an endpoint "e", with a user's block.
std::string workload(const std::string& block, const std::string& more = {}) {
  return R"([{"type": "endpoint", "name": "e", "spec": {"port": 80, "protocol": "http"}},
    {"type": "workload", "name": "w", "spec": {"command": ["a"], "image": "i", "replicas": 2, "serves": ["endpoint/e"],
     "kubernetes": )" +
         block + "}}" + more + "]";
}

Value pod_spec(const std::string& block) {
  return Lowered(workload(block)).at("broker/workload/w", "/spec/template/spec");
}

}  // namespace

TEST_CASE("The block's words about where a pod runs are the pod's") {
  const Value spec =
      pod_spec(R"({"nodeSelector": {"pool": "a"}, "affinity": {"nodeAffinity": {}}, "priorityClassName": "p",
    "tolerations": [{"key": "k"}], "imagePullSecrets": ["r"], "pullPolicy": "Always",
    "resources": {"limits": {"cpu": "1"}}})");
  CHECK(spec.at("nodeSelector") == Value{{"pool", "a"}});
  CHECK(spec.at("affinity").contains("nodeAffinity"));
  CHECK(spec.at("priorityClassName") == "p");
  CHECK(spec.at("tolerations").dump() == R"([{"key":"k"}])");
  CHECK(spec.at("imagePullSecrets").dump() == R"([{"name":"r"}])");
  CHECK(spec.at("containers").at(0).at("imagePullPolicy") == "Always");
  CHECK(spec.at("containers").at(0).at("resources").at("limits").at("cpu") == "1");
}

TEST_CASE("A spread constraint without a selector counts the pods of its own workload") {
  const Value spread = pod_spec(R"({"topologySpreadConstraints": [{"topologyKey": "zone", "maxSkew": 1}]})");
  CHECK(spread.at("/topologySpreadConstraints/0/labelSelector/matchLabels/app.kubernetes.io~1component"_json_pointer) ==
        "w");
}

TEST_CASE("Volumes, mounts and containers of the user come beside ours, and are restricted as ours are") {
  const Value spec = pod_spec(R"({"volumes": [{"name": "cache", "emptyDir": {}}],
    "volumeMounts": [{"name": "cache", "mountPath": "/c"}],
    "sidecars": [{"name": "proxy", "image": "p"}],
    "initContainers": [{"name": "prepare", "image": "q", "securityContext": {"runAsUser": 7}}]})");
  CHECK(spec.at("volumes").at(0).at("name") == "cache");
  CHECK(spec.at("containers").at(0).at("volumeMounts").at(0).at("mountPath") == "/c");
  CHECK(spec.at("containers").size() == 1);
  const Value& first = spec.at("initContainers");
  CHECK(first.at(0).at("restartPolicy") == "Always");  // a sidecar starts first and ends last
  CHECK_FALSE(first.at(1).contains("restartPolicy"));
  CHECK(first.at(1).at("securityContext").at("runAsUser") == 7);
  CHECK(first.at(1).at("securityContext").at("allowPrivilegeEscalation") == false);
}

TEST_CASE("Two containers of one name are refused") {
  CHECK(Lowered(workload(R"({"sidecars": [{"name": "w", "image": "p"}]})")).problems() ==
        "broker/workload/w: two of its containers are called \"w\"\n");
}

TEST_CASE("The user's security context replaces key by key; the rest stays as the restricted level wants it") {
  const Value spec =
      pod_spec(R"({"podSecurityContext": {"fsGroup": 1}, "securityContext": {"readOnlyRootFilesystem": true}})");
  CHECK(spec.at("securityContext").at("fsGroup") == 1);
  CHECK(spec.at("securityContext").at("seccompProfile").at("type") == "RuntimeDefault");
  const Value& container = spec.at("containers").at(0).at("securityContext");
  CHECK(container.at("readOnlyRootFilesystem") == true);
  CHECK(container.at("capabilities").at("drop") == Value{"ALL"});
}

TEST_CASE("A service account is made once for all who name it, and its token is mounted only where it is asked for") {
  const Lowered lowered(workload(R"({"serviceAccount": {"annotations": {"a": "b"}}})", R"(,
    {"type": "workload", "name": "x", "spec": {"command": ["a"], "image": "i",
     "kubernetes": {"serviceAccount": {"annotations": {"a": "b"}, "token": true}}}})"));
  CHECK(lowered.problems().empty());
  CHECK(lowered.at("broker/service-account/demo-broker", "/metadata/annotations/a") == "b");
  CHECK(lowered.at("broker/workload/w", "/spec/template/spec/serviceAccountName") == "demo-broker");
  CHECK(lowered.at("broker/workload/w", "/spec/template/spec/automountServiceAccountToken") == false);
  CHECK(lowered.at("broker/workload/x", "/spec/template/spec/automountServiceAccountToken") == true);
  CHECK(lowered.object("broker/workload/x").needs == std::vector{Id("broker", "service-account", "demo-broker")});
}

TEST_CASE("An account that exists is named and not made") {
  const Lowered lowered(workload(R"({"serviceAccount": {"create": false, "name": "theirs"}})"));
  CHECK(lowered.at("broker/workload/w", "/spec/template/spec/serviceAccountName") == "theirs");
  CHECK_FALSE(lowered.ids().contains("service-account"));
}

TEST_CASE("A disruption budget moves one copy at a time unless told otherwise, and must allow one") {
  CHECK(Lowered(workload("{}")).at("broker/workload/w/pdb", "/spec/maxUnavailable") == 1);
  const Lowered half(workload(R"({"pdb": {"minAvailable": "50%"}})"));
  CHECK(half.at("broker/workload/w/pdb", "/spec/minAvailable") == "50%");
  CHECK_FALSE(half.manifest("broker/workload/w/pdb").at("spec").contains("maxUnavailable"));
  const std::string refused = " of 2 copies) allows no eviction: the drain of a node would never end\n";
  for (const char* pdb : {R"({"minAvailable":2})", R"({"maxUnavailable":0})", R"({"minAvailable":"51%"})",
                          R"({"maxUnavailable":"0%"})"}) {
    CHECK(Lowered(workload("{\"pdb\": " + std::string(pdb) + "}")).problems() ==
          "broker/workload/w: its disruption budget (" + std::string(pdb) + refused);
  }
}

TEST_CASE("Where copies are scaled by load, their number is neither written nor drift") {
  const Lowered lowered(workload(R"({"autoscaling": {"min": 2, "max": 5, "cpu": 70}})"));
  CHECK_FALSE(lowered.manifest("broker/workload/w").at("spec").contains("replicas"));
  CHECK(lowered.at("broker/workload/w/autoscaler", "/spec/maxReplicas") == 5);
  CHECK(lowered.at("broker/workload/w/autoscaler", "/spec/scaleTargetRef/name") == "demo-broker-w");
}

TEST_CASE("An endpoint is a service of the wanted kind, and an ingress leads to it where one is asked for") {
  const Lowered lowered(workload(R"({"service": {"type": "LoadBalancer", "annotations": {"a": "b"}},
    "ingress": {"className": "nginx", "host": "h.example", "path": "/x", "tlsSecret": "t",
      "annotations": {"c": "d"}}})"));
  CHECK(lowered.at("broker/endpoint/e", "/spec/type") == "LoadBalancer");
  CHECK(lowered.at("broker/endpoint/e", "/metadata/annotations/a") == "b");
  const Value spec = lowered.at("broker/endpoint/e/ingress", "/spec");
  CHECK(spec.at("ingressClassName") == "nginx");
  CHECK(spec.at("tls").dump() == R"([{"hosts":["h.example"],"secretName":"t"}])");
  CHECK(spec.at("/rules/0/host"_json_pointer) == "h.example");
  CHECK(spec.at("/rules/0/http/paths/0/backend/service"_json_pointer).dump() ==
        R"({"name":"demo-broker-e","port":{"number":80}})");
  CHECK(lowered.at("broker/endpoint/e/ingress", "/metadata/annotations/c") == "d");
}

TEST_CASE("An ingress to something that does not speak http is refused") {
  const Lowered lowered(R"([{"type": "endpoint", "name": "e", "spec": {"port": 80}},
    {"type": "workload", "name": "w", "spec": {"command": ["a"], "image": "i", "serves": ["endpoint/e"],
     "kubernetes": {"ingress": {}}}}])");
  CHECK(lowered.problems() ==
        "broker/workload/w: an ingress leads to http, and it serves no endpoint that speaks it\n");
}

TEST_CASE("A network policy lets in the components that refer to the workload, and nobody else") {
  const Lowered lowered(workload(R"({"networkPolicy": true})", R"(,
    {"component": "web", "type": "config", "name": "c",
      "spec": {"files": {"f": {"text": "@{broker/endpoint:e/host}"}}}},
    {"component": "idle", "type": "config", "name": "c", "spec": {"files": {"f": {"text": "x"}}}})"));
  const Value rule = lowered.at("broker/workload/w/network", "/spec/ingress/0");
  CHECK(rule.at("ports").dump() == R"([{"port":80,"protocol":"TCP"}])");
  std::string let_in;
  for (const Value& peer : rule.at("from"))
    let_in += peer.at("/podSelector/matchLabels/app.kubernetes.io~1name"_json_pointer).get<std::string>() + " ";
  CHECK(let_in == "broker web ");
}

TEST_CASE("A component lives in the namespace that it says, and reads copies of secrets of other ones") {
  const Lowered lowered(R"([
    {"type": "secret", "name": "s", "spec": {"keys": {"k": {"generated": {}}}}},
    {"type": "endpoint", "name": "e", "spec": {"port": 1}},
    {"type": "workload", "name": "b", "spec": {"command": ["a"], "image": "i", "serves": ["endpoint/e"]}},
    {"component": "web", "type": "workload", "name": "w", "spec": {"command": ["a", "@{broker/endpoint:e/host}"],
     "image": "i", "secret_env": {"K": "@{broker/secret:s/k}"}, "kubernetes": {"namespace": "team"}}}])");
  CHECK(lowered.problems().empty());
  CHECK(lowered.at("web/workload/w", "/metadata/namespace") == "team");
  CHECK(lowered.at("broker/workload/b", "/metadata/namespace") == "airflow");
  CHECK(lowered.at("web/workload/w", "/spec/template/spec/containers/0/command/1") == "demo-broker-e.airflow.svc");
  const Object& copy = lowered.object("broker/secret/s-in-team");
  CHECK(copy.desired.at("name") == lowered.object("broker/secret/s").desired.at("name"));
  CHECK(copy.desired.at("namespace") == "team");
  CHECK(copy.desired.at("keys").at("k").at("template").dump() ==
        R"([{"filter":"raw","key":"k","namespace":"airflow","secret":"demo-broker-s-v1"}])");
  CHECK(copy.needs == std::vector{Id("broker", "secret", "s")});
  CHECK(lowered.object("web/workload/w").needs == std::vector{copy.id});
}

TEST_CASE("The parts of one component live in one namespace, and mount nothing from another") {
  CHECK(Lowered(workload(R"({"namespace": "a"})", R"(,
    {"type": "workload", "name": "x", "spec": {"command": ["a"], "image": "i", "kubernetes": {"namespace": "b"}}})"))
            .problems() ==
        "broker would live in the namespaces a and b: what belongs to one component shares its "
        "secrets and volumes\n");
  CHECK(Lowered(R"([{"type": "volume", "name": "v", "spec": {}},
    {"component": "web", "type": "workload", "name": "w", "spec": {"command": ["@{broker/volume:v}"], "image": "i",
     "kubernetes": {"namespace": "team"}}}])")
            .problems() ==
        "web/workload/w: it uses broker/volume/v, which lives in the namespace airflow: a pod mounts "
        "what its own namespace has\n");
}

TEST_CASE("A secret is copied to where it is said to be needed, and texts can say what it is called") {
  const Lowered lowered(R"([
    {"type": "secret", "name": "s", "spec": {"keys": {"k": {"generated": {}}}, "also_in": ["tasks", "airflow"]}},
    {"type": "config", "name": "c", "spec": {"files": {"f": {"text": "@{secret:s|name} in @{stack:namespace}"}}}}])");
  CHECK(lowered.problems().empty());
  CHECK(lowered.object("broker/secret/s-in-tasks").desired.at("namespace") == "tasks");
  CHECK_FALSE(lowered.ids().contains("s-in-airflow"));
  const std::string config = lowered.ids().substr(lowered.ids().find("broker/config/c/"));
  CHECK(lowered.at(config, "/data/f") == "demo-broker-s-v1 in airflow");
}

TEST_CASE("A manifest keeps the namespace that it names; what has none gets none") {
  const Lowered lowered(R"([
    {"type": "kubernetes", "name": "role", "spec": {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
      "metadata": {"namespace": "tasks"}}},
    {"type": "kubernetes", "name": "all", "spec": {"apiVersion": "rbac.authorization.k8s.io/v1",
      "kind": "ClusterRole"}}])");
  CHECK(lowered.at("broker/kubernetes/role", "/metadata/namespace") == "tasks");
  CHECK_FALSE(lowered.manifest("broker/kubernetes/all").at("metadata").contains("namespace"));
}

TEST_CASE("A published directory is a volume of the version, its keys laid out as paths") {
  const Value facts = Value::parse(R"({"broker": {"dags": {"digest": "0123456789", "paths": ["a.py", "sub/b.py"]}}})");
  const Lowered lowered(R"([
    {"type": "tree", "name": "dags", "spec": {"source": {"path": "/d"}, "digest": "0123456789"}},
    {"type": "workload", "name": "w", "spec": {"command": ["a", "@{tree:dags}/a.py"], "image": "i"}}])",
                        {}, facts);
  CHECK(lowered.problems().empty());
  CHECK(lowered.object("broker/tree/dags").desired.at("name") == "demo-broker-dags-01234567");
  const Value pod = lowered.at("broker/workload/w", "/spec/template/spec");
  CHECK(pod.at("volumes").at(0).at("configMap").dump() ==
        R"({"items":[{"key":"f0","path":"a.py"},{"key":"f1","path":"sub/b.py"}],"name":"demo-broker-dags-01234567"})");
  CHECK(pod.at("/containers/0/volumeMounts/0/mountPath"_json_pointer) == "/opt/trimtab/broker/dags");
  CHECK(pod.at("/containers/0/command/1"_json_pointer) == "/opt/trimtab/broker/dags/a.py");
}

TEST_CASE("The pods of a task stand behind no service") {
  const Lowered lowered(R"([{"type": "task", "name": "w", "spec": {"run": {"command": ["a"], "image": "i"}}}])");
  CHECK(lowered.at("broker/task/w", "/spec/template/metadata/labels/app.kubernetes.io~1component") == "task.w");
}

TEST_CASE("A name that leaves no room for what controllers put behind it is refused") {
  const std::string name(53, 'n');
  CHECK(Lowered(R"([{"type": "kubernetes", "name": "s", "spec": {"apiVersion": "apps/v1", "kind": "StatefulSet",
    "metadata": {"name": ")" +
                name + "\"}}}]")
            .problems() ==
        "broker/kubernetes/s: the name of the StatefulSet \"" + name + "\" has 53 characters; at most 52 can be\n");
}
