#include "tests/plugins/airflow/platform.h"

using namespace trimtab::testing;
using trimtab::Json;

TEST_CASE("what a platform needs and does not get stops the plan") {
  const Component brokerless = alone({{"executor", "celery"}});
  CHECK(said(brokerless) == "error E0304 /executor: airflow needs a message-broker and names none\n");
  Component no_uv = alone();
  no_uv.fact("uv", {{"found", false}, {"searched", {"/usr/bin"}}});
  CHECK(said(no_uv) == "error E0432 : uv is not on this machine\n");
  CHECK(said(alone({{"python", "/opt/bin/python3"}})) ==
        "error E0432 /python: there is no interpreter /opt/bin/python3\n");
  Component no_python = alone();
  no_python.fact("python", {{"found", false}, {"searched", {"/usr/bin"}}});
  CHECK(said(no_python) == "error E0432 /python: there is no interpreter /usr/bin/python3\n");
  Component no_dags = alone();
  no_dags.fact("dags", {{"exists", false}});
  CHECK(said(no_dags) == "error E0424 /dags/path: there is no directory /srv/dags\n");
}

TEST_CASE("a version without a lock, or of another major, stops the plan") {
  CHECK(said(alone({{"version", "3.1.0"}})) == "error E0430 /version: there is no bundled lock for Airflow 3.1.0\n");
  CHECK(said(alone({{"version", "2.11.0"}})) ==
        "error E0433 /version: Airflow 2.11.0 is not supported on the local target\n");
}

TEST_CASE("a lock of the user must be there, name Airflow and agree with the version") {
  const auto with_lock = [](Json spec, const Json& answer) {
    spec["packages"] = {{"lock", "/srv/a.lock"}};
    return said(alone(std::move(spec)).fact("lock", answer));
  };
  const Json good{{"exists", true}, {"digest", "0123456789ab"}, {"text", "apache-airflow==3.3.1\n"}};
  const Json other{{"exists", true}, {"digest", "0123456789ab"}, {"text", "apache-airflow-core==3.3.1\n"}};
  CHECK(with_lock({}, {{"exists", false}}) == "error E0431 /packages/lock: the lock /srv/a.lock does not exist\n");
  CHECK(with_lock({}, other) == "error E0423 /packages/lock: the lock /srv/a.lock names no apache-airflow\n");
  CHECK(with_lock({{"version", "3.3.2"}}, good) == "error E0422 /version: the lock is of Airflow 3.3.1, not 3.3.2\n");
  CHECK(with_lock({{"version", "3.3.1"}}, good) == nothing);
}

TEST_CASE("settings that trimtab owns are refused in every form Airflow reads them") {
  for (const auto& [section, option] :
       std::vector<std::pair<std::string, std::string>>{{"core", "executor"},
                                                        {"Core", "Fernet_Key"},
                                                        {"core", "fernet_key_cmd"},
                                                        {"database", "sql_alchemy_conn_secret"},
                                                        {"dag_processor", "dag_bundle_config_list"},
                                                        {"api", "port"},
                                                        {"scheduler", "enable_health_check"}}) {
    CHECK(said(alone({{"config", {{section, {{option, "x"}}}}}})) ==
          "error E0434 /config/" + section + "/" + option + ": [" + section + "] " + option + " is set by trimtab\n");
  }
  for (const char* variable : {"AIRFLOW__CORE__EXECUTOR", "AIRFLOW__API_AUTH__JWT_SECRET", "AIRFLOW_HOME",
                               "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD", "AIRFLOW_CONFIG"}) {
    const std::string name = variable;
    CHECK(said(alone({{"env", {{name, "x"}}}})) == "error E0434 /env/" + name + ": " + name + " is set by trimtab\n");
    CHECK(said(with_workers({{"workers", {{"secretEnv", {{name, {{"file", "/x"}}}}}}}})) ==
          "error E0434 /workers/secretEnv/" + name + ": " + name + " is set by trimtab\n");
  }
  CHECK(said(alone({{"env", {{"AIRFLOW__CORE__PARALLELISM", "4"}}}, {"config", {{"core", {{"parallelism", 4}}}}}})) ==
        nothing);
}

TEST_CASE("a setting cannot bring a section, an option or a comment into the file") {
  CHECK(said(alone({{"config", {{"core]\n[api", {{"x", "y"}}}}}})) ==
        "error E0425 /config/core]\n[api/x: \"[core]\n[api] x\" is no setting that airflow.cfg can hold\n");
  CHECK(said(alone({{"config", {{"core", {{"x = 1\ny", "z"}}}}}})) ==
        "error E0425 /config/core/x = 1\ny: \"[core] x = 1\ny\" is no setting that airflow.cfg can hold\n");
  CHECK(said(alone({{"config", {{"core", {{"x", "a\n# b"}}}}}})) ==
        "error E0425 /config/core/x: airflow.cfg cannot hold this value of [core] x\n");
}

TEST_CASE("fields of celery without celery are refused, and defaults are not taken for them") {
  CHECK(said(alone()) == nothing);
  CHECK(said(alone({{"broker", "broker"}})) ==
        "error E0437 /broker: nothing talks to a broker without the celery executor\n");
  CHECK(said(alone({{"flower", {{"enabled", true}}}})) ==
        "error E0437 /flower: there is nothing for flower to show without the celery executor\n");
  CHECK(said(alone({{"workers", {{"replicas", 3}}}})) ==
        "error E0437 /workers: there are no workers without the celery executor\n");
  CHECK(said(alone({{"workers", {{"groups", {{"heavy", Json::object()}}}}}})) ==
        "error E0437 /workers: there are no workers without the celery executor\n");
}

TEST_CASE("api server and flower exist once") {
  CHECK(said(alone({{"apiServer", {{"replicas", 2}}}})) ==
        "error E0438 /apiServer/replicas: apiServer has exactly one replica on the local target\n");
  CHECK(said(with_workers({{"flower", {{"enabled", true}, {"replicas", 0}}}})) ==
        "error E0438 /flower/replicas: flower has exactly one replica on the local target\n");
}

TEST_CASE("keys of a local block that a role cannot honour are refused where they stand") {
  const auto refused = [](const char* role, Json block) {
    const Component component =
        std::string(role).empty() ? with_workers({{"local", block}}) : with_workers({{role, {{"local", block}}}});
    return said(component);
  };
  CHECK(refused("", {{"port", 8080}}) == "error E0426 /local/port: \"port\" has no effect here\n");
  CHECK(refused("", {{"user", "ana"}}) == "error E0426 /local/user: \"user\" has no effect here\n");
  CHECK(refused("dagProcessor", {{"port", 1}}) ==
        "error E0426 /dagProcessor/local/port: \"port\" has no effect here\n");
  CHECK(refused("workers", {{"bind", "127.0.0.1"}}) ==
        "error E0426 /workers/local/bind: \"bind\" has no effect here\n");
  CHECK(refused("scheduler", {{"bind", "10.0.0.5"}}) ==
        "error E0426 /scheduler/local/bind: \"bind\" has no effect here\n");
  CHECK(refused("scheduler", {{"bind", "127.0.0.1"}, {"nice", 5}, {"openFiles", 1024}}) == nothing);
}

TEST_CASE("a block that was handed down to every role is not said by each of them") {
  const Json block{{"bind", "0.0.0.0"}};
  CHECK(said(with_workers({{"local", block}, {"workers", {{"local", block}}}, {"triggerer", {{"local", block}}}})) ==
        nothing);
}

TEST_CASE("one variable cannot have two values in one place") {
  CHECK(said(alone({{"triggerer", {{"env", {{"A", "b"}}}, {"secretFiles", {{"A", {{"file", "/a"}}}}}}}})) ==
        "error E0427 /triggerer/secretFiles/A: A has two values\n");
}

TEST_CASE("somebody must be able to log in, by a name Airflow can read back") {
  CHECK(said(alone({{"auth", {{"users", Json::object()}}}})) == "error E0428 /auth/users: nobody may log in\n");
  CHECK(said(alone({{"auth", {{"users", {{"a:admin,b", person("viewer")}}}}}})) ==
        "error E0428 /auth/users/a:admin,b: \"a:admin,b\" is no name to log in with\n");
  CHECK(said(alone({{"auth", {{"users", {{"eve", person("viewer")}}}}}, {"smoke", {{"dag", "hello"}}}})) ==
        "error E0421 /smoke: nobody in auth.users may run the DAG of smoke\n");
}

TEST_CASE("a group of workers has a name that its resources can bear") {
  for (const char* group : {"Heavy", "heavy_1", "heavy-", "a-name-of-twenty-let"}) {
    const std::string name = group;
    CHECK(said(with_workers({{"workers", {{"groups", {{name, {{"replicas", 1}}}}}}}})) ==
          "error E0436 /workers/groups/" + name + ": \"" + name + "\" is no name for a group of workers\n");
  }
  const Json made = expanded(with_workers({{"workers", {{"groups", {{"a-name-of-nineteen1", {{"replicas", 1}}}}}}}}));
  for (const Json& one : made["resources"]) CHECK(one["name"].get<std::string>().size() <= 30);
}

TEST_CASE("a fernet key has one length and one alphabet") {
  CHECK(said(alone({{"secrets", {{"fernetKey", {{"generated", {{"length", 64}}}}}}}})) ==
        "error E0429 /secrets/fernetKey/generated: a fernet key is 32 bytes in an alphabet of its own\n");
  CHECK(said(alone({{"secrets", {{"fernetKey", {{"generated", Json::object()}}}}}})) == nothing);
}

TEST_CASE("a login for development is warned of where others reach it") {
  const std::string warning = "Airflow's simple auth manager is meant for development\n";
  CHECK(said(alone({{"url", "https://airflow.example"}})) == "warning W0435 /url: " + warning);
  CHECK(said(alone({{"apiServer", {{"local", {{"bind", "0.0.0.0"}}}}}})) == "warning W0435 /apiServer: " + warning);
  CHECK(said(alone({{"url", "http://localhost:9000"}})) == nothing);
}

TEST_CASE("on Kubernetes what stands in an image is not chosen beside it") {
  const auto refused = [](Json spec) { return said(in_cluster(std::move(spec)), "kubernetes"); };
  CHECK(refused({{"packages", {{"lock", "/srv/a.lock"}}}}) ==
        "error E0472 /packages: packages stand in the image, and \"packages\" has no effect on them\n");
  CHECK(refused({{"python", "/usr/bin/python3.12"}}) ==
        "error E0472 /python: packages stand in the image, and \"python\" has no effect on them\n");
  CHECK(refused({{"dags", {{"path", "/srv/dags"}}}}) ==
        "error E0471 /dags/path: a directory of this machine is not in the cluster\n");
  CHECK(refused({{"version", "2.11.0"}}) == "error E0433 /version: Airflow 2.11.0 is not supported\n");
  CHECK(refused({{"apiServer", {{"replicas", 2}, {"local", {{"port", 8080}}}}}}) == nothing);
}

TEST_CASE("an image of one's own says which Airflow it holds") {
  const auto refused = [](Json spec) { return said(in_cluster(std::move(spec)), "kubernetes"); };
  const std::string unknown = "error E0470 /image: which Airflow the image holds is not said\n";
  CHECK(refused({{"image", {{"repository", "example/airflow"}}}}) == unknown);
  CHECK(refused({{"image", {{"tag", "3.3.2-7"}}}}) == unknown);
  CHECK(refused({{"image", {{"tag", "3.3.2-7"}}}, {"version", "3.3.2"}}) == nothing);
}

TEST_CASE("pods of tasks need a cluster, a place, one account, and DAGs that they can reach") {
  const Json places{{"taskNamespaces", {"tasks"}}};
  const auto refused = [](Json spec) {
    spec["executor"] = "kubernetes";
    return said(in_cluster(std::move(spec)), "kubernetes");
  };
  CHECK(said(alone({{"executor", "kubernetes"}})) ==
        "error E0474 /executor: the kubernetes executor needs a cluster\n");
  CHECK(refused({}) == "error E0475 /executor: where pods of tasks may be made is not said\n");
  CHECK(refused({{"kubernetes", places}}) == nothing);
  CHECK(refused({{"kubernetes", {{"taskNamespaces", {{"a", Json::object()}, {"b", {{"serviceAccount", "mine"}}}}}}}}) ==
        "error E0476 /kubernetes/taskNamespaces/b: pods of tasks run as one account, and two are named\n");
  CHECK(refused({{"kubernetes", places}, {"dags", {{"git", {{"repo", "r"}, {"ref", std::string(40, 'a')}}}}}}) ==
        "error E0496 /dags: pods of tasks do not fetch DAGs from git yet\n");
  CHECK(said(in_cluster({{"taskPods", {{"delete", "never"}}}}), "kubernetes") ==
        "error E0473 /taskPods: no task has a pod of its own without the kubernetes executor\n");
}

TEST_CASE("logs that would go with their pods are warned of, and a volume that one node mounts is refused") {
  CHECK(said(in_cluster({{"logs", Json::object()}}), "kubernetes") ==
        "warning W0479 /logs: logs of tasks go with the pods that wrote them\n");
  CHECK(said(in_cluster({{"logs", {{"storage", Json::object()}}}}), "kubernetes") == nothing);
  CHECK(said(in_cluster({{"logs", {{"storage", {{"access", "rwo"}}}}}}), "kubernetes") ==
        "error E0478 /logs/storage/access: logs are written and read by several pods\n");
}

TEST_CASE("a repository is read at one commit, and a key is shown to known hosts only") {
  const auto refused = [](Json git) {
    git["repo"] = "git@git.example.com:dags.git";
    return said(in_cluster({{"dags", {{"git", std::move(git)}}}}), "kubernetes");
  };
  const std::string commit(40, '0');
  CHECK(refused({{"ref", "main"}}) == "error E0494 /dags/git/ref: which commit the DAGs are cannot be told\n");
  CHECK(refused(Json::object()) == "error E0494 /dags/git: which commit the DAGs are cannot be told\n");
  CHECK(refused({{"ref", commit}, {"sshKey", {{"file", "/k"}}}}) ==
        "error E0495 /dags/git: a key for ssh and the hosts that it is shown to go together\n");
  CHECK(refused({{"ref", commit}}) == nothing);
}

TEST_CASE("a branch is one commit when it is planned, and told with the reason when nobody knows which") {
  const Json git{{"repo", "https://git.example.com/dags.git"}, {"ref", "main"}};
  const Component airflow = in_cluster({{"dags", {{"git", git}}}});
  const Session session(plugin_path("airflow"));
  CHECK(session.ask(airflow, "kubernetes")["facts"].dump() ==
        R"([{"name":"dags","spec":{"ref":"main","repo":"https://git.example.com/dags.git"},"type":"git-ref"}])");
  const std::string commit(40, 'a');
  const Json made = expanded(Component(airflow).fact("dags", {{"commit", commit}}), "kubernetes");
  const Json words = resource(made, "workload/dag-processor")["spec"]["command"];
  CHECK(std::find(words.begin(), words.end(), Json(commit)) != words.end());
  CHECK(said(Component(airflow).fact("dags", {{"why", "no such branch"}}), "kubernetes") ==
        "error E0494 /dags/git/ref: which commit the DAGs are cannot be told\n");
}

TEST_CASE("on a machine there is no image") {
  CHECK(said(alone({{"dags", {{"image", {{"path", "/opt/airflow/dags"}}}}}})) ==
        "error E0471 /dags/image: on the local target there is no image\n");
}

TEST_CASE("a login for development is warned of where an ingress leads to it") {
  const Json open{{"apiServer", {{"kubernetes", {{"ingress", {{"host", "data.example.com"}}}}}}}};
  CHECK(said(in_cluster(open), "kubernetes") ==
        "warning W0435 /apiServer: Airflow's simple auth manager is meant for development\n");
  CHECK(said(in_cluster(), "kubernetes") == nothing);
}
