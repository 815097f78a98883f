#include "image.h"

namespace trimtab::airflow {
namespace {

constexpr const char* official = "apache/airflow";

/// A tag of one's own says nothing that can be relied on, and a schema is moved by the version.
void require_version(const View& spec) {
  if (spec.has("version")) return;
  for (const char* part : {"repository", "tag", "digest"}) {
    const std::string key = std::string("image/") + part;
    if (!spec.has(key) || spec.at(key) == official) continue;
    throw Problem(Diagnostic::error("E0470", "which Airflow the image holds is not said")
                      .at("/image")
                      .why("the schema of the database is moved to a version, and back to one")
                      .next("write \"version: 3.x.y\" beside it"));
  }
}

}  // namespace

Environment environment_in_image(const ExpandContext& context) {
  const View& spec = context.spec();
  require_version(spec);
  Environment environment;
  environment.version = spec.text("version", context.chosen_text("version", newest_version));
  if (environment.version.rfind("3.", 0) != 0) {
    throw Problem(Diagnostic::error("E0433", "Airflow " + environment.version + " is not supported")
                      .at("/version")
                      .label("3.x is"));
  }
  environment.image = image_name(spec.part("image"), official, environment.version);
  return environment;
}

Config programs_in_image() {
  return Config("scripts")
      .data("drain.py", "data/drain.py")
      .data("fetch.sh", "data/fetch.sh")
      .data("heartbeat.py", "data/heartbeat.py")
      .data("migrate.sh", "data/migrate.sh")
      .data("smoke.py", "data/smoke.py")
      .data("worker_ping.py", "data/worker_ping.py");
}

void put_into_image(Run& run, const Environment& environment, const View& spec) {
  if (environment.in_image()) run.image(environment.image, account_in_image, group_in_image).kubernetes(spec);
}

void put_into_image(Workload& workload, const Environment& environment, const View& role) {
  if (environment.in_image()) workload.image(environment.image, account_in_image, group_in_image).kubernetes(role);
}

}  // namespace trimtab::airflow
