#include <trimtab/local.hpp>

#include "roles.h"
#include "settings.h"

namespace trimtab::airflow {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

/// `name` is "worker" or "worker-GROUP"; `settings` are the group's, over those of all workers.
Workload worker(const Platform& platform, const std::string& name, const View& settings, Expansion& expansion) {
  const std::int64_t replicas = settings.integer("replicas", 1);
  const std::string log = name + "-log";
  expansion.add(
      LocalBlock(settings, "/workers").endpoint(log, 8793).bind_all().replicas(replicas).from("/workers/replicas"));
  // Fixed names: a worker is asked by its name, and a second one of the same name is refused by Airflow.
  const std::string node =
      name + "-" + ref::replica() + "@" + platform.context.stack() + "-" + platform.context.component();
  const std::string home = ref::volume("home");
  const Environment& environment = platform.environment;
  return role_workload(platform, name, "workers",
                       {environment.program("airflow"), "celery", "worker", "--celery-hostname", node, "--concurrency",
                        std::to_string(settings.integer("concurrency", 16)), "--queues",
                        joined(settings.texts("queues")), "--pid", home + "/" + name + "-" + ref::replica() + ".pid"})
      .replicas(replicas)
      .env("AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT", ref::port(log))
      .stop("TERM", settings.text("drainTimeout", "10m"))
      .ready(Probe::exec({environment.program("python"), ref::config("scripts", "worker_ping.py"),
                          ref::secret("connections", "broker"), node})
                 .env("PYTHONDONTWRITEBYTECODE", "1")
                 .period("1s")
                 .timeout("10s")
                 .says("answers through the broker"))
      .summary(std::to_string(replicas) + (replicas == 1 ? " replica, " : " replicas, ") +
               std::to_string(settings.integer("concurrency", 16)) + " tasks each");
}

}  // namespace

std::vector<Workload> worker_roles(const Platform& platform, Expansion& expansion) {
  const View& spec = platform.context.spec();
  std::vector<Workload> workloads;
  if (!uses(spec, "celery")) return workloads;
  const View all = spec.part("workers");
  workloads.push_back(worker(platform, "worker", all, expansion));
  const Json groups = all.part("groups").json();
  for (const auto& [group, differing] : groups.items()) {
    Json merged = all.json();
    merged.erase("groups");
    // A fixed port is the first group's: the others get free ones.
    if (merged.contains("local")) merged["local"].erase("port");
    merged.update(differing);
    workloads.push_back(worker(platform, "worker-" + group, View(merged), expansion));
  }
  return workloads;
}

}  // namespace trimtab::airflow
