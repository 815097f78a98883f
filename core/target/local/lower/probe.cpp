#include "core/target/local/lower/run.h"

namespace trimtab {
namespace {

/// The host of the endpoint a port belongs to: where endpoints bind is a setting of the target.
Result<std::string> host_of(const Value& body, std::int64_t port, const Scene& scene) {
  if (body.contains("host")) return body.at("host").get<std::string>();
  for (const Resource& resource : scene.resources().all()) {
    if (resource.id.type() != "endpoint") continue;
    const std::int64_t count = resource.spec.value("replicas", std::int64_t{1});
    for (std::int64_t replica = 1; replica <= count; ++replica) {
      TRIMTAB_TRY(const std::int64_t own, scene.port(resource, replica));
      if (own == port) return scene.host(resource);
    }
  }
  return std::string("127.0.0.1");
}

Result<Value> network_probe(const std::string& kind, const Value& body, const Scene& scene) {
  Value result{{"kind", kind}};
  TRIMTAB_TRY(const std::int64_t port, port_number(body.at("port")));
  result["port"] = port;
  TRIMTAB_TRY(result["host"], host_of(body, port, scene));
  if (kind == "http") {
    result["path"] = body.value("path", std::string("/"));
    result["status"] = body.value("status", 200);
    result["json"] = body.value("json", Value::array());
  }
  return result;
}

}  // namespace

Result<Value> lowered_probe(const Value& probe, Scene& scene, const TextPlace& place) {
  TRIMTAB_TRY(const Value text, scene.value(probe, place));
  Value result;
  if (text.contains("tcp")) {
    TRIMTAB_TRY(result, network_probe("tcp", text.at("tcp"), scene));
  } else if (text.contains("http")) {
    TRIMTAB_TRY(result, network_probe("http", text.at("http"), scene));
  } else if (text.contains("exec")) {
    TRIMTAB_TRY(result, lowered_run(probe.at("exec"), scene, place));
    result["kind"] = "exec";
  } else {
    return fail(Errc::invalid, "E0736", "a probe is one of tcp, http and exec");
  }
  TRIMTAB_TRY(result["period_ms"], milliseconds(text, "period", 500));
  TRIMTAB_TRY(result["timeout_ms"], milliseconds(text, "timeout", 5000));
  result["threshold"] = text.value("threshold", 3);
  if (text.contains("says")) result["says"] = text.at("says");
  return result;
}

}  // namespace trimtab
