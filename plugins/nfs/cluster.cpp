#include "cluster.h"

#include "external.h"
#include "own.h"

namespace trimtab::nfs {
namespace {

void check_sources(const ExpandContext& context, Expansion& expansion) {
  const View& spec = context.spec();
  const bool external = spec.has("external");
  if (!external && !spec.has("source") && !spec.has("shares")) {
    throw Problem(
        Diagnostic::error("E0466", "nothing is to be shared")
            .next("write \"source: {path: ./dags}\", \"shares: {logs: {}}\" or \"external: {server, path}\""));
  }
  if (!external) return;
  const bool by_name = spec.has("external/claimName");
  const bool by_server = spec.has("external/server") && spec.has("external/path");
  if (by_name == (spec.has("external/server") || spec.has("external/path")) || (!by_name && !by_server)) {
    throw Problem(Diagnostic::error("E0468", "what exists is a server and its path, or a claim")
                      .at("/external")
                      .next("write \"external: {server: HOST, path: /EXPORT}\" or \"external: {claimName: NAME}\""));
  }
  if (spec.has("shares")) {
    expansion.say(Diagnostic::error("E0468", "\"shares\" are directories of a server that is made here")
                      .at("/shares")
                      .next("remove \"shares\"; a claim's \"subdir\" names a directory of what exists"));
  }
}

}  // namespace

Facts wanted_of_cluster(const View& spec, Facts facts) {
  if (spec.has("external/claimName")) facts.ask("claim", "volume-claim", {{"name", spec.at("external/claimName")}});
  if (spec.has("external")) return facts;
  return facts.ask("namespace", "namespace", Json::object()).ask("address", "service-address", {{"endpoint", "nfs"}});
}

void add_in_cluster(const ExpandContext& context, Expansion& expansion) {
  check_sources(context, expansion);
  if (context.spec().has("external")) {
    add_external(context, expansion);
  } else {
    add_own(context, expansion);
  }
  if (context.spec().has("source")) {
    expansion.output("version", Output::string(context.file("source").digest));
    expansion.output("path", Output::reference("path", "volume:readers/current").after("task/publish"));
  }
}

}  // namespace trimtab::nfs
