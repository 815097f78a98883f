#include "roles.h"
#include "settings.h"

namespace trimtab::airflow {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

/// A worker is asked by its name, and a second one of the same name is refused by Airflow: a machine's copies have
/// numbers, a cluster's pods have names that stay.
std::string node_name(const Platform& platform, const std::string& name) {
  if (platform.on_kubernetes()) return name + "@%h";
  return name + "-" + ref::replica() + "@" + platform.context.stack() + "-" + platform.context.component();
}

std::vector<std::string> worker_command(const Platform& platform, const std::string& name, const View& settings) {
  std::vector<std::string> words{platform.environment.program("airflow"),
                                 "celery",
                                 "worker",
                                 "--celery-hostname",
                                 node_name(platform, name),
                                 "--concurrency",
                                 std::to_string(settings.integer("concurrency", 16)),
                                 "--queues",
                                 joined(settings.texts("queues"))};
  if (platform.on_kubernetes()) return words;
  words.insert(words.end(), {"--pid", ref::volume("home") + "/" + name + "-" + ref::replica() + ".pid"});
  return words;
}

Probe ping(const Platform& platform, const std::string& name) {
  return Probe::exec({platform.environment.program("python"), ref::config("scripts", "worker_ping.py"),
                      ref::secret("connections", "broker"), node_name(platform, name)})
      .env("PYTHONDONTWRITEBYTECODE", "1")
      .period(platform.pace("1s", "15s"))
      .timeout("10s")
      .says("answers through the broker");
}

/// Pods with names that stay, whose log servers the API server finds by those names. A signal reaches Celery's main
/// process alone: the others would drop their tasks.
void make_stable(Workload& workload, const Platform& platform, const std::string& name, const View& settings) {
  const std::string timeout = settings.text("drainTimeout", "10m");
  workload.stable()
      .serves("endpoint/" + name + "-log")
      .env("DUMB_INIT_SETSID", "0")
      .env("AIRFLOW__CORE__HOSTNAME_CALLABLE", "socket.getfqdn")
      .stop("TERM", "60s")
      .drain({platform.environment.program("python"), ref::config("scripts", "drain.py"),
              ref::secret("connections", "broker"), node_name(platform, name), joined(settings.texts("queues")),
              std::to_string(seconds_of(timeout))},
             timeout)
      .live(ping(platform, name).period("60s").threshold(5));
}

/// `name` is "worker" or "worker-GROUP"; `settings` are the group's, over those of all workers.
Workload worker(const Platform& platform, const std::string& name, const View& settings, Expansion& expansion) {
  const std::int64_t replicas = settings.integer("replicas", 1);
  const std::string log = name + "-log";
  expansion.add(
      platform.endpoint(log, 8793, settings, "/workers").bind_all().replicas(replicas).from("/workers/replicas"));
  Workload workload = role_workload(platform, name, "workers", worker_command(platform, name, settings));
  workload.replicas(replicas)
      .env("AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT", ref::port(log))
      .stop("TERM", settings.text("drainTimeout", "10m"))
      .ready(ping(platform, name))
      .summary(std::to_string(replicas) + (replicas == 1 ? " replica, " : " replicas, ") +
               std::to_string(settings.integer("concurrency", 16)) + " tasks each");
  if (platform.on_kubernetes()) make_stable(workload, platform, name, settings);
  return workload;
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
