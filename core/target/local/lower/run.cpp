#include "core/target/local/lower/run.h"

#include <algorithm>

#include "core/target/lowering_words.h"

namespace trimtab {
namespace {

bool is_variable(const std::string& name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Status check_run(const Value& run) {
  const auto& program = run.at("command").at(0).get_ref<const std::string&>();
  if (!program.starts_with('/')) {
    return fail(Errc::invalid, "E0733", "its program \"" + program + "\" is not an absolute path");
  }
  for (const char* list : {"env", "secret_env"}) {
    for (const auto& [name, value] : run.at(list).items()) {
      if (!is_variable(name)) return fail(Errc::invalid, "E0733", "\"" + name + "\" cannot name a variable");
      if (!value.is_string()) return fail(Errc::invalid, "E0733", "the variable " + name + " is not text");
    }
  }
  return {};
}

}  // namespace

Result<Value> lowered_run(const Value& run, Scene& scene, const TextPlace& place) {
  if (!run.contains("command") || run.at("command").empty()) return fail(Errc::invalid, "E0733", "it has no command");
  TRIMTAB_TRY(const bool root, scene.wants_root(run, "user"));
  Value result;
  TRIMTAB_TRY(result["command"], scene.value(run.at("command"), place));
  TRIMTAB_TRY(result["env"], scene.value(run.value("env", Value::object()), place));
  TRIMTAB_TRY(result["secret_env"], scene.value(run.value("secret_env", Value::object()), place));
  TRIMTAB_TRY(result["account"], scene.account_value(place.component, root));
  TRIMTAB_TRY(result["directory"], scene.text(run.value("directory", std::string("@{user:home}")), place));
  TRIMTAB_CHECK(check_run(result));
  return result;
}

Result<std::map<Id, const Resource*>> used_by(const Resource& resource, const Scene& scene) {
  std::map<Id, const Resource*> used;
  TRIMTAB_TRY(const std::vector<Id> referred, referred_ids(resource.spec, resource.id.component()));
  for (const Id& id : referred) {
    if (const Resource* found = scene.resources().find(id)) used.emplace(id, found);
  }
  if (const auto names = resource.spec.find("uses"); names != resource.spec.end()) {
    for (const Value& name : *names) {
      TRIMTAB_TRY(const Id id, named_resource(name.get<std::string>(), resource.id.component()));
      TRIMTAB_TRY(const Resource* found, scene.resources().need(id));
      used.emplace(id, found);
    }
  }
  return used;
}

}  // namespace trimtab
