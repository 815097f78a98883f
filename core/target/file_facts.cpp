#include "core/target/file_facts.h"

#include "core/support/digest.h"
#include "core/target/tree_digest.h"

namespace trimtab {
namespace {

constexpr std::uint64_t text_limit = std::uint64_t{4} << 20;
constexpr std::uint64_t file_limit = std::uint64_t{256} << 20;

}  // namespace

Result<Value> file_fact(const Disk& disk, const Value& spec) {
  const Path path = spec.at("path").get<std::string>();
  const bool with_text = spec.value("text", false);
  TRIMTAB_TRY(const auto found, disk.status(path));
  if (!found || found->kind != FileKind::regular) return Value{{"exists", false}};
  TRIMTAB_TRY(auto content, read_if_there(disk, path, with_text ? text_limit : file_limit));
  if (!content) return Value{{"exists", false}};
  Value answer{{"exists", true}, {"size", content->size()}, {"digest", sha256(*content)}};
  if (with_text) answer["text"] = std::move(*content);
  return answer;
}

Result<Value> tree_fact(const Disk& disk, const Value& spec) {
  const Path path = spec.at("path").get<std::string>();
  TRIMTAB_TRY(const auto found, disk.status(path));
  if (!found || found->kind != FileKind::directory) return Value{{"exists", false}};
  TRIMTAB_TRY(const TreeDigest tree, digest_of_tree(disk, path));
  return Value{{"exists", true}, {"digest", tree.digest}, {"files", tree.files}, {"bytes", tree.bytes}};
}

}  // namespace trimtab
