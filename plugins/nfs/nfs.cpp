#include "nfs.h"

#include "server.h"
#include "settings.h"

namespace trimtab::nfs {
namespace {

std::string short_version(const std::string& digest) {
  const std::size_t colon = digest.find(':');
  return digest.substr(colon == std::string::npos ? 0 : colon + 1, 6);
}

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

bool leads_out(const std::string& subdir) { return ("/" + subdir + "/").find("/../") != std::string::npos; }

Output published(const std::string& subdir) {
  return subdir == "." ? Output::tree("source") : Output::reference("path", "tree:source/" + subdir);
}

void answer(const ExpandContext& context, const Claim& claim, bool served, Expansion& expansion) {
  const std::string subdir = claim.parameters().text("subdir", ".");
  if (leads_out(subdir)) {
    throw Problem(
        Diagnostic::error("E0463", "subdir \"" + subdir + "\" of " + claim.id() + " leads out of the source"));
  }
  const std::string below = subdir == "." ? "" : "/" + subdir;
  expansion.claim(claim.id(), "path", published(subdir));
  expansion.claim(claim.id(), "version", Output::string(context.file("source").digest));
  if (!served) return;
  expansion.claim(claim.id(), "server", Output::host("nfs").after("workload/server"));
  expansion.claim(claim.id(), "port", Output::port("nfs").after("workload/server"));
  expansion.claim(claim.id(), "export", Output::string(export_path(context.component()) + "/current" + below));
}

}  // namespace

Facts Nfs::ask(const AskContext& context) const {
  Facts facts;
  facts.tree("source", context.spec().text("source/path"));
  if (context.on_kubernetes()) return facts;
  return facts.program("server", {"ganesha.nfsd"}, {}, {}).program("reader", {"nfs-cat"}, {}, {});
}

Expansion Nfs::expand(const ExpandContext& context) const {
  if (context.on_kubernetes()) throw Problem(Diagnostic::error("E0469", "kind nfs runs on the local target only"));
  Expansion expansion;
  LocalBlock(context.spec()).check(expansion);
  add_tree(context, expansion);
  const bool served = add_server(context, expansion);
  for (const Claim& claim : context.claims_on_it()) answer(context, claim, served, expansion);
  if (served) expansion.output("address", Output::endpoint("nfs"));
  expansion.output("path", Output::tree("source"));
  expansion.output("version", Output::string(context.file("source").digest));
  return expansion;
}

}  // namespace trimtab::nfs
