#include "tests/plugins/golden.h"

using namespace trimtab::testing;
using trimtab::Json;

namespace {

Component dags(Json spec, const std::string& level = "privileged") {
  return Component("dags", "nfs")
      .spec(std::move(spec))
      .fact("source", {{"exists", true}, {"digest", "3f9c1e0000000000ffff"}, {"files", 6}, {"bytes", 4096}})
      .fact("namespace", {{"exists", true}, {"pod_security", level}})
      .fact("address", {{"address", "10.96.7.7"}});
}

const Json source{{"source", {{"path", "/srv/dags"}}}, {"image", {{"repository", "mirror/nfs-ganesha"}}}};
const Json shares{{"shares", {{"logs", {{"size", "50Gi"}}}, {"keys", {{"access", "ro"}}}}},
                  {"image", {{"repository", "mirror/nfs-ganesha"}}}};
const char* const needs_clients = "warning W0465 : nodes mount it: each needs an NFS client\n";

Json made(const Component& component) {
  const Session nfs(plugin_path("nfs"));
  return nfs.expand(component, Json::object(), "kubernetes");
}

std::string said(const Component& component) { return diagnostics(made(component)); }

std::string ids_in(const Json& expansion) {
  std::string ids;
  for (const Json& one : expansion["resources"])
    ids += one["type"].get<std::string>() + "/" + one["name"].get<std::string>() + " ";
  return ids;
}

}  // namespace

TEST_CASE("in a cluster a server of our own shows the published directory and shares") {
  Json spec = source;
  spec.update(shares);
  Component component = dags(spec);
  component.claim("airflow", "dags", "shared-volume", {{"subdir", "team_a"}});
  component.claim("airflow", "logs", "shared-volume", {{"share", "logs"}, {"access", "rw"}});
  check_golden(made(component), "nfs/cluster.golden.json");
}

TEST_CASE("the level of the namespace is known before a server is refused by it") {
  for (const std::string level : {"baseline", "restricted"}) {
    CHECK(said(dags(source, level)) ==
          "error E0464 : the namespace admits no NFS server: its Pod Security level is " + level + "\n");
  }
  CHECK(said(dags(source)) == needs_clients);
}

TEST_CASE("the address that nodes connect to stays") {
  Component component = dags(source);
  component.chosen("address", "10.96.1.1");
  const Json expansion = made(component);
  CHECK(resource(expansion, "endpoint/nfs")["spec"]["address"] == "10.96.1.1");
  CHECK(resource(expansion, "volume/readers")["spec"]["nfs"]["server"] == "10.96.1.1");
  CHECK(expansion["chosen"] == Json{{"address", "10.96.1.1"}});
}

TEST_CASE("an image that nobody publishes is the user's to build, and the plan says so") {
  Json spec = source;
  spec.erase("image");
  CHECK(said(dags(spec)) == "warning W0492 : the nodes must find nfs-ganesha:4.3 where they take images from\n" +
                                std::string(needs_clients));
}

TEST_CASE("of a share that exists already only what pods mount is made") {
  Component component = dags({{"external", {{"server", "fs-1.efs.internal"}, {"path", "/"}}}}, "restricted");
  component.claim("airflow", "dags", "shared-volume", {{"subdir", "dags"}});
  component.claim("airflow", "logs", "shared-volume", {{"subdir", "logs"}, {"access", "rw"}});
  const Json expansion = made(component);
  CHECK(diagnostics(expansion) == nothing);
  CHECK(ids_in(expansion) == "volume/all volume/readers ");
  CHECK(resource(expansion, "volume/readers")["spec"] ==
        Json{{"access", "rox"},
             {"size", "10Gi"},
             {"retain", false},
             {"nfs", {{"server", "fs-1.efs.internal"}, {"path", "/"}}}});
  CHECK(expansion["claims"]["airflow/dags"]["path"]["ref"] == "volume:readers/dags");
  CHECK(expansion["claims"]["airflow/logs"]["path"]["ref"] == "volume:all/logs");
}

TEST_CASE("a claim that exists already is looked at, mounted, and nothing is made") {
  const auto with = [](const Json& found) {
    Component component = dags({{"external", {{"claimName", "airflow-dags"}}}});
    component.fact("claim", found).claim("airflow", "dags", "shared-volume");
    return component;
  };
  const Json expansion = made(with({{"exists", true}, {"phase", "Bound"}, {"access", {"rwx"}}}));
  CHECK(diagnostics(expansion) == nothing);
  CHECK(ids_in(expansion) == "volume/readers ");
  CHECK(resource(expansion, "volume/readers")["spec"]["claim"] == "airflow-dags");
  CHECK(said(with({{"exists", false}})) ==
        "error E0490 /external/claimName: there is no PersistentVolumeClaim airflow-dags in the namespace\n");
  CHECK(said(with({{"exists", true}, {"access", {"rwo"}}})) ==
        "error E0491 /external/claimName: PersistentVolumeClaim airflow-dags cannot be mounted by several nodes\n");
}

TEST_CASE("a directory is published on a share that exists already") {
  Json spec = source;
  spec["external"] = {{"server", "filestore"}, {"path", "/vol1"}};
  spec.erase("image");
  Component component = dags(spec);
  component.claim("airflow", "dags", "shared-volume");
  const Json expansion = made(component);
  CHECK(ids_in(expansion) == "volume/all volume/readers tree/source task/publish ");
  const Json run = resource(expansion, "task/publish")["spec"]["run"];
  CHECK(run["image"] == "busybox:1.37");
  CHECK(run["account"] == Json{{"uid", 65534}, {"gid", 65534}});
  CHECK(expansion["claims"]["airflow/dags"]["path"] ==
        Json{{"type", "path"}, {"ref", "volume:readers/current"}, {"after", {"task/publish"}}});
}

TEST_CASE("what exists is named in one way, and has no shares of ours") {
  CHECK(said(dags({{"external", {{"server", "a"}}}})) ==
        "error E0468 /external: what exists is a server and its path, or a claim\n");
  CHECK(said(dags({{"external", {{"claimName", "c"}, {"server", "a"}, {"path", "/"}}}})) ==
        "error E0468 /external: what exists is a server and its path, or a claim\n");
  CHECK(said(dags({{"external", {{"server", "a"}, {"path", "/"}}}, {"shares", {{"logs", Json::object()}}}})) ==
        "error E0468 /shares: \"shares\" are directories of a server that is made here\n");
  CHECK(said(dags(Json::object())) == "error E0466 : nothing is to be shared\n");
}

TEST_CASE("a claim gets what there is: nobody writes where versions are published, or into a share for readers") {
  const auto claiming = [](Json spec, Json parameters) {
    Component component = dags(std::move(spec));
    component.claim("airflow", "dags", "shared-volume", std::move(parameters));
    return said(component);
  };
  const std::string clients = needs_clients;
  CHECK(claiming(source, {{"access", "rw"}}) ==
        clients + "error E0467 : airflow/dags wants to write into the published directory\n");
  CHECK(claiming(shares, Json::object()) == clients + "error E0467 : airflow/dags names no share\n");
  CHECK(claiming(shares, {{"share", "log"}}) ==
        clients + "error E0467 /shares: airflow/dags names share \"log\", which is not there\n");
  CHECK(claiming(shares, {{"share", "keys"}, {"access", "rw"}}) ==
        clients + "error E0467 /shares/keys/access: airflow/dags wants to write into share \"keys\"\n");
}

TEST_CASE("on one machine there are no shares, and nothing is mounted") {
  const Session nfs(plugin_path("nfs"));
  CHECK(diagnostics(nfs.expand(dags(shares))) == "error E0469 /shares: \"shares\" needs a cluster\n");
  CHECK(diagnostics(nfs.expand(dags(Json::object()))) == "error E0466 : nothing is to be shared\n");
}
