#include "nfs.h"

namespace trimtab::nfs {
namespace {

Schema source() {
  return schema::object("Where the files come from").required("path", schema::path("The directory to publish"));
}

Schema share() {
  return schema::object("A directory of its own that claims may mount")
      .property("access", schema::choice({"ro", "rw"}, "What claims may do there").fallback("rw"))
      .property("size", schema::size("Space that is said to be there").fallback("10Gi"));
}

Schema external() {
  return schema::object(
             "A share that exists already: {server, path}, or {claimName} on Kubernetes; nothing of it is made")
      .property("server", schema::string("Name or address of the NFS server").at_least(1))
      .property("path", schema::string("What it exports").pattern("^/"))
      .property("claimName", schema::string("A PersistentVolumeClaim of the namespace").at_least(1))
      .property("mountOptions", schema::list(schema::string("As mount takes it"), "How nodes mount it"));
}

Schema spec() {
  const Schema client = schema::string("Address or network, 10.1.0.0/16").pattern("^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$");
  return schema::object("A directory that many may read")
      .property("source", source())
      .property("shares", schema::map(share(), "On Kubernetes: further directories, for what programs write")
                              .set("propertyNames", {{"pattern", "^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$"}}))
      .property("external", external())
      .property("image", schema::image("On Kubernetes: an image with NFS-Ganesha and the clients of libnfs"))
      .property("storage", schema::storage("On Kubernetes: where everything lies that is shown", "10Gi"))
      .property("keep", schema::integer("Versions that stay for running readers").minimum(1).maximum(1000).fallback(5))
      .property("clients", schema::list(client,
                                        "Who may read over NFS: on one machine beside this machine, in a cluster "
                                        "instead of everybody in it")
                               .fallback(Json::array()))
      .property("squash",
                schema::choice({"all_squash", "root_squash", "no_root_squash"},
                               "Which users of a client read with the rights of the stack's account instead of "
                               "their own: all, root or none")
                    .fallback("all_squash"))
      .target_blocks();
}

Capability shared_volume() {
  return Capability("shared-volume")
      .parameters(
          schema::object("The published directory, or a share")
              .property("share",
                        schema::string("A share instead of the published directory").pattern("^[a-z][a-z0-9-]*$"))
              .property(
                  "subdir",
                  schema::string("A directory in it").pattern("^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$").fallback("."))
              .property("access", schema::choice({"ro", "rw"}, "The published directory is read-only").fallback("ro")))
      .output("path", "path")
      .output("version", "string")
      .output("server", "string")
      .output("port", "int")
      .output("export", "string");
}

}  // namespace

KindDescription Nfs::describe() const {
  return KindDescription("nfs", "A directory published in versions, and shown to other machines over NFS")
      .spec(spec())
      .offers(shared_volume())
      .output("address", "endpoint")
      .output("path", "path")
      .output("version", "string");
}

}  // namespace trimtab::nfs
