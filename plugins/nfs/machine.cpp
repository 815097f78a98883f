#include "machine.h"

#include "server.h"
#include "settings.h"
#include "source.h"

namespace trimtab::nfs {
namespace {

Output published(const std::string& subdir) {
  return subdir == "." ? Output::tree("source") : Output::reference("path", "tree:source/" + subdir);
}

void answer(const ExpandContext& context, const Claim& claim, bool served, Expansion& expansion) {
  const std::string subdir = checked_subdir(claim);
  const std::string below = subdir == "." ? "" : "/" + subdir;
  expansion.claim(claim.id(), "path", published(subdir));
  expansion.claim(claim.id(), "version", Output::string(context.file("source").digest));
  if (!served) return;
  expansion.claim(claim.id(), "server", Output::host("nfs").after("workload/server"));
  expansion.claim(claim.id(), "port", Output::port("nfs").after("workload/server"));
  expansion.claim(claim.id(), "export", Output::string(export_path(context.component()) + "/current" + below));
}

/// What only a cluster can give is refused.
void check_fields(const ExpandContext& context, Expansion& expansion) {
  const View& spec = context.spec();
  for (const char* field : {"shares", "external"}) {
    if (!spec.has(field)) continue;
    throw Problem(Diagnostic::error("E0469", std::string("\"") + field + "\" needs a cluster")
                      .at(std::string("/") + field)
                      .why("components on one machine share its directories")
                      .next(std::string("remove \"") + field + "\""));
  }
  if (!spec.has("source")) {
    throw Problem(Diagnostic::error("E0466", "nothing is to be shared").next("write \"source: {path: ./dags}\""));
  }
  for (const Claim& claim : context.claims_on_it()) {
    if (!claim.parameters().has("share") && claim.parameters().text("access", "ro") == "ro") continue;
    expansion.say(Diagnostic::error("E0467", claim.id() + " wants more than to read the published directory")
                      .why("on one machine there is nothing else")
                      .next("remove \"share\" and \"access\" from the claim"));
  }
}

}  // namespace

void add_on_machine(const ExpandContext& context, Expansion& expansion) {
  check_fields(context, expansion);
  LocalBlock(context.spec()).check(expansion);
  add_tree(context, expansion);
  const bool served = add_server(context, expansion);
  for (const Claim& claim : context.claims_on_it()) answer(context, claim, served, expansion);
  if (served) expansion.output("address", Output::endpoint("nfs"));
  expansion.output("path", Output::tree("source"));
  expansion.output("version", Output::string(context.file("source").digest));
}

}  // namespace trimtab::nfs
