#include "nfs.h"

#include "cluster.h"
#include "machine.h"
#include "source.h"

namespace trimtab::nfs {

Facts Nfs::ask(const AskContext& context) const {
  Facts facts;
  if (context.spec().has("source")) facts.tree("source", context.spec().text("source/path"));
  if (context.on_kubernetes()) return wanted_of_cluster(context.spec(), std::move(facts));
  return facts.program("server", {"ganesha.nfsd"}, {}, {}).program("reader", {"nfs-cat"}, {}, {});
}

Expansion Nfs::expand(const ExpandContext& context) const {
  Expansion expansion;
  if (context.on_kubernetes()) {
    add_in_cluster(context, expansion);
  } else {
    add_on_machine(context, expansion);
  }
  return expansion;
}

}  // namespace trimtab::nfs
