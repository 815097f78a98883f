#include "tests/plugins/airflow/platform.h"

using namespace trimtab::testing;
using trimtab::Json;

namespace {

Json env_of(const Json& made, const std::string& workload) {
  return resource(made, "workload/" + workload)["spec"]["env"];
}

bool has_line(const Component& component, const std::string& line) {
  return ("\n" + airflow_cfg(component)).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("every field of the spec is described") {
  const Session airflow(plugin_path("airflow"));
  check_described(airflow.describe()["kinds"][0]["schema"], "airflow");
}

TEST_CASE("a platform with celery, two workers, flower and a DAG that proves a change") {
  check_golden(expanded(with_workers({{"version", "3.3.2"},
                                      {"workers", {{"replicas", 2}}},
                                      {"flower", {{"enabled", true}}},
                                      {"smoke", {{"dag", "hello"}}}})),
               "airflow/celery.golden.json");
}

TEST_CASE("a platform with tasks in the scheduler, on a directory of DAGs") {
  check_golden(expanded(alone()), "airflow/local.golden.json");
}

TEST_CASE("the interpreter asked about is the one of the spec, and a directory of DAGs is looked at") {
  const Session airflow(plugin_path("airflow"));
  check_golden(airflow.ask(alone({{"python", "/opt/python/bin/python3.12"},
                                  {"packages", {{"lock", "/srv/airflow.lock"}}},
                                  {"dags", {{"path", "/srv/dags"}, {"subdir", "team_a"}}}})),
               "airflow/ask.golden.json");
}

TEST_CASE("the version is the spec's, else the one chosen before, else the newest bundled one") {
  const auto version = [](const Component& component) { return expanded(component)["chosen"]["version"]; };
  CHECK(version(alone()) == "3.3.2");
  CHECK(version(alone({{"version", "3.2.2"}})) == "3.2.2");
  CHECK(version(alone().chosen("version", "3.2.2")) == "3.2.2");
}

TEST_CASE("a lock of the user says the version and names the environment") {
  Component locked = alone({{"packages", {{"lock", "/srv/airflow.lock"}}}});
  locked.fact("lock",
              {{"exists", true},
               {"digest", "0123456789abcdef"},
               {"text", "a2wsgi==1.0 \\\n    --hash=sha256:00\napache-airflow==3.3.1 \\\n    --hash=sha256:00\n"}});
  const Json made = expanded(locked);
  CHECK(made["chosen"]["version"] == "3.3.1");
  CHECK(resource(made, "volume/environment")["spec"]["shared"] == "airflow-3.3.1-py3.11-0123456789ab");
}

TEST_CASE("variables of a role win over those of the component, however each is said") {
  const Json made = expanded(with_workers({{"env", {{"A", "component"}, {"B", "component"}}},
                                           {"secretEnv", {{"C", {{"file", "/etc/c"}}}}},
                                           {"scheduler", {{"env", {{"C", "scheduler"}}}}},
                                           {"workers",
                                            {{"env", {{"A", "worker"}}},
                                             {"secretEnv", {{"B", {{"file", "/etc/b"}}}}},
                                             {"secretFiles", {{"KUBECONFIG", {{"file", "/etc/kube"}}}}},
                                             {"groups", {{"heavy", {{"replicas", 1}}}}}}}}));
  CHECK(env_of(made, "triggerer")["A"] == "component");
  CHECK(resource(made, "workload/triggerer")["spec"]["secret_env"]["C"] == "@{secret:env/C}");
  CHECK(env_of(made, "scheduler")["C"] == "scheduler");
  CHECK_FALSE(resource(made, "workload/scheduler")["spec"].contains("secret_env"));
  for (const char* name : {"worker", "worker-heavy"}) {
    CHECK(env_of(made, name)["A"] == "worker");
    CHECK(env_of(made, name)["KUBECONFIG"] == "@{secret:worker-env/KUBECONFIG}");
    CHECK_FALSE(env_of(made, name).contains("B"));
    CHECK(resource(made, std::string("workload/") + name)["spec"]["secret_env"]["B"] == "@{secret:worker-env/B}");
  }
  CHECK(resource(made, "secret/worker-env")["spec"]["keys"].size() == 2);
}

TEST_CASE("a group of workers is as the others are where it says nothing") {
  const Json made = expanded(
      with_workers({{"workers",
                     {{"concurrency", 8},
                      {"drainTimeout", "30m"},
                      {"local", {{"port", 9000}}},
                      {"groups", {{"heavy", {{"replicas", 3}, {"queues", Json::array({"heavy", "slow"})}}}}}}}}));
  const Json heavy = resource(made, "workload/worker-heavy")["spec"];
  CHECK(heavy["replicas"] == 3);
  CHECK(heavy["stop"]["grace"] == "30m");
  CHECK(heavy["command"].dump().find(R"("--concurrency","8","--queues","heavy,slow")") != std::string::npos);
  CHECK(resource(made, "endpoint/worker-log")["spec"]["fixed"] == true);
  CHECK_FALSE(resource(made, "endpoint/worker-heavy-log")["spec"].value("fixed", false));
}

TEST_CASE("settings reach airflow.cfg as Airflow reads them") {
  const Component set = alone({{"config",
                                {{"core", {{"Parallelism", 64}, {"load_examples", true}}},
                                 {"logging", {{"log_format", "%(message)s"}}},
                                 {"smtp", {{"smtp_user", "a\nb"}}}}}});
  CHECK(has_line(set, "parallelism = 64"));
  CHECK(has_line(set, "load_examples = True"));
  CHECK(has_line(set, "log_format = %%(message)s"));
  CHECK(has_line(set, "smtp_user = a\n    b"));
}

TEST_CASE("root installs what is shared where there is a root, and nothing asks for it where there is none") {
  const auto installer = [](bool root) {
    const Session airflow(plugin_path("airflow"));
    Json facts = Session::default_target_facts();
    facts["root"] = root;
    const Json task = resource(airflow.expand(alone(), facts), "task/environment");
    return task["spec"]["run"].value("user", "service");
  };
  CHECK(installer(true) == "root");
  CHECK(installer(false) == "service");
}

TEST_CASE("several executors stand in the order of the spec") {
  CHECK(has_line(with_workers({{"executor", Json::array({"local", "celery"})}}),
                 "executor = LocalExecutor,CeleryExecutor"));
}

TEST_CASE("servers listen where the spec says and are reached where clients are") {
  const Component open = alone({{"apiServer", {{"local", {{"bind", "0.0.0.0"}, {"port", 8088}}}}}});
  CHECK(has_line(open, "host = @{endpoint:api/bind}"));
  CHECK(has_line(open, "execution_api_server_url = http://@{endpoint:api/address}/execution/"));
  CHECK(resource(expanded(open), "endpoint/api")["spec"]["bind"] == "all");
  CHECK(resource(expanded(open), "endpoint/api")["from"] == "/apiServer/local/port");
}

TEST_CASE(
    "with a path in the url, tasks and the proving DAG find the API server below it, as Airflow serves it there") {
  const Component below = alone({{"url", "https://data.example.com/airflow/"}, {"smoke", {{"dag", "hello"}}}});
  CHECK(has_line(below, "execution_api_server_url = http://@{endpoint:api/address}/airflow/execution/"));
  const Json command = resource(expanded(below), "task/smoke")["spec"]["run"]["command"];
  CHECK(Json::parse(command.back().get<std::string>())["url"] == "http://@{endpoint:api/address}/airflow");
  CHECK(has_line(alone({{"url", "https://data.example.com"}}),
                 "execution_api_server_url = http://@{endpoint:api/address}/execution/"));
}

TEST_CASE("on MariaDB the clean-up whose statement it does not understand never comes due") {
  const std::string line = "parsing_cleanup_interval = 315360000";
  CHECK(has_line(alone({}, "mariadb"), line));
  CHECK_FALSE(has_line(alone({}, "mysql"), line));
}

TEST_CASE("keys are generated in Airflow's alphabets, with the length that was asked for, or come from outside") {
  const Json keys = resource(
      expanded(
          alone({{"secrets",
                  {{"fernetKey", {{"file", "/etc/fernet"}}}, {"apiSecretKey", {{"generated", {{"length", 128}}}}}}}})),
      "secret/keys")["spec"]["keys"];
  CHECK(keys["fernet"] == Json{{"file", "/etc/fernet"}});
  CHECK(keys["api"] == Json{{"generated", {{"length", 128}, {"alphabet", "hex"}}}});
  CHECK(keys["jwt"] == Json{{"generated", {{"length", 64}, {"alphabet", "hex"}}}});
}

TEST_CASE("the schema is moved back by the newer version's own command, while nothing of the platform runs") {
  const Json task = resource(expanded(with_workers()), "task/migrate")["spec"];
  CHECK(task["back"] == "undo");
  CHECK(task["inputs"]["version"] == "3.3.2");
  CHECK(task["undo"]["command"] == Json::array({"@{volume:environment}/venv/bin/airflow", "db", "downgrade",
                                                "--to-version", "@{previous:version}", "--yes"}));
  CHECK(task["while_down"] == Json::array({"workload/api-server", "workload/scheduler", "workload/dag-processor",
                                           "workload/triggerer", "workload/worker"}));
}

TEST_CASE("the proving DAG is started by somebody who may, and again after every change of a role or of the DAGs") {
  const Json smoke{{"dag", "hello"}, {"timeout", "2m"}};
  const Json users{{"eve", person("viewer")}, {"oz", person("op")}, {"uma", person("user")}};
  const auto task = [&](Json spec) {
    spec["smoke"] = smoke;
    return resource(expanded(alone(std::move(spec))), "task/smoke")["spec"];
  };
  const Json first = task({{"auth", {{"users", users}}}});
  const Json wanted = Json::parse(first["run"]["command"].back().get<std::string>());
  CHECK(wanted["user"] == "oz");
  CHECK(wanted["timeout"] == 120);
  CHECK(first["run"]["timeout"] == "150s");
  CHECK(task({})["inputs"] != task({{"scheduler", {{"env", {{"A", "b"}}}}}})["inputs"]);
  Component edited = alone({{"smoke", smoke}});
  edited.fact("dags", {{"exists", true}, {"digest", "d2"}});
  CHECK(task({})["inputs"] != resource(expanded(edited), "task/smoke")["spec"]["inputs"]);
}

TEST_CASE("no password stands in a command, an environment or a configuration file") {
  const Json made = expanded(with_workers({{"flower", {{"enabled", true}}}, {"smoke", {{"dag", "hello"}}}}));
  for (const Json& one : made["resources"]) {
    INFO(one.dump());
    CHECK((one["type"] == "secret" || one.dump().find("@{value:") == std::string::npos));
  }
}
