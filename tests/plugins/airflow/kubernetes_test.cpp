#include "tests/plugins/airflow/platform.h"

using namespace trimtab::testing;
using trimtab::Json;

namespace {

Json in_pods(Json spec = Json::object()) { return expanded(in_cluster(std::move(spec)), "kubernetes"); }

Json part(const Json& made, const std::string& id) { return resource(made, id)["spec"]; }

}  // namespace

TEST_CASE("on Kubernetes: a platform with celery, two workers, flower and a DAG that proves a change") {
  check_golden(in_pods({{"version", "3.3.2"},
                        {"workers", {{"replicas", 2}, {"kubernetes", {{"nodeSelector", {{"pool", "batch"}}}}}}},
                        {"flower", {{"enabled", true}}},
                        {"smoke", {{"dag", "hello"}}}}),
               "airflow/kubernetes.golden.json");
}

TEST_CASE("on Kubernetes nothing is asked of the machine") {
  const Session airflow(plugin_path("airflow"));
  CHECK(airflow.ask(in_cluster(), "kubernetes")["facts"] == Json::array());
}

TEST_CASE("the image is the official one of the version, or the user's") {
  const auto image = [](Json spec) { return part(in_pods(std::move(spec)), "workload/scheduler")["image"]; };
  CHECK(image({}) == "apache/airflow:3.3.2");
  CHECK(image({{"version", "3.2.2"}}) == "apache/airflow:3.2.2");
  CHECK(image({{"version", "3.3.2"}, {"image", {{"repository", "example/airflow"}, {"tag", "3.3.2-7"}}}}) ==
        "example/airflow:3.3.2-7");
  CHECK(part(in_pods({{"image", {{"digest", "sha256:0a"}}}, {"version", "3.3.2"}}), "task/migrate")["run"]["image"] ==
        "apache/airflow:3.3.2@sha256:0a");
}

TEST_CASE("the schema is moved by the image that was planned, and back by the newer one, while nothing runs") {
  const Json task = part(in_pods(), "task/migrate");
  CHECK(task["run"]["command"].back() == "3.3.2");
  CHECK(task["undo"]["command"].dump() ==
        R"(["/usr/bin/dumb-init","--","airflow","db","downgrade","--to-version","@{previous:version}","--yes"])");
  CHECK(task["while_down"].size() == 5);
}

TEST_CASE("a worker's main process gets the signal, after it was drained for as long as its tasks may take") {
  const Json worker =
      part(in_pods({{"workers", {{"drainTimeout", "30m"}, {"queues", {"a", "b"}}}}}), "workload/worker");
  CHECK(worker["identity"] == "stable");
  CHECK(worker["env"]["DUMB_INIT_SETSID"] == "0");
  CHECK(worker["stop"]["drain"]["timeout"] == "30m");
  CHECK(worker["stop"]["drain"]["command"].dump() ==
        R"(["python","@{config:scripts/drain.py}","@{secret:connections/broker}","worker@%h","a,b","1800"])");
}

TEST_CASE("each copy of a program that answers nobody is asked for its own heartbeat") {
  const auto command = [](const Json& made, const char* role) {
    return part(made, std::string("workload/") + role)["ready"]["exec"]["command"];
  };
  const Json made = in_pods({{"config", {{"triggerer", {{"triggerer_health_check_threshold", 90}}}}}});
  CHECK(command(made, "dag-processor").dump() ==
        R"(["python","@{config:scripts/heartbeat.py}","@{secret:connections/database}","DagProcessorJob","30"])");
  CHECK(command(made, "triggerer").back() == "90");
}

TEST_CASE("a role's settings for its pods are its own") {
  const Json made =
      in_pods({{"workers",
                {{"kubernetes", {{"nodeSelector", {{"pool", "batch"}}}}}, {"groups", {{"heavy", {{"replicas", 1}}}}}}},
               {"triggerer", {{"kubernetes", {{"priorityClassName", "high"}}}}}});
  CHECK(part(made, "workload/worker-heavy")["kubernetes"]["nodeSelector"]["pool"] == "batch");
  CHECK(part(made, "workload/triggerer")["kubernetes"]["priorityClassName"] == "high");
  CHECK_FALSE(part(made, "workload/scheduler").contains("kubernetes"));
}

TEST_CASE("the proving DAG runs again after a change of a setting") {
  const auto inputs = [](Json spec) {
    spec["smoke"] = {{"dag", "hello"}};
    return part(in_pods(std::move(spec)), "task/smoke")["inputs"];
  };
  CHECK(inputs({}) != inputs({{"config", {{"core", {{"parallelism", 4}}}}}}));
}

TEST_CASE("a role makes pods in the namespaces of tasks, and nobody has a right elsewhere") {
  const Json made = in_pods({{"kubernetes", {{"taskNamespaces", {"airflow-workers"}}}}});
  const Json role = part(made, "kubernetes/task-airflow-workers.role");
  CHECK(role["kind"] == "Role");
  CHECK(role["metadata"]["namespace"] == "airflow-workers");
  CHECK(role["rules"].dump() ==
        R"([{"apiGroups":[""],"resources":["pods"],"verbs":["create","get","list","watch","delete","patch"]},)"
        R"({"apiGroups":[""],"resources":["pods/log"],"verbs":["get"]},)"
        R"({"apiGroups":[""],"resources":["pods/exec"],"verbs":["create","get"]}])");
  CHECK(part(made, "kubernetes/task-airflow-workers.binding")["subjects"].dump() ==
        R"([{"kind":"ServiceAccount","name":"demo-airflow","namespace":"@{stack:namespace}"}])");
  for (const Json& one : made["resources"]) {
    if (one["type"] != "workload") continue;
    INFO(one["name"]);
    const bool launches = one["name"] == "worker" || one["name"] == "triggerer";
    CHECK(one["spec"].value("/kubernetes/serviceAccount/token"_json_pointer, false) == launches);
  }
}

TEST_CASE("a namespace of tasks gets copies of the secrets that its pods need, and an account or the user's") {
  const Json made = in_pods(
      {{"executor", "kubernetes"},
       {"secretEnv", {{"TOKEN", {{"file", "/etc/token"}}}}},
       {"kubernetes", {{"taskNamespaces", {{"etl", {{"copySecrets", {"registry"}}, {"serviceAccount", "tasks"}}}}}}}});
  CHECK(part(made, "secret/task-etl.registry").dump() == R"({"also_in":["etl"],"copy_of":"registry"})");
  CHECK(part(made, "secret/env")["also_in"] == Json::array({"etl"}));
  CHECK(resource(made, "kubernetes/task-etl.account").is_null());
}

TEST_CASE("the kubernetes executor makes pods after a template that holds no secret") {
  const Json made = in_pods({{"executor", "kubernetes"},
                             {"config", {{"core", {{"parallelism", 4}}}}},
                             {"secretEnv", {{"TOKEN", {{"file", "/etc/token"}}}}},
                             {"taskPods", {{"delete", "always"}, {"kubernetes", {{"nodeSelector", {{"pool", "b"}}}}}}},
                             {"kubernetes", {{"taskNamespaces", {"etl-a", "etl-b"}}}}});
  const std::string cfg = part(made, "config/airflow-cfg")["files"]["airflow.cfg"]["text"];
  CHECK(cfg.find("[kubernetes_executor]\ndelete_worker_pods = True\ndelete_worker_pods_on_failure = True\n"
                 "in_cluster = True\nmulti_namespace_mode = True\n"
                 "multi_namespace_mode_namespace_list = etl-a,etl-b\nnamespace = etl-a\n") != std::string::npos);
  CHECK(part(made, "workload/scheduler")["env"]["AIRFLOW__KUBERNETES_EXECUTOR__POD_TEMPLATE_FILE"] ==
        "@{config:pod-template/pod.yaml}");
  const Json pod = Json::parse(part(made, "config/pod-template")["files"]["pod.yaml"]["text"].get<std::string>());
  check_golden(pod, "airflow/pod-template.golden.json");
}

TEST_CASE("what the user says of a task's pod stands over ours, containers by their names") {
  const Json base{{"name", "base"}, {"resources", {{"limits", {{"cpu", "1"}}}}}};
  const Json wanted{
      {"metadata", {{"annotations", {{"team", "data"}}}}},
      {"spec", {{"containers", {base, {{"name", "proxy"}, {"image", "proxy:1"}}}}, {"fsGroup", nullptr}}}};
  const Json made = in_pods({{"executor", "kubernetes"},
                             {"kubernetes", {{"taskNamespaces", Json::array({"etl"})}}},
                             {"taskPods", {{"template", wanted}}}});
  const Json pod = Json::parse(part(made, "config/pod-template")["files"]["pod.yaml"]["text"].get<std::string>());
  CHECK(pod["metadata"]["annotations"].dump() == R"({"team":"data"})");
  CHECK(pod["metadata"]["labels"]["app.kubernetes.io/component"] == "task");
  REQUIRE(pod["spec"]["containers"].size() == 2);
  CHECK(pod["spec"]["containers"][0]["image"] == "apache/airflow:3.3.2");
  CHECK(pod["spec"]["containers"][0]["resources"]["limits"]["cpu"] == "1");
  CHECK(pod["spec"]["containers"][1]["image"] == "proxy:1");
}

TEST_CASE("a commit of a repository is published into a volume by a task, and then nothing of a role names it") {
  const std::string commit(40, 'a');
  const Json git{{"repo", "https://git.example.com/dags.git"}, {"ref", commit}, {"subdir", "dags"}};
  const Json made = in_pods({{"dags", {{"git", git}, {"storage", {{"size", "1Gi"}, {"access", "rwx"}}}}}});
  CHECK(part(made, "task/dags")["run"]["command"].dump() ==
        R"(["/usr/bin/dumb-init","--","/bin/sh","@{config:scripts/fetch.sh}","https://git.example.com/dags.git",")" +
            commit + R"(","@{volume:dags}","-","-","-"])");
  const Json worker = resource(made, "workload/worker");
  CHECK(worker.dump().find(commit) == std::string::npos);
  CHECK(worker["needs"] == Json::array({"task/migrate", "task/dags"}));
  const std::string cfg = part(made, "config/airflow-cfg")["files"]["airflow.cfg"]["text"];
  CHECK(cfg.find("dags_folder = @{volume:dags}/current/dags\n") != std::string::npos);
}

TEST_CASE("without a volume, programs that read DAGs fetch the commit before they start, and no other does") {
  const std::string commit(40, 'a');
  const Json made = in_pods({{"dags",
                              {{"git",
                                {{"repo", "git@git.example.com:dags.git"},
                                 {"ref", commit},
                                 {"sshKey", {{"secretKeyRef", {{"name", "k"}, {"key", "id"}}}}},
                                 {"knownHosts", "/srv/known_hosts"}}}}}});
  for (const Json& one : made["resources"]) {
    if (one["type"] != "workload") continue;
    INFO(one["name"]);
    const bool reads = one["name"] != "api-server" && one["name"] != "scheduler";
    CHECK((one["spec"]["command"].dump().find(commit) != std::string::npos) == reads);
  }
  CHECK(part(made, "secret/git")["keys"]["known_hosts"] == Json{{"file", "/srv/known_hosts"}});
  CHECK(resource(made, "task/dags").is_null());
}

TEST_CASE("on Kubernetes no password stands in a command, an environment or a configuration file") {
  const Json made = in_pods({{"flower", {{"enabled", true}}}, {"smoke", {{"dag", "hello"}}}});
  for (const Json& one : made["resources"]) {
    INFO(one.dump());
    CHECK((one["type"] == "secret" || one.dump().find("@{value:") == std::string::npos));
  }
}
