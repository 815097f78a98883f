#include "core/target/kubernetes/health/health.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

namespace {

/// "healthy: 2 of 2 available", of an object of this kind with this rest, as JSON.
std::string health(const std::string& api_version, const std::string& kind, const std::string& rest,
                   const HealthContext& context = {}) {
  Value object = Value::parse(rest);
  object["apiVersion"] = api_version;
  object["kind"] = kind;
  const Health found = health_of(object, context);
  return to_text(found.state) + ": " + found.reason;
}

std::string deployment(const std::string& status) {
  return health("apps/v1", "Deployment",
                R"({"metadata":{"generation":2},"spec":{"replicas":2},"status":)" + status + "}");
}

std::string stateful(const std::string& strategy, const std::string& status) {
  return health("apps/v1", "StatefulSet",
                R"({"metadata":{"generation":1},"spec":{"replicas":3,"updateStrategy":)" + strategy +
                    R"(},"status":{"observedGeneration":1,"replicas":3,"readyReplicas":3,)" + status + "}}");
}

std::string pod(const std::string& status) { return health("v1", "Pod", R"({"status":)" + status + "}"); }

}  // namespace

TEST_CASE("What is being deleted is no longer there for anybody, and says what it waits for") {
  CHECK(health("v1", "ConfigMap", R"({"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"}})") ==
        "stopped: it is being deleted");
  CHECK(health("v1", "Namespace",
               R"({"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z","finalizers":["example.com/a"]}})") ==
        "stopped: it is being deleted and waits for example.com/a");
}

TEST_CASE("A change that its controller has not seen is not ready, even before the first status") {
  CHECK(deployment(
            R"({"observedGeneration":1,"replicas":2,"updatedReplicas":2,"readyReplicas":2,"availableReplicas":2})") ==
        "starting: its controller has not seen this change yet");
  CHECK(deployment("{}") == "starting: its controller has not seen this change yet");
}

TEST_CASE("A deployment is ready when all its pods are of this change, ready and available") {
  CHECK(deployment(R"({"observedGeneration":2,"replicas":2,"updatedReplicas":1})") == "starting: 1 of 2 updated");
  CHECK(deployment(R"({"observedGeneration":2,"replicas":3,"updatedReplicas":2})") ==
        "starting: 1 of before still there");
  CHECK(deployment(R"({"observedGeneration":2,"replicas":2,"updatedReplicas":2,"readyReplicas":1})") ==
        "starting: 1 of 2 ready");
  CHECK(deployment(
            R"({"observedGeneration":2,"replicas":2,"updatedReplicas":2,"readyReplicas":2,"availableReplicas":1})") ==
        "starting: 1 of 2 available");
  CHECK(deployment(
            R"({"observedGeneration":2,"replicas":2,"updatedReplicas":2,"readyReplicas":2,"availableReplicas":2})") ==
        "healthy: 2 of 2 available");
}

TEST_CASE("A deployment past its deadline has failed, with what its controller says") {
  CHECK(deployment(R"({"observedGeneration":2,"conditions":[{"type":"Progressing","status":"False",
    "reason":"ProgressDeadlineExceeded","message":"ReplicaSet \"web\" has timed out progressing."}]})") ==
        "failed: ProgressDeadlineExceeded: ReplicaSet \"web\" has timed out progressing.");
}

TEST_CASE("A stateful set counts the pods it has to update, and those that wait to be deleted by hand") {
  const std::string between = R"("currentRevision":"a","updateRevision":"b","updatedReplicas":1)";
  CHECK(stateful("{}", between) == "starting: 1 of 3 updated");
  CHECK(stateful(R"({"rollingUpdate":{"partition":2}})", between) == "healthy: 3 of 3 ready");
  CHECK(stateful(R"({"type":"OnDelete"})", between) == "degraded: 2 still of before: they are replaced when deleted");
  CHECK(stateful("{}", R"("currentRevision":"b","updateRevision":"b","updatedReplicas":3)") == "healthy: 3 of 3 ready");
}

TEST_CASE("A daemon set that no node wants is ready") {
  CHECK(health("apps/v1", "DaemonSet", R"({"status":{"observedGeneration":1}})") == "healthy: no node wants it");
  CHECK(health("apps/v1", "DaemonSet",
               R"({"status":{"desiredNumberScheduled":2,"updatedNumberScheduled":2,"numberAvailable":1}})") ==
        "starting: 1 of 2 available");
}

TEST_CASE("A job is ready when it is complete, and not while it runs") {
  CHECK(health("batch/v1", "Job", R"({"status":{}})") == "starting: no pod yet");
  CHECK(health("batch/v1", "Job", R"({"status":{"active":1}})") == "starting: 1 running");
  CHECK(health("batch/v1", "Job", R"({"status":{"conditions":[{"type":"Complete","status":"True"}]}})") ==
        "healthy: complete");
  CHECK(health("batch/v1", "Job", R"({"status":{"conditions":[{"type":"Failed","status":"True",
    "reason":"BackoffLimitExceeded","message":"Job has reached the specified backoff limit"}]}})") ==
        "failed: BackoffLimitExceeded: Job has reached the specified backoff limit");
  CHECK(health("batch/v1", "Job", R"({"status":{"conditions":[{"type":"Suspended","status":"True"}]}})") ==
        "stopped: suspended");
}

TEST_CASE("A pod says which container holds it up, and why") {
  CHECK(pod(R"({"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable",
    "message":"0/1 nodes are available"}]})") == "starting: Unschedulable: 0/1 nodes are available");
  CHECK(pod(R"({"phase":"Pending","containerStatuses":[{"name":"main","state":{"waiting":{"reason":"ImagePullBackOff",
    "message":"Back-off pulling image \"redis:9\""}}}]})") ==
        "failed: main: ImagePullBackOff: Back-off pulling image \"redis:9\"");
  CHECK(pod(R"({"phase":"Pending","containerStatuses":[{"name":"main","state":{"waiting":
    {"reason":"ContainerCreating"}}}]})") == "starting: main: ContainerCreating");
  CHECK(pod(R"({"phase":"Running","conditions":[{"type":"Ready","status":"False"}]})") ==
        "starting: running, not ready");
  CHECK(pod(R"({"phase":"Running","conditions":[{"type":"Ready","status":"True"}]})") == "healthy: ready");
  CHECK(pod(R"({"phase":"Succeeded"})") == "healthy: ended well");
  CHECK(pod(R"({"phase":"Failed","reason":"Evicted","message":"low on memory"})") == "failed: low on memory");
}

TEST_CASE("A claim that waits for its first pod is ready where its class binds late") {
  const std::string pending = R"({"spec":{"storageClassName":"late"},"status":{"phase":"Pending"}})";
  CHECK(health("v1", "PersistentVolumeClaim", pending) == "starting: no volume yet");
  CHECK(health("v1", "PersistentVolumeClaim", pending, {{"late"}, {}}) == "healthy: binds when a pod first uses it");
  CHECK(health("v1", "PersistentVolumeClaim", R"({"status":{"phase":"Bound"}})") == "healthy: bound");
  CHECK(health("v1", "PersistentVolumeClaim", R"({"status":{"phase":"Lost"}})") == "failed: its volume is lost");
}

TEST_CASE("A service waits for a load balancer only where it asks for one") {
  CHECK(health("v1", "Service", R"({"spec":{"type":"ClusterIP"}})") == "healthy: it is there");
  CHECK(health("v1", "Service", R"({"spec":{"type":"LoadBalancer"}})") == "starting: no load balancer yet");
  CHECK(health("v1", "Service", R"({"spec":{"type":"LoadBalancer"},
    "status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.9"}]}}})") == "healthy: 10.0.0.9");
}

TEST_CASE("A definition of a kind is ready when it is established, and has failed when its names are taken") {
  const std::string group = "apiextensions.k8s.io/v1";
  CHECK(health(group, "CustomResourceDefinition", "{}") == "starting: not established yet");
  CHECK(health(group, "CustomResourceDefinition",
               R"({"status":{"conditions":[{"type":"Established","status":"True"}]}})") == "healthy: established");
  CHECK(health(group, "CustomResourceDefinition",
               R"({"status":{"conditions":[{"type":"NamesAccepted","status":"False","reason":"Conflict"}]}})") ==
        "failed: Conflict");
}

TEST_CASE("Any other kind is read by its conditions, and one without any is there when it is there") {
  const auto thing = [](const std::string& rest) { return health("example.com/v1", "Thing", rest); };
  CHECK(thing("{}") == "healthy: it is there");
  CHECK(thing(R"({"status":{"conditions":[{"type":"Ready","status":"True"}]}})") == "healthy: ready");
  CHECK(thing(R"({"status":{"conditions":[{"type":"Ready","status":"False","reason":"NoQuorum"}]}})") ==
        "starting: NoQuorum");
  CHECK(thing(R"({"status":{"conditions":[{"type":"Stalled","status":"True","reason":"Broken"}]}})") ==
        "failed: Broken");
  CHECK(thing(R"({"metadata":{"generation":3},"status":{"observedGeneration":2}})") ==
        "starting: its controller has not seen this change yet");
}

TEST_CASE("What a controller says cannot write to the terminal") {
  CHECK_FALSE(pod(R"({"phase":"Failed","message":"\u001b[31mred"})").contains('\x1b'));
}
