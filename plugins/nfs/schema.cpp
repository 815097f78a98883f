#include "nfs.h"

namespace trimtab::nfs {
namespace {

Schema spec() {
  const Schema client = schema::string("Address or network, 10.1.0.0/16").pattern("^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$");
  return schema::object("A directory that many may read")
      .required("source",
                schema::object("Where the files come from").required("path", schema::path("The directory to publish")))
      .property("keep", schema::integer("Versions that stay for running readers").minimum(1).maximum(1000).fallback(5))
      .property("clients", schema::list(client, "Who may read over NFS, beside this machine").fallback(Json::array()))
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
          schema::object("The published directory")
              .property(
                  "subdir",
                  schema::string("A directory in it").pattern("^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$").fallback("."))
              .property("access", schema::choice({"ro"}, "The published directory is read-only").fallback("ro")))
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
