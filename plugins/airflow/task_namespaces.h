#pragma once

#include <string>
#include <vector>

#include <trimtab/plugin.hpp>

#include "roles.h"

namespace trimtab::airflow {

/// A namespace in which pods of tasks run, and the only place where Airflow may make any.
struct TaskNamespace {
  std::string name;
  std::vector<std::string> secrets;  ///< Secrets beside the stack that its pods need too, as for pulling images
  std::string account;               ///< that its pods run as; empty: one is made there
};

/// What `kubernetes.taskNamespaces` says.
[[nodiscard]] std::vector<TaskNamespace> task_namespaces(const View& spec);
/// The account that a namespace's pods run as.
[[nodiscard]] std::string account_of_tasks(const Platform& platform, const TaskNamespace& place);
/// Roles that make pods there get an account of the cluster, with its token; nothing happens to the others.
void let_launch(Workload& workload, const Platform& platform, const std::string& field);
/// Per namespace: what may be done in it, by whom, and what its pods need. The target makes one that is not there.
void add_task_namespaces(const Platform& platform, Expansion& expansion);

}  // namespace trimtab::airflow
