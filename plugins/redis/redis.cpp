#include "redis.h"

#include <set>

#include "external.h"
#include "server.h"
#include "settings.h"

namespace trimtab::redis {
namespace {

Workload server_workload(const View& spec, const Server& server) {
  const Probe pong = Probe::exec({"/bin/sh", "-c", ping, server.client, ref::secret("password", "password"),
                                  ref::host("broker"), ref::port("broker")})
                         .env("PATH", "/usr/bin:/bin")
                         .period("250ms")
                         .timeout("5s")
                         .threshold(3)
                         .says("PING answered");
  Workload workload("server", {server.program, ref::config("redis.conf", "redis.conf")});
  if (server.image.empty()) {
    workload.local(LocalBlock(spec).process());
  } else {
    workload.image(server.image, image_account, image_account).serves("endpoint/broker").stable().kubernetes(spec);
  }
  return workload.ready(pong)
      .startup("2m")
      .stop("TERM", "60s")
      .summary("Redis " + server.version + "; healthy when an authenticated PING answers");
}

void add_server(const View& spec, const Server& server, Expansion& expansion) {
  expansion.add(Volume("data")
                    .size(spec.text("storage/size"))
                    .access(spec.text("storage/access"))
                    .retain(spec.boolean("storage/retain", true))
                    .kubernetes(spec)
                    .from("/storage"));
  expansion.add(Secret("password").source("password", spec.at("password")).from("/password"));
  expansion.add(
      Secret("authentication")
          .from_template("password.conf", "requirepass " + ref::value("password", "password", "json") + "\n"));
  expansion.add(Config("redis.conf").file("redis.conf", redis_conf(spec)));
  expansion.add(server.image.empty() ? LocalBlock(spec).endpoint("broker", 6379) : Endpoint("broker", 6379));
  expansion.add(server_workload(spec, server));
}

/// A slot of its own: the index it asked for, or any.
Slot index_of(const Claim& claim, std::int64_t databases, std::set<std::int64_t>& pinned) {
  const std::string name = claim_name(claim, "broker");
  if (!claim.parameters().has("index")) return Slot(name, "index", 0, databases - 1);
  const std::int64_t index = claim.parameters().integer("index");
  const std::string wanted = "index " + std::to_string(index) + ", which " + claim.id() + " claims, ";
  if (index >= databases) {
    throw Problem(Diagnostic::error("E0455", wanted + "does not exist")
                      .at("/databases")
                      .why("there are " + std::to_string(databases) + ", from 0 on")
                      .next("write \"databases: " + std::to_string(index + 1) + "\""));
  }
  if (!pinned.insert(index).second) {
    throw Problem(Diagnostic::error("E0456", wanted + "is claimed by another component too")
                      .next("remove \"index\" and the next free one is kept"));
  }
  return Slot(name, "index", index, index).prefer(index);
}

/// Where claims find the server, and what must be there first.
struct Reach {
  Output host;
  Output port;
  std::string ready;
};

Reach reach_of(const View& spec) {
  if (!spec.has("external")) return {Output::host("broker"), Output::port("broker"), "workload/server"};
  return {Output::string(spec.text("external/host")), Output::integer(spec.integer("external/port", 6379)),
          "task/answers"};
}

void add_claims(const ExpandContext& context, Expansion& expansion) {
  const std::int64_t databases = context.spec().integer("databases", 16);
  const std::vector<Claim> claims = context.claims_on_it();
  if (static_cast<std::int64_t>(claims.size()) > databases) {
    const std::string count = std::to_string(claims.size());
    throw Problem(Diagnostic::error("E0457", count + " indices are claimed")
                      .at("/databases")
                      .why("there are " + std::to_string(databases))
                      .next("write \"databases: " + count + "\""));
  }
  std::set<std::int64_t> pinned;
  const Reach reach = reach_of(context.spec());
  for (const Claim& claim : claims) {
    expansion.add(index_of(claim, databases, pinned));
    expansion.claim(claim.id(), "scheme", Output::string("redis"));
    expansion.claim(claim.id(), "host", reach.host);
    expansion.claim(claim.id(), "port", reach.port);
    expansion.claim(claim.id(), "index", Output::slot(claim_name(claim, "broker")).after(reach.ready));
    expansion.claim(claim.id(), "password", Output::secret("password", "password").after(reach.ready));
  }
}

void add_own(const ExpandContext& context, Expansion& expansion) {
  const Server server = chosen_server(context);
  check_settings(context.spec(), expansion);
  if (!context.on_kubernetes()) LocalBlock(context.spec()).check(expansion);
  add_server(context.spec(), server, expansion);
  expansion.output("address", Output::endpoint("broker"));
  expansion.output("version", Output::string(server.version));
}

}  // namespace

Facts Redis::ask(const AskContext& context) const { return context.on_kubernetes() ? Facts() : wanted_programs(); }

Expansion Redis::expand(const ExpandContext& context) const {
  const View& spec = context.spec();
  Expansion expansion;
  if (spec.has("external")) {
    add_external(spec, chosen_client(context), expansion);
    const std::string port = std::to_string(spec.integer("external/port", 6379));
    expansion.output("address", Output::address(spec.text("external/host") + ":" + port));
  } else {
    add_own(context, expansion);
  }
  add_claims(context, expansion);
  expansion.output("password", Output::secret("password", "password"));
  return expansion;
}

}  // namespace trimtab::redis
