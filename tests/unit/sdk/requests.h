#pragma once

#include "core/plugin/messages.h"

namespace trimtab::test {

/// What the replies of tests answer: one component "db", and a claim on it.
inline AskRequest asked_about_db() { return {"local", {{"db", "mysql", Value::object()}}}; }

inline ExpandRequest expansion_of_db() {
  ExpandRequest request{"local", "demo", Value::object(), {}};
  ExpandComponent component;
  component.name = "db";
  component.claims.push_back({"airflow/database", "sql-database", "airflow", Value::object()});
  request.components.push_back(std::move(component));
  return request;
}

}  // namespace trimtab::test
