#include "schema.h"

namespace trimtab::airflow {
namespace {

Schema packages() {
  return schema::object("Where Airflow's Python packages come from")
      .property("lock",
                schema::path("A lock with hashes (uv pip compile --generate-hashes) instead of the bundled one"))
      .property("cache", schema::path("Package cache to share with others; kept with the stack when not set"))
      .property("env",
                schema::map(schema::string("Value"), "Environment of the installation: HTTPS_PROXY, UV_INDEX_URL"));
}

Schema dags() {
  const Schema directory = schema::object("A directory of this machine")
                               .required("path", schema::path("The directory"))
                               .property("subdir", schema::string("Part of it that holds the DAGs").fallback("."));
  const Schema baked =
      schema::object("A directory of the image; on Kubernetes")
          .required("image",
                    schema::object("In the image")
                        .required("path", schema::string("The directory, /opt/airflow/dags in the official image")))
          .property("subdir", schema::string("Part of it that holds the DAGs").fallback("."));
  Json storage =
      schema::storage("A volume that a task publishes the commit into; without, every pod fetches it", "1Gi", "rwx")
          .json();
  storage.erase("default");
  const Schema repository =
      schema::object("One commit of a repository")
          .required("repo", schema::string("Its URL"))
          .property("ref",
                    schema::string("A commit (all 40 digits), a tag or a branch: what it is when it is planned; HEAD"))
          .property("subdir", schema::string("Part of it that holds the DAGs").fallback("."))
          .property("token", schema::secret("Password for https"))
          .property("sshKey", schema::secret("Private key for ssh"))
          .property("knownHosts", schema::path("Hosts that the key is shown to, as ssh-keyscan prints them"));
  const Schema git = schema::object("A git repository; on Kubernetes")
                         .required("git", repository)
                         .property("storage", Schema(std::move(storage)));
  return schema::one_of({schema::claim("shared-volume", "A component that publishes DAGs"), directory, baked, git},
                        "Where the DAG files come from");
}

Schema secrets() {
  return schema::object("Keys shared by all roles; generated once and kept where nothing is said")
      .property("fernetKey", schema::secret("Encrypts connections and variables in the database"))
      .property("apiSecretKey", schema::secret("Signs sessions and log requests"))
      .property("jwtSecret", schema::secret("Signs the tokens between roles"))
      .fallback(Json::object());
}

Schema auth() {
  const Schema user =
      schema::object("A person")
          .property("role", schema::choice({"admin", "op", "user", "viewer"}, "What they may do").fallback("viewer"))
          .property("password", schema::generated_secret("Their password"));
  return schema::object("Who may log in")
      .property("manager", schema::choice({"simple"}, "Airflow's auth manager").fallback("simple"))
      .property("users",
                schema::map(user, "Name and what they may do")
                    .fallback({{"admin", {{"role", "admin"}, {"password", {{"generated", {{"length", 32}}}}}}}}))
      .fallback(Json::object());
}

Schema smoke() {
  return schema::object(
             "A DAG that is run after every change, once all roles are healthy; if it fails, the change has failed")
      .required("dag", schema::string("Its id"))
      .property("conf",
                Schema(Json{{"type", "object"}, {"description", "Configuration of the run"}}).fallback(Json::object()))
      .property("expect",
                schema::map(schema::string("State"), "Task and the state it must end in; all succeed when not set")
                    .fallback(Json::object()))
      .property("timeout", schema::duration("How long it may take").fallback("5m"));
}

Schema executor() {
  const Schema word = schema::choice({"local", "celery", "kubernetes"}, "Executor");
  const Schema several = schema::list(word, "Several, the first is the default").at_least(1).set("uniqueItems", true);
  return schema::one_of({word, several}, "What runs tasks").fallback("local");
}

Schema logs() {
  Json storage = schema::storage("A volume that all roles share", "10Gi", "rwx").json();
  storage.erase("default");
  return schema::object("Where logs of tasks lie; on Kubernetes in the pods when nothing is said")
      .property("storage", Schema(std::move(storage)))
      .property("remote", schema::object("An object store, to which each task's log goes when it has ended")
                              .required("url", schema::string("Folder in it: s3://…, gs://…, wasb://…"))
                              .property("connection", schema::string("Airflow's connection to it")))
      .set("x-trimtab-block", "kubernetes");
}

Schema task_pods() {
  return schema::object("Pods of tasks, with the kubernetes executor")
      .property("image", schema::image("Their image; that of the roles when not set"))
      .property("delete", schema::choice({"always", "on-success", "never"}, "When a pod that has ended is taken away")
                              .fallback("on-success"))
      .property("template", schema::object("Fields of a Pod, over those that trimtab writes: maps are merged, lists by "
                                           "the names of their entries")
                                .set("additionalProperties", true))
      .set("x-trimtab-block", "kubernetes")
      .fallback(Json::object());
}

/// What this kind knows beside what every `kubernetes` block has.
Schema kubernetes() {
  const Schema name = schema::string("Namespace").pattern("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$");
  const Schema place =
      schema::object("One of them")
          .property("copySecrets", schema::list(schema::string("Name"),
                                                "Secrets of the stack's namespace that are "
                                                "copied there, as for pulling images"))
          .property("serviceAccount", schema::string("That its pods run as; one without rights when not set"));
  Schema places = schema::map(place, "Namespaces by name");
  places.set("propertyNames", {{"pattern", "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"}});
  return schema::object("What holds for objects on the kubernetes target")
      .property("taskNamespaces",
                schema::one_of({schema::list(name, "Their names").at_least(1), places},
                               "Namespaces in which Airflow may make pods, and nowhere else; made where they are not "
                               "there"));
}

}  // namespace

Schema workers_schema() {
  const auto with_work = [](Schema role) {
    return role.property("concurrency", schema::integer("Tasks at a time per worker").minimum(1).fallback(16))
        .property("queues", schema::list(schema::string("Queue"), "Queues it takes tasks from").fallback({"default"}))
        .property("drainTimeout",
                  schema::duration("How long tasks under way may take to end before a stop").fallback("10m"));
  };
  // A group inherits from the workers, so it has no defaults of its own.
  const Schema group = schema::object("Workers that differ from the others")
                           .property("replicas", schema::integer("How many of it run").minimum(0))
                           .property("concurrency", schema::integer("Tasks at a time per worker").minimum(1))
                           .property("queues", schema::list(schema::string("Queue"), "Queues it takes tasks from"))
                           .property("drainTimeout", schema::duration("How long tasks may take to end before a stop"));
  // A worker ends when its tasks have ended: drainTimeout is its stopTimeout.
  Json role = schema::role("Celery workers").json();
  role["properties"].erase("stopTimeout");
  return with_work(Schema(std::move(role)))
      .property("groups", schema::map(group, "Further groups of workers, by name"))
      .fallback(Json::object());
}

Schema spec_schema() {
  const auto setting = schema::one_of({schema::string("Text"), schema::number("Number"), schema::boolean("On or off")},
                                      "Value of one option");
  const auto role = [](const char* text) { return schema::role(text).fallback(Json::object()); };
  return schema::object("An Apache Airflow platform")
      .property("version", schema::string("Version of Airflow, 3.x; chosen at the first apply and kept when not set"))
      .property("python", schema::path("Interpreter of the environment").fallback("/usr/bin/python3"))
      .property("packages", packages().fallback(Json::object()))
      .property("image", schema::image("On Kubernetes: the image; tag defaults to the version", "apache/airflow"))
      .property("executor", executor())
      .required("database", schema::claim("sql-database", "Where Airflow keeps its state"))
      .property("broker", schema::claim("message-broker", "How Celery hands out tasks"))
      .required("dags", dags())
      .property("dagRefresh", schema::duration("How often new and changed DAG files are looked for").fallback("30s"))
      .property("url", schema::string("Where people reach it; the api server's own address when not set"))
      .property("config", schema::map(schema::map(setting, "Option and value"), "Airflow's settings by section"))
      .property("env", schema::map(schema::string("Value"), "Environment of all roles"))
      .property("secretEnv", schema::map(schema::secret("Value"), "Environment of all roles whose values are secrets"))
      .property("secrets", secrets())
      .property("auth", auth())
      .property("apiServer", role("REST API and web interface"))
      .property("scheduler", role("Decides what runs when"))
      .property("dagProcessor", role("Reads DAG files"))
      .property("triggerer", role("Runs deferred tasks"))
      .property("workers", workers_schema())
      .property("flower", role("Celery's web interface")
                              .property("enabled", schema::boolean("Whether it runs").fallback(false))
                              .property("password", schema::generated_secret("Password of its user admin")))
      .property("taskPods", task_pods())
      .property("logs", logs())
      .property("smoke", smoke())
      .property("kubernetes", kubernetes())
      .target_blocks();
}

}  // namespace trimtab::airflow
