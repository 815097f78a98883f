#include "own.h"

#include "ganesha.h"
#include "publish.h"
#include "source.h"

namespace trimtab::nfs {
namespace {

/// The pod of the server has the disk, and one node at a time may have it: who publishes must be there too.
Json beside_the_server(const ExpandContext& context) {
  const Json labels{{"app.kubernetes.io/instance", context.stack()},
                    {"app.kubernetes.io/name", context.component()},
                    {"app.kubernetes.io/component", "server"}};
  const Json term{{"labelSelector", {{"matchLabels", labels}}}, {"topologyKey", "kubernetes.io/hostname"}};
  return {{"podAffinity", {{"requiredDuringSchedulingIgnoredDuringExecution", Json::array({term})}}}};
}

/// Adds what pods mount; says where a claim finds it.
class Own {
 public:
  Own(const ExpandContext& context, Expansion& expansion)
      : context_(context), expansion_(expansion), ganesha_(context, expansion) {}

  void add() {
    ganesha_.add();
    if (context_.spec().has("source")) {
      add_tree(context_, expansion_);
      Task task =
          publish(context_, {ref::volume("data") + "/source", ganesha_.image(), beside_the_server(context_), true});
      expansion_.add(task.needs("workload/server"));
      expansion_.add(ganesha_.volume("readers", "source", "rox", context_.spec().text("storage/size")));
    }
    const View shares = context_.spec().part("shares");
    for (const auto& [name, share] : shares.json().items()) {
      const bool writable = share.value("access", std::string("rw")) == "rw";
      expansion_.add(
          ganesha_.volume("share-" + name, name, writable ? "rwx" : "rox", share.value("size", std::string("10Gi"))));
    }
    for (const Claim& claim : context_.claims_on_it()) answer(claim);
    expansion_.output("address", Output::endpoint("nfs"));
  }

 private:
  void answer(const Claim& claim) {
    const std::string subdir = checked_subdir(claim);
    const std::string below = subdir == "." ? "" : "/" + subdir;
    if (claim.parameters().has("share")) return answer_share(claim, claim.parameters().text("share"), below);
    if (!context_.spec().has("source") || is_writable(claim)) {
      expansion_.say(
          Diagnostic::error("E0467", claim.id() + (is_writable(claim) ? " wants to write into the published directory"
                                                                      : " names no share"))
              .why(is_writable(claim) ? "its readers must find what was published" : "there is no \"source\"")
              .next("name one of \"shares\": {from: " + context_.component() + ", share: NAME, access: rw}"));
      return;
    }
    expansion_.claim(claim.id(), "path",
                     Output::reference("path", "volume:readers/current" + below).after("task/publish"));
    expansion_.claim(claim.id(), "version", Output::string(context_.file("source").digest));
    say_server(claim, "source/current" + below);
  }

  void answer_share(const Claim& claim, const std::string& share, const std::string& below) {
    const View& spec = context_.spec();
    if (!spec.has("shares/" + share)) {
      expansion_.say(Diagnostic::error("E0467", claim.id() + " names share \"" + share + "\", which is not there")
                         .at("/shares")
                         .next("add it: \"shares: {" + share + ": {}}\""));
      return;
    }
    if (is_writable(claim) && spec.text("shares/" + share + "/access", "rw") != "rw") {
      expansion_.say(Diagnostic::error("E0467", claim.id() + " wants to write into share \"" + share + "\"")
                         .at("/shares/" + share + "/access")
                         .next("write \"access: rw\" there"));
      return;
    }
    expansion_.claim(claim.id(), "path",
                     Output::reference("path", "volume:share-" + share + below).after("workload/server"));
    expansion_.claim(claim.id(), "version", Output::string(""));
    say_server(claim, share + below);
  }

  void say_server(const Claim& claim, const std::string& below) {
    expansion_.claim(claim.id(), "server", Output::string(ganesha_.address()));
    expansion_.claim(claim.id(), "port", Output::port("nfs").after("workload/server"));
    expansion_.claim(claim.id(), "export", Output::string("/" + context_.component() + "/" + below));
  }

  const ExpandContext& context_;
  Expansion& expansion_;
  Ganesha ganesha_;
};

}  // namespace

void add_own(const ExpandContext& context, Expansion& expansion) { Own(context, expansion).add(); }

}  // namespace trimtab::nfs
