#include "publish.h"

#include "ganesha.h"

namespace trimtab::nfs {
namespace {

/// $1 tree, $2 where the versions lie, $3 this version, $4 how many stay. A version gets its name when it is whole, and
/// one rename switches the link: no reader sees half. A tree in a container is links into a directory of its own.
constexpr const char* publish_version = R"sh(set -eu
umask 022
tree=$1 share=$2 version=$3 keep=$4
[ ! -d "$tree/..data" ] || tree=$tree/..data
mkdir -p "$share/versions"
if [ ! -d "$share/versions/$version" ]; then
  rm -rf "$share/versions/.new"
  mkdir "$share/versions/.new"
  cp -RL "$tree/." "$share/versions/.new"
  mv "$share/versions/.new" "$share/versions/$version"
fi
touch "$share/versions/$version"
ln -sfn "versions/$version" "$share/.current"
mv -T "$share/.current" "$share/current"
ls -1t "$share/versions" | tail -n "+$((keep + 1))" | while read -r old; do rm -rf "$share/versions/$old"; done)sh";

std::string version_of(const std::string& digest) {
  const std::size_t colon = digest.find(':');
  return digest.substr(colon == std::string::npos ? 0 : colon + 1, 16);
}

Run in_pod(Run run, const ExpandContext& context, const Place& place) {
  run.kubernetes(context.spec()).timeout("10m");
  if (!place.as_root) return run.image(place.image, nobody, nobody);
  return run.image(place.image).pod("podSecurityContext", root_account());
}

}  // namespace

Task publish(const ExpandContext& context, const Place& place) {
  const std::string version = version_of(context.file("source").digest);
  Run run({"/bin/sh", "-c", publish_version, "publish", ref::tree("source"), place.directory, version,
           std::to_string(context.spec().integer("keep", 5))});
  if (!place.affinity.is_null()) run.pod("affinity", place.affinity);
  const Run check(
      {"/bin/sh", "-c", "[ \"$(readlink \"$1/current\")\" = \"versions/$2\" ]", "published", place.directory, version});
  Task task("publish", in_pod(run, context, place));
  return task.check(check)
      .back(Back::rerun)
      .input("version", version)
      .from("/source/path")
      .description("version " + version.substr(0, 6))
      .summary("version " + version.substr(0, 6) + " behind one link");
}

}  // namespace trimtab::nfs
