#include "source.h"

namespace trimtab::nfs {
namespace {

std::string short_version(const std::string& digest) {
  const std::size_t colon = digest.find(':');
  return digest.substr(colon == std::string::npos ? 0 : colon + 1, 6);
}

}  // namespace

void add_tree(const ExpandContext& context, Expansion& expansion) {
  const std::string path = context.spec().text("source/path");
  const FileFact source = context.file("source");
  if (!source.exists) {
    throw Problem(
        Diagnostic::error("E0462", "there is no directory " + path).at("/source/path").next("mkdir -p " + path));
  }
  const std::string files = source.files == 1 ? "1 file" : std::to_string(source.files) + " files";
  expansion.add(Tree("source", path, source.digest)
                    .keep(static_cast<int>(context.spec().integer("keep", 5)))
                    .from("/source/path")
                    .summary("version " + short_version(source.digest) + ", " + files));
}

std::string checked_subdir(const Claim& claim) {
  std::string subdir = claim.parameters().text("subdir", ".");
  if (("/" + subdir + "/").find("/../") == std::string::npos) return subdir;
  throw Problem(Diagnostic::error("E0463", "subdir \"" + subdir + "\" of " + claim.id() + " leads out of the source"));
}

bool is_writable(const Claim& claim) { return claim.parameters().text("access", "ro") == "rw"; }

}  // namespace trimtab::nfs
