#include "core/target/local/facts.h"

#include "core/support/digest.h"
#include "core/target/local/tree_digest.h"
#include "core/target/local/unit.h"

namespace trimtab {
namespace {

constexpr std::uint64_t text_limit = std::uint64_t{4} << 20;
constexpr std::uint64_t file_limit = std::uint64_t{256} << 20;

Result<Value> file_fact(const LocalSite& site, const Value& spec) {
  const Path path = spec.at("path").get<std::string>();
  const bool with_text = spec.value("text", false);
  TRIMTAB_TRY(const auto found, site.seams.disk.status(path));
  if (!found || found->kind != FileKind::regular) return Value{{"exists", false}};
  TRIMTAB_TRY(std::string content, site.seams.disk.read(path, with_text ? text_limit : file_limit));
  Value answer{{"exists", true}, {"size", content.size()}, {"digest", sha256(content)}};
  if (with_text) answer["text"] = std::move(content);
  return answer;
}

Result<Value> tree_fact(const LocalSite& site, const Value& spec) {
  const Path path = spec.at("path").get<std::string>();
  TRIMTAB_TRY(const auto found, site.seams.disk.status(path));
  if (!found || found->kind != FileKind::directory) return Value{{"exists", false}};
  TRIMTAB_TRY(const TreeDigest tree, digest_of_tree(site.seams.disk, path));
  return Value{{"exists", true}, {"digest", tree.digest}, {"files", tree.files}, {"bytes", tree.bytes}};
}

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
  if (request.type == "file") return file_fact(site, request.spec);
  if (request.type == "tree") return tree_fact(site, request.spec);
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
