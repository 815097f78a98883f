#include <array>

#include "core/support/text.h"
#include "core/target/local/lower/lower.h"
#include "core/target/local/lower/run.h"

namespace trimtab {
namespace {

constexpr std::array<std::string_view, 8> signals{"TERM", "INT", "HUP", "QUIT", "USR1", "USR2", "KILL", "WINCH"};

Result<std::string> signal_name(const Value& spec, const char* otherwise) {
  std::string name = spec.value("signal", std::string(otherwise));
  if (name.starts_with("SIG")) name.erase(0, 3);
  for (const std::string_view known : signals) {
    if (known == name) return name;
  }
  return fail(Errc::invalid, "E0738", "\"" + name + "\" is not a signal that a service can be sent");
}

/// What a change of something it uses means: the digests that restart it and those that only make it read again.
Status add_uses(const Resource& resource, Scene& scene, Value& desired) {
  const Value on_change = resource.spec.value("on_change", Value::object());
  TRIMTAB_TRY(auto used, used_by(resource, scene));
  std::map<Id, std::string> said;
  for (const auto& [name, what] : on_change.items()) {
    TRIMTAB_TRY(const Id id, named_resource(name, resource.id.component()));
    TRIMTAB_TRY(const Resource* found, scene.resources().need(id));
    used.emplace(id, found);
    said[id] = what.get<std::string>();
  }
  desired["restart_on"] = Value::object();
  desired["reload_on"] = Value::object();
  for (const auto& [id, found] : used) {
    const bool counts = id.type() == "config" || id.type() == "secret";
    const auto own = said.find(id);
    const std::string what = own != said.end() ? own->second : counts ? "restart" : "none";
    if (what == "none" || id == resource.id) continue;
    TRIMTAB_TRY(desired[what == "reload" ? "reload_on" : "restart_on"][id.text()], scene.use_digest(*found));
  }
  return {};
}

Result<Value> stop_of(const Resource& resource, Scene& scene, const TextPlace& place) {
  const Value spec = resource.spec.value("stop", Value::object());
  Value stop;
  TRIMTAB_TRY(stop["signal"], signal_name(spec, "TERM"));
  TRIMTAB_TRY(stop["grace_ms"], milliseconds(spec, "grace", 60'000));
  if (!spec.contains("drain")) return stop;
  Value drain = spec.at("drain");
  for (const char* key : {"env", "secret_env", "user", "directory"}) {
    if (!drain.contains(key) && resource.spec.contains(key)) drain[key] = resource.spec.at(key);
  }
  TRIMTAB_TRY(stop["drain"], lowered_run(drain, scene, place));
  TRIMTAB_TRY(stop["drain"]["timeout_ms"], milliseconds(drain, "timeout", 600'000));
  return stop;
}

Status add_local(const Value& local, Value& desired) {
  if (local.contains("memoryMax")) {
    return fail(Errc::invalid, "E0739",
                "local.memoryMax cannot be kept here: it needs a cgroup that was delegated to us", "remove memoryMax");
  }
  desired["nice"] = local.value("nice", 0);
  desired["open_files"] = local.value("openFiles", 65536);
  const Value rotate = local.value("logRotate", Value::object());
  const auto size = parse_size(rotate.value("size", std::string("10Mi")));
  if (!size) return fail(Errc::invalid, "E0735", "local.logRotate.size is not a size");
  desired["log"] = {{"size", *size}, {"keep", rotate.value("keep", 10)}};
  return {};
}

Result<Object> service(const Resource& resource, Scene& scene, std::int64_t replica) {
  Object object = object_of(resource, "service", replica == 0 ? std::string() : std::to_string(replica));
  const TextPlace place{std::string(resource.id.component()), replica, false};
  TRIMTAB_TRY(object.desired["run"], lowered_run(resource.spec, scene, place));
  TRIMTAB_CHECK(add_local(resource.spec.value("local", Value::object()), object.desired));
  TRIMTAB_CHECK(add_uses(resource, scene, object.desired));
  TRIMTAB_TRY(object.desired["stop"], stop_of(resource, scene, place));
  TRIMTAB_TRY(object.desired["reload"], signal_name(resource.spec.value("reload", Value::object()), "HUP"));
  if (resource.spec.contains("ready")) {
    TRIMTAB_TRY(object.desired["ready"], lowered_probe(resource.spec.at("ready"), scene, place));
  }
  if (resource.spec.contains("startup")) {
    TRIMTAB_TRY(const std::int64_t timeout, milliseconds(resource.spec.at("startup"), "timeout", 120'000));
    object.timeout = Duration(timeout);
  }
  return object;
}

}  // namespace

Result<std::vector<Object>> lower_workload(const Resource& resource, Scene& scene) {
  std::vector<Object> objects;
  if (!resource.spec.contains("replicas")) {
    TRIMTAB_TRY(Object object, service(resource, scene, 0));
    objects.push_back(std::move(object));
    return objects;
  }
  const auto count = resource.spec.at("replicas").get<std::int64_t>();
  for (std::int64_t replica = 1; replica <= count; ++replica) {
    TRIMTAB_TRY(Object object, service(resource, scene, replica));
    objects.push_back(std::move(object));
  }
  return objects;
}

}  // namespace trimtab
