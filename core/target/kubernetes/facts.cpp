#include "core/target/kubernetes/facts.h"

#include <fmt/format.h>

#include "core/target/file_facts.h"
#include "core/target/git_fact.h"
#include "core/target/kubernetes/cluster_facts.h"
#include "core/target/tree_digest.h"

namespace trimtab {
namespace {

/// A ConfigMap holds 1 MiB with its keys, and base64 is not counted.
constexpr std::uint64_t largest_tree = 1'000'000;
constexpr std::size_t most_files = 2000;

Result<Value> published_fact(const Disk& disk, const Value& spec) {
  const Path path = spec.at("path").get<std::string>();
  TRIMTAB_TRY(const auto found, disk.status(path));
  if (!found || found->kind != FileKind::directory) return Value{{"exists", false}};
  TRIMTAB_TRY(TreeDigest tree, digest_of_tree(disk, path));
  if (tree.bytes > largest_tree || tree.files > most_files) {
    return fail(Errc::invalid, "E0847",
                fmt::format("{} holds {} bytes in {} files; what is published into a cluster from here is at most {} "
                            "in {}",
                            path.native(), tree.bytes, tree.files, largest_tree, most_files),
                "let the cluster take it from git, or bake it into the image");
  }
  if (!tree.link.empty()) {
    return fail(Errc::invalid, "E0847", (path / tree.link).native() + " is a link, which a ConfigMap cannot hold",
                "put the file there instead of the link");
  }
  return Value{{"exists", true},
               {"digest", tree.digest},
               {"files", tree.files},
               {"bytes", tree.bytes},
               {"paths", std::move(tree.paths)}};
}

Result<Value> answer(const KubernetesSite& site, const FactRequest& request) {
  if (is_cluster_fact(request)) return cluster_fact(site, request);
  if (request.type == "file") return file_fact(site.seams.disk, request.spec);
  if (request.type == "tree") return published_fact(site.seams.disk, request.spec);
  if (request.type == "git-ref") return git_ref_fact(site.seams.processes, site.environment, request.spec);
  return fail(Errc::invalid, "E0741", "a cluster has no facts of type " + request.type);
}

}  // namespace

Result<Value> kubernetes_facts(const KubernetesSite& site, std::span<const FactRequest> requests) {
  Value facts = Value::object();
  for (const FactRequest& request : requests) {
    const std::string step = "fact " + request.component + "/" + request.name;
    try {
      auto found = answer(site, request);
      if (!found) return std::unexpected(within(step, std::move(found).error()));
      facts[request.component][request.name] = std::move(*found);
    } catch (const nlohmann::json::exception& error) {
      return fail(Errc::invalid, "E0741", step + ": " + error.what());
    }
  }
  return facts;
}

}  // namespace trimtab
