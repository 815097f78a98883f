#include "core/target/kubernetes/published_tree.h"

#include "core/support/base64.h"
#include "core/target/kubernetes/names.h"
#include "core/target/tree_digest.h"

namespace trimtab {
namespace {

constexpr std::uint64_t file_limit = std::uint64_t{2} << 20;

}  // namespace

Result<Value> published_tree(const Disk& disk, const Object& tree) {
  const Path source = tree.desired.at("source").get<std::string>();
  TRIMTAB_TRY(const TreeDigest found, digest_of_tree(disk, source));
  if (found.digest != tree.desired.at("digest").get<std::string>())
    return fail(Errc::stale, "E0756", source.native() + " has changed since the plan was made");
  Value data = Value::object();
  for (std::size_t i = 0; i < found.paths.size(); ++i) {
    TRIMTAB_TRY(const std::string content, disk.read(source / found.paths[i], file_limit));
    data[tree_key(i)] = base64(content);
  }
  return Value{{"apiVersion", "v1"},
               {"kind", "ConfigMap"},
               {"immutable", true},
               {"metadata",
                {{"name", tree.desired.at("name")},
                 {"namespace", tree.desired.at("namespace")},
                 {"labels", tree.desired.at("labels")},
                 {"annotations", {{"trimtab.dev/id", tree.id.text()}}}}},
               {"binaryData", std::move(data)}};
}

}  // namespace trimtab
