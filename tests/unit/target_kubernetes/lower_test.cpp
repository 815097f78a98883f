#include "core/target/kubernetes/lower/lower.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <map>

#include "core/target/kubernetes/cluster_facts.h"
#include "core/target/kubernetes/names.h"
#include "lowered.h"

using namespace trimtab;

namespace {

constexpr const char* broker = R"([
  {"type": "volume", "name": "data", "spec": {"size": "2Gi"}},
  {"type": "secret", "name": "password", "spec": {"keys": {"password": {"generated": {}}}}},
  {"type": "secret", "name": "auth", "spec": {"keys": {"redis.conf":
    {"template": "requirepass @{value:password/password|json}\n"}}}},
  {"type": "endpoint", "name": "broker", "spec": {"port": 6379}},
  {"type": "config", "name": "redis.conf", "spec": {"files": {"redis.conf":
    {"text": "port @{endpoint:broker/port}\ndir @{volume:data}\ninclude @{secret:auth/redis.conf}\n"}}}},
  {"type": "workload", "name": "server", "spec": {
    "command": ["redis-server", "@{config:redis.conf/redis.conf}"],
    "image": "redis:7.2", "account": {"uid": 999, "gid": 999}, "serves": ["endpoint/broker"],
    "ready": {"exec": {"command": ["redis-cli", "-h", "@{endpoint:broker/host}", "ping"]}, "period": "250ms"},
    "startup": {"timeout": "2m"}, "stop": {"signal": "TERM", "grace": "90s"}}},
  {"component": "airflow", "type": "workload", "name": "worker", "spec": {
    "command": ["celery", "@{broker/endpoint:broker/address}", "@{broker/slot:index}"],
    "image": "airflow:3", "replicas": 2, "identity": "stable",
    "secret_env": {"PASSWORD": "@{broker/secret:password/password}"}}},
  {"type": "slot", "name": "index", "spec": {"pool": "index", "range": [0, 15]}}
])";

std::string config_of(const std::string& text) {
  return R"([{"type": "config", "name": "c", "spec": {"files": {"f": {"text": ")" + text + "\"}}}}]";
}

std::string task_of(const std::string& inputs) {
  return R"([{"type": "task", "name": "init", "spec": {"inputs": )" + inputs +
         R"(, "check": {"command": ["test", "-e", "a b"]},
             "run": {"command": ["touch", "it's"], "image": "i", "timeout": "90s"}}}])";
}

}  // namespace

TEST_CASE("Resources become objects of the cluster, each under its own id") {
  const Lowered lowered(broker);
  CHECK(lowered.problems().empty());
  const std::string config = lowered.ids().substr(lowered.ids().find("broker/config/redis.conf/"), 33);
  CHECK(lowered.ids() == "broker/volume/data, broker/secret/password, broker/secret/auth, broker/endpoint/broker, " +
                             config +
                             ", broker/workload/server, airflow/workload/worker, airflow/workload/worker/headless, "
                             "airflow/workload/worker/pdb");
}

TEST_CASE("A container has what its texts and its configs speak of: files of configs, secrets and volumes") {
  const Lowered lowered(broker);
  const std::string server = "broker/workload/server";
  std::map<std::string, std::string> mounts;
  for (const Value& mount : lowered.at(server, "/spec/template/spec/containers/0/volumeMounts"))
    mounts[mount.at("mountPath")] = mount.at("name");
  REQUIRE(mounts.size() == 3);
  CHECK(mounts.contains("/etc/trimtab/broker/redis.conf"));
  CHECK(mounts.contains("/run/trimtab/broker/auth"));
  CHECK(mounts.contains("/var/lib/trimtab/broker/data"));
  CHECK(lowered.at(server, "/spec/template/spec/containers/0/command") ==
        Value{"redis-server", "/etc/trimtab/broker/redis.conf/redis.conf"});
}

TEST_CASE("A probe asks its own container; everybody else goes through the service") {
  const Lowered lowered(broker);
  CHECK(lowered.at("broker/workload/server", "/spec/template/spec/containers/0/readinessProbe/exec/command") ==
        Value{"redis-cli", "-h", "127.0.0.1", "ping"});
  CHECK(lowered.at("airflow/workload/worker", "/spec/template/spec/containers/0/command") ==
        Value{"celery", "demo-broker-broker.airflow.svc:6379", "3"});
  CHECK(lowered.at("broker/endpoint/broker", "/spec/selector") ==
        lowered.at("broker/workload/server", "/spec/selector/matchLabels"));
}

TEST_CASE("Times are whole seconds, and starting takes as long as it is allowed to") {
  const Lowered lowered(broker);
  const char* startup = "/spec/template/spec/containers/0/startupProbe/failureThreshold";
  CHECK(lowered.at("broker/workload/server", "/spec/template/spec/containers/0/readinessProbe/periodSeconds") == 1);
  CHECK(lowered.at("broker/workload/server", startup) == 120);
  CHECK(lowered.at("broker/workload/server", "/spec/template/spec/terminationGracePeriodSeconds") == 90);
}

TEST_CASE("A pod runs under the restricted level, as the account of its image, without a token") {
  const Value pod = Lowered(broker).at("broker/workload/server", "/spec/template/spec");
  CHECK(pod.at("securityContext").at("runAsNonRoot") == true);
  CHECK(pod.at("securityContext").at("runAsUser") == 999);
  CHECK(pod.at("securityContext").at("seccompProfile").at("type") == "RuntimeDefault");
  CHECK(pod.at("automountServiceAccountToken") == false);
  const Value& container = pod.at("containers").at(0);
  CHECK(container.at("securityContext").at("allowPrivilegeEscalation") == false);
  CHECK(container.at("securityContext").at("capabilities").at("drop") == Value{"ALL"});
}

TEST_CASE("A secret's value never stands in an object; a variable points to it") {
  const Lowered lowered(broker);
  CHECK(lowered.at("airflow/workload/worker", "/spec/template/spec/containers/0/env/0/valueFrom/secretKeyRef") ==
        Value{{"name", "demo-broker-password-v1"}, {"key", "password"}});
  CHECK(lowered.object("broker/secret/auth").desired.at("keys").at("redis.conf").at("template").at(1) ==
        Value{{"secret", "demo-broker-password-v1"}, {"key", "password"}, {"filter", "json"}});
}

TEST_CASE("A resource of a plugin's own type, which is in no pod, names a secret for the engine to read") {
  const Lowered lowered(R"([{"type": "secret", "name": "login", "spec": {"keys": {"password": {"generated": {}}}}},
      {"type": "notebook.page", "name": "first", "spec": {"password": "@{secret:login/password}"}}])");
  CHECK(lowered.problems().empty());
  CHECK(lowered.object("broker/notebook.page/first").desired["password"] == "airflow/demo-broker-login-v1/password");
}

TEST_CASE("A pod that alone may write to its volume is gone before the next one comes") {
  CHECK(Lowered(broker).at("broker/workload/server", "/spec/strategy/type") == "Recreate");
}

TEST_CASE("Copies with names of their own are a stateful set; from two on, one at a time may be moved") {
  const Lowered lowered(broker);
  CHECK(lowered.at("airflow/workload/worker", "/kind") == "StatefulSet");
  CHECK(lowered.at("airflow/workload/worker", "/spec/serviceName") ==
        lowered.at("airflow/workload/worker/headless", "/metadata/name"));
  CHECK(lowered.at("airflow/workload/worker/pdb", "/spec/maxUnavailable") == 1);
}

TEST_CASE("New content of a config is a new object with a new name") {
  const Lowered one(config_of("1"));
  const Lowered two(config_of("2"));
  CHECK(one.ids() != two.ids());
  CHECK(one.at(one.ids(), "/metadata/name") != two.at(two.ids(), "/metadata/name"));
  CHECK(one.ids() == Lowered(config_of("1")).ids());
}

TEST_CASE("A task is a job whose name follows from its inputs, behind its check") {
  const Lowered one(task_of("{}"));
  const Lowered two(task_of(R"({"version": "2"})"));
  const std::string id = "broker/task/init";
  CHECK(one.object(id).driver == "task");
  CHECK(one.at(id, "/metadata/name") != two.at(id, "/metadata/name"));
  CHECK(one.at(id, "/spec/template/spec/containers/0/command/2") ==
        "if test -e 'a b'; then exit 0; fi\nexec touch 'it'\\''s'");
  CHECK(one.at(id, "/spec/backoffLimit") == 0);
  CHECK(one.at(id, "/spec/activeDeadlineSeconds") == 90);
}

TEST_CASE("The user's block goes into the pod in Kubernetes' own words") {
  const Lowered lowered(R"([{"type": "workload", "name": "w", "spec": {"command": ["a"], "image": "i", "kubernetes": {
    "nodeSelector": {"pool": "batch"}, "resources": {"requests": {"cpu": "500m"}}, "imagePullSecrets": ["registry"],
    "podLabels": {"team": "data"}, "podSecurityContext": {"runAsUser": 5}}}}])");
  const std::string id = "broker/workload/w";
  CHECK(lowered.at(id, "/spec/template/spec/nodeSelector/pool") == "batch");
  CHECK(lowered.at(id, "/spec/template/spec/containers/0/resources/requests/cpu") == "500m");
  CHECK(lowered.at(id, "/spec/template/spec/imagePullSecrets/0/name") == "registry");
  CHECK(lowered.at(id, "/spec/template/metadata/labels/team") == "data");
  CHECK(lowered.at(id, "/spec/template/spec/securityContext/runAsUser") == 5);
  CHECK(lowered.at(id, "/spec/template/spec/securityContext/runAsNonRoot") == true);
}

TEST_CASE("A share of an NFS server is a volume and a claim that is nobody else's; what lies there outlives both") {
  const Lowered lowered(R"([
    {"type": "volume", "name": "readers", "spec": {"access": "rox", "size": "5Gi",
      "nfs": {"server": "10.96.7.7", "path": "/dags/source", "options": ["nfsvers=4.1"]}}},
    {"type": "workload", "name": "w", "spec": {"command": ["cat", "@{volume:readers/current/a.py}"], "image": "i"}}])");
  CHECK(lowered.problems().empty());
  CHECK(lowered.ids() == "broker/volume/readers/share, broker/volume/readers, broker/workload/w");
  CHECK(lowered.manifest("broker/volume/readers/share") == Value::parse(R"({
    "apiVersion": "v1", "kind": "PersistentVolume",
    "metadata": {"name": "airflow-demo-broker-readers",
      "annotations": {"trimtab.dev/id": "broker/volume/readers/share"},
      "labels": {"app.kubernetes.io/component": "readers", "app.kubernetes.io/instance": "demo",
        "app.kubernetes.io/managed-by": "trimtab", "app.kubernetes.io/name": "broker",
        "app.kubernetes.io/part-of": "demo", "trimtab.dev/stack": "demo"}},
    "spec": {"accessModes": ["ReadOnlyMany"], "capacity": {"storage": "5Gi"},
      "claimRef": {"namespace": "airflow", "name": "demo-broker-readers"},
      "mountOptions": ["nfsvers=4.1"],
      "nfs": {"server": "10.96.7.7", "path": "/dags/source", "readOnly": true},
      "persistentVolumeReclaimPolicy": "Retain", "storageClassName": ""}})"));
  CHECK(lowered.at("broker/volume/readers", "/spec/volumeName") == "airflow-demo-broker-readers");
  CHECK(lowered.at("broker/volume/readers", "/spec/storageClassName") == Value(""));
  CHECK_FALSE(lowered.object("broker/volume/readers").retain);
  CHECK(lowered.at("broker/workload/w", "/spec/template/spec/containers/0/command/1") ==
        "/var/lib/trimtab/broker/readers/current/a.py");
  CHECK(lowered.at("broker/workload/w", "/spec/template/spec/containers/0/volumeMounts/0/readOnly") == true);
}

TEST_CASE("A claim that somebody made is mounted and nothing else") {
  const Lowered lowered(R"([
    {"type": "volume", "name": "logs", "spec": {"access": "rwx", "claim": "efs-logs"}},
    {"type": "workload", "name": "w", "spec": {"command": ["ls", "@{volume:logs}"], "image": "i"}}])");
  CHECK(lowered.ids() == "broker/workload/w");
  CHECK(lowered.at("broker/workload/w", "/spec/template/spec/volumes/0/persistentVolumeClaim/claimName") == "efs-logs");
}

TEST_CASE("Addresses are counted from the first one of their range") {
  CHECK(address_after("10.96.0.0", 16) == "10.96.0.16");
  CHECK(address_after("10.96.0.128", 239) == "10.96.1.111");
  CHECK(address_after("fd00:10:96::", 31) == "fd00:10:96::1f");
}

TEST_CASE("A service has the address that was chosen for it") {
  const Lowered lowered(R"([
    {"type": "endpoint", "name": "nfs", "spec": {"port": 2049, "address": "10.96.7.7"}},
    {"type": "workload", "name": "w", "spec": {"command": ["x"], "image": "i", "serves": ["endpoint/nfs"]}}])");
  CHECK(lowered.at("broker/endpoint/nfs", "/spec/clusterIP") == "10.96.7.7");
}

TEST_CASE("A sidecar runs in every pod that speaks of what it serves, also through a secret, and in no other") {
  const Lowered lowered(R"([
    {"type": "endpoint", "name": "sql", "spec": {"port": 3306}},
    {"type": "secret", "name": "key", "spec": {"keys": {"key.json": {"file": "/key.json"}}}},
    {"type": "workload", "name": "proxy", "spec": {"beside": true, "image": "proxy:2",
      "command": ["/proxy", "--port=@{endpoint:sql/port}", "--key=@{secret:key/key.json}"],
      "account": {"uid": 65532, "gid": 65532}, "serves": ["endpoint/sql"],
      "ready": {"http": {"port": 9090, "path": "/readiness"}}, "startup": {"timeout": "1m"}}},
    {"component": "app", "type": "secret", "name": "url", "spec": {"keys": {"url": {"template":
      "mysql://@{broker/endpoint:sql/host}:@{broker/endpoint:sql/port}"}}}},
    {"component": "app", "type": "workload", "name": "web", "spec": {"command": ["web"], "image": "web:1",
      "account": {"uid": 50000, "gid": 50000}, "secret_env": {"URL": "@{secret:url/url}"}}},
    {"component": "app", "type": "task", "name": "migrate", "spec": {"run": {"command": ["m", "@{secret:url/url}"],
      "image": "web:1"}}},
    {"component": "app", "type": "workload", "name": "other", "spec": {"command": ["web"], "image": "web:1"}}])");
  CHECK(lowered.problems().empty());
  CHECK(lowered.ids() == "broker/secret/key, app/secret/url, app/workload/web, app/task/migrate, app/workload/other");
  CHECK(lowered.at("app/workload/web", "/spec/template/spec/initContainers/0") == Value::parse(R"({
    "name": "broker-proxy", "image": "proxy:2", "restartPolicy": "Always",
    "command": ["/proxy", "--port=3306", "--key=/run/trimtab/broker/key/key.json"],
    "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]},
      "runAsUser": 65532, "runAsGroup": 65532},
    "startupProbe": {"httpGet": {"path": "/readiness", "port": 9090}, "periodSeconds": 2, "timeoutSeconds": 5,
      "failureThreshold": 30},
    "volumeMounts": [{"name": "broker-secret-0", "mountPath": "/run/trimtab/broker/key", "readOnly": true}]})"));
  CHECK(lowered.at("app/workload/web", "/spec/template/spec/volumes/0/name") == "broker-secret-0");
  CHECK(lowered.at("app/task/migrate", "/spec/template/spec/initContainers/0/name") == "broker-proxy");
  CHECK(lowered.at("app/workload/other", "/spec/template/spec/initContainers").is_null());
  const std::string url = lowered.object("app/secret/url").desired.at("keys").dump();
  CHECK(url.contains("mysql://127.0.0.1:3306"));
  CHECK(std::ranges::count(lowered.object("app/workload/web").needs, *Id::parse("broker/secret/key")) == 1);
}

TEST_CASE("Everything that cannot be lowered is told at once") {
  const Lowered lowered(R"([
    {"type": "workload", "name": "a", "spec": {"command": ["a"]}},
    {"type": "endpoint", "name": "e", "spec": {"port": 1}},
    {"type": "workload", "name": "b", "spec": {"command": ["a"], "image": "i", "secret_env": {"A": "x@{secret:s/k}"}}},
    {"type": "workload", "name": "c", "spec": {"command": ["a"], "image": "i",
      "ready": {"http": {"port": 80, "path": "/", "json": [{"pointer": "/a", "equals": 1}]}}}}])");
  CHECK(lowered.problems() ==
        "broker/workload/a: it names no image to run in\n"
        "broker/endpoint/e: no workload says that it serves broker/endpoint/e\n"
        "broker/workload/b: \"x@{secret:s/k}\" is not one reference to a secret, and nothing else\n"
        "broker/workload/c: the kubelet looks at the class of an HTTP status only, not at a body\n");
}

TEST_CASE("Names stay below the limits of the cluster, and tell two long ones apart") {
  const std::string stack(30, 's');
  const std::string component(30, 'c');
  const std::string one = native_name(stack, Id(component, "workload", "one"));
  const std::string two = native_name(stack, Id(component, "workload", "two"));
  CHECK(one.size() == 52);
  CHECK(one != two);
  CHECK(native_name("demo", Id("db", "config", "my.cnf", "ab12")) == "demo-db-my-cnf-ab12");
}
