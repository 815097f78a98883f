#include "tests/plugins/golden.h"

using namespace trimtab::testing;
using trimtab::Json;

namespace {

Component dags(Json spec = Json::object()) {
  spec["source"] = {{"path", "/srv/dags"}};
  return Component("dags", "nfs")
      .spec(std::move(spec))
      .fact("source", {{"exists", true}, {"digest", "3f9c1e0000000000"}, {"files", 6}, {"bytes", 4096}})
      .fact("server", {{"found", true}, {"path", "/usr/bin/ganesha.nfsd"}, {"name", "ganesha.nfsd"}, {"version", ""}})
      .fact("reader", {{"found", true}, {"path", "/usr/bin/nfs-cat"}, {"name", "nfs-cat"}, {"version", ""}});
}

Json target(bool root) {
  Json facts = Session::default_target_facts();
  facts["root"] = root;
  return facts;
}

std::string said(const Component& component, bool root = true) {
  const Session nfs(plugin_path("nfs"));
  return diagnostics(nfs.expand(component, target(root)));
}

}  // namespace

TEST_CASE("every field of the spec and of a claim is described") {
  const Session nfs(plugin_path("nfs"));
  const Json kind = nfs.describe()["kinds"][0];
  check_described(kind["schema"], "nfs");
  check_described(kind["offers"][0]["parameters"], "shared-volume");
}

TEST_CASE("as root the directory is published and served") {
  const Session nfs(plugin_path("nfs"));
  Component component =
      dags({{"keep", 3}, {"clients", {"10.1.0.0/16"}}, {"local", {{"port", 12049}, {"bind", "0.0.0.0"}}}});
  component.claim("airflow", "dags", "shared-volume");
  component.claim("team-b", "dags", "shared-volume", {{"subdir", "team_b/dags"}, {"access", "ro"}});
  check_golden(nfs.expand(component, target(true)), "nfs/served.golden.json");
}

TEST_CASE("without root the directory is published and the plan says what does not work") {
  const Session nfs(plugin_path("nfs"));
  Component component = dags();
  component.claim("airflow", "dags", "shared-volume");
  check_golden(nfs.expand(component, target(false)), "nfs/published.golden.json");
}

TEST_CASE("what is missing stops the plan") {
  Component nothing = dags();
  nothing.fact("source", {{"exists", false}});
  CHECK(said(nothing) == "error E0462 /source/path: there is no directory /srv/dags\n");
  Component no_server = dags();
  no_server.fact("server", {{"found", false}, {"searched", {"/usr/bin"}}});
  CHECK(said(no_server) == "error E0461 : no ganesha.nfsd was found\n");
  CHECK(said(no_server, false) == "warning W0460 : no NFS server is started: it needs root\n");
}

TEST_CASE("a subdirectory cannot lead out of the published one") {
  for (const char* subdir : {"..", "../x", "a/../../x", "a/.."}) {
    Component component = dags();
    component.claim("airflow", "dags", "shared-volume", {{"subdir", subdir}});
    CHECK(said(component) ==
          "error E0463 : subdir \"" + std::string(subdir) + "\" of airflow/dags leads out of the source\n");
  }
  Component dotted = dags();
  dotted.claim("airflow", "dags", "shared-volume", {{"subdir", "a..b/..c"}});
  CHECK(said(dotted) == nothing);
}
