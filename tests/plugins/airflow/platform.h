#pragma once

#include <algorithm>

#include "tests/plugins/golden.h"

namespace trimtab::testing {

/// A component on a machine that has what it needs, with a database of that flavor.
inline Component with_database(Json spec, const std::string& flavor) {
  spec["database"] = "db";
  return Component("airflow", "airflow")
      .spec(std::move(spec))
      .fact("uv", {{"found", true}, {"path", "/opt/deps/bin/uv"}, {"name", "uv"}, {"version", "uv 0.9.9"}})
      .fact("python",
            {{"found", true}, {"path", "/usr/bin/python3"}, {"name", "python3"}, {"version", "Python 3.11.2"}})
      .claimed("database", "db", "sql-database",
               {{"host", {{"type", "string"}, {"value", "127.0.0.1"}}},
                {"port", {{"type", "int"}}},
                {"user", {{"type", "string"}, {"value", "demo_airflow"}}},
                {"database", {{"type", "string"}, {"value", "demo_airflow"}}},
                {"flavor", {{"type", "string"}, {"value", flavor}}},
                {"password", {{"type", "secret"}}}});
}

inline Json person(const std::string& role) {
  return {{"role", role}, {"password", {{"generated", {{"length", 32}}}}}};
}

/// Executor local on a directory of DAGs.
inline Component alone(Json spec = Json::object(), const std::string& flavor = "mysql") {
  if (!spec.contains("dags")) spec["dags"] = {{"path", "/srv/dags"}};
  return with_database(std::move(spec), flavor)
      .fact("dags", {{"exists", true}, {"digest", "d1"}, {"files", 2}, {"bytes", 100}});
}

/// Executor celery with a broker and a component that publishes DAGs.
inline Component with_workers(Json spec = Json::object(), const std::string& flavor = "mysql") {
  spec.emplace("executor", "celery");
  spec["broker"] = "broker";
  spec["dags"] = "dags";
  return with_database(std::move(spec), flavor)
      .claimed("broker", "broker", "message-broker",
               {{"scheme", {{"type", "string"}, {"value", "redis"}}},
                {"host", {{"type", "string"}, {"value", "127.0.0.1"}}},
                {"port", {{"type", "int"}}},
                {"index", {{"type", "int"}}},
                {"password", {{"type", "secret"}}}})
      .claimed("dags", "dags", "shared-volume", {{"path", {{"type", "path"}}}});
}

inline Json expanded(const Component& component, const std::string& target = "local") {
  const Session airflow(plugin_path("airflow"));
  return airflow.expand(component, Session::default_target_facts(), target);
}

/// Executor celery on Kubernetes, with the DAGs of the image.
inline Component in_cluster(Json spec = Json::object()) {
  spec.emplace("executor", "celery");
  if (!spec.contains("dags")) spec["dags"] = {{"image", {{"path", "/opt/airflow/dags"}}}};
  if (!spec.contains("logs")) spec["logs"] = {{"remote", {{"url", "s3://logs/demo"}}}};
  const Json executors = spec["executor"].is_array() ? spec["executor"] : Json::array({spec["executor"]});
  const bool celery = std::find(executors.begin(), executors.end(), "celery") != executors.end();
  if (celery) spec["broker"] = "broker";
  Component component = with_database(std::move(spec), "mysql");
  if (!celery) return component;
  return component.claimed("broker", "broker", "message-broker",
                           {{"scheme", {{"type", "string"}, {"value", "redis"}}},
                            {"host", {{"type", "string"}}},
                            {"port", {{"type", "int"}}},
                            {"index", {{"type", "int"}}},
                            {"password", {{"type", "secret"}}}});
}

/// Errors and warnings; the note about open ports comes with every platform.
inline std::string said(const Component& component, const std::string& target = "local") {
  std::string lines;
  std::istringstream all(diagnostics(expanded(component, target)));
  for (std::string line; std::getline(all, line);)
    if (line.rfind("note ", 0) != 0) lines += line + "\n";
  return lines;
}

inline std::string airflow_cfg(const Component& component) {
  return resource(expanded(component), "config/airflow-cfg")["spec"]["files"]["airflow.cfg"]["text"];
}

}  // namespace trimtab::testing
