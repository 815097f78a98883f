#include "core/target/local/facts.h"

#include "core/target/file_facts.h"
#include "core/target/local/unit.h"

namespace trimtab {
namespace {

Result<Value> port_fact(const LocalSite& site, const Value& spec) {
  const auto port = spec.at("port").get<std::uint16_t>();
  if (site.seams.net.can_bind(site.settings.bind, port)) return Value{{"free", true}};
  const auto listener = site.seams.net.listener(port);
  const bool ours = listener && listener->pid != 0 && unit_of(listener->pid, site.layout);
  const std::string owner = listener ? listener_text(*listener) : "a process that does not listen";
  return Value{{"free", false}, {"ours", ours}, {"owner", owner}};
}

Result<Value> answer(const LocalSite& site, const FactRequest& request) {
  if (request.type == "program") return program_fact(site, request.spec);
  if (request.type == "file") return file_fact(site.seams.disk, request.spec);
  if (request.type == "tree") return tree_fact(site.seams.disk, request.spec);
  if (request.type == "port") return port_fact(site, request.spec);
  return fail(Errc::invalid, "E0741", "the local target knows no fact of type " + request.type);
}

}  // namespace

Result<Value> local_facts(const LocalSite& site, std::span<const FactRequest> requests) {
  Value facts = Value::object();
  for (const FactRequest& request : requests) {
    try {
      auto found = answer(site, request);
      const std::string step = "fact " + request.component + "/" + request.name;
      if (!found) return std::unexpected(within(step, std::move(found).error()));
      facts[request.component][request.name] = std::move(*found);
    } catch (const nlohmann::json::exception& error) {
      return fail(Errc::invalid, "E0741", "fact " + request.component + "/" + request.name + ": " + error.what());
    }
  }
  return facts;
}

}  // namespace trimtab
