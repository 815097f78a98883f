#include "server.h"

#include "settings.h"

namespace trimtab::nfs {
namespace {

/// $0 nfs-cat, $1 published directory, $2 URL of it, $3 query of the URL. Compares a published file with what NFS
/// serves under its name: a connection or a mount would succeed where every read is refused. Without a file, it lists.
constexpr const char* read_and_compare = R"sh(cd "$1/" || exit 1
file=$(find . -type f -size +0c ! -path '*[!A-Za-z0-9._/-]*' -print | LC_ALL=C sort | head -n 1)
[ -n "$file" ] || exec "${0%/*}/nfs-ls" "$2/?$3"
"$0" "$2/${file#./}?$3" | cmp -s - "$file" && exit 0
echo "$2/${file#./} is not read as published" >&2
exit 1)sh";

/// $0 server, $1 what it exports, the rest the server's arguments. It finds the file system of an export in the list of
/// mounts, and refuses every read without it: containers and fresh roots lack the link that other systems make when
/// they boot, and a chroot's own root is in the list only where it is mounted.
constexpr const char* start_with_mounts = R"sh(directory=$1
shift
refuse() {
  echo "$1, so every read would be refused: $2" >&2
  exit 1
}
[ -e /etc/mtab ] || refuse 'there is no list of mounts' 'ln -s ../proc/self/mounts /etc/mtab'
while read -r _ mounted _; do
  case $directory/ in "${mounted%/}"/*) exec "$0" "$@" ;; esac
done </etc/mtab
refuse "no file system in /etc/mtab holds $directory" "a chroot's own root needs a line there: root / ext4 rw 0 0")sh";

std::string required(const ExpandContext& context, const char* fact, const char* program) {
  const ProgramFact found = context.program(fact);
  if (found.found) return found.path;
  std::string searched;
  for (const std::string& directory : found.searched) searched += (searched.empty() ? "" : ", ") + directory;
  Diagnostic problem = Diagnostic::error("E0461", std::string("no ") + program + " was found");
  if (!searched.empty()) problem.why("searched: " + searched);
  throw Problem(problem.next("apt-get install nfs-ganesha nfs-ganesha-vfs libnfs-utils"));
}

Probe read_over_nfs(const ExpandContext& context) {
  const std::string url = "nfs://" + ref::host("nfs") + export_path(context.component()) + "/current";
  return Probe::exec({"/bin/sh", "-c", read_and_compare, required(context, "reader", "nfs-cat"), ref::tree("source"),
                      url, "version=4&nfsport=" + ref::port("nfs")})
      .env("PATH", "/usr/bin:/bin")
      .period("250ms")
      .timeout("5s")
      .threshold(3)
      .says("read of " + export_path(context.component()) + " over NFS");
}

}  // namespace

bool add_server(const ExpandContext& context, Expansion& expansion) {
  if (!context.target_facts().boolean("root")) {
    expansion.say(Diagnostic::warning("W0460", "no NFS server is started: it needs root")
                      .why("it opens files by handle, which the system allows root only")
                      .why("components on this machine read the published directory itself, as they do with a server")
                      .next("run trimtab as root to serve other machines"));
    return false;
  }
  const View& spec = context.spec();
  const std::string program = required(context, "server", "ganesha.nfsd");
  const std::string state = ref::volume("state");
  expansion.add(Volume("state").size("10Mi").access("rwo").retain(false).owner(Owner::root));
  expansion.add(Config("ganesha.conf").file("ganesha.conf", ganesha_conf(spec, context.component())));
  expansion.add(LocalBlock(spec).endpoint("nfs", 2049));
  // BLKID_FILE: the library that identifies filesystems would otherwise keep a cache in /run.
  expansion.add(
      Workload("server", {"/bin/sh", "-c", start_with_mounts, program, ref::tree("source"), "-F", "-L", "STDERR", "-p",
                          state + "/ganesha.pid", "-f", ref::config("ganesha.conf", "ganesha.conf")})
          .env("BLKID_FILE", state + "/blkid.tab")
          .user(Owner::root)
          .ready(read_over_nfs(context))
          .startup("1m")
          .stop("TERM", "30s")
          .local(LocalBlock(spec).process())
          .needs("tree/source")
          .summary("NFS-Ganesha, NFSv4 read-only; healthy when a file is read over NFS"));
  return true;
}

}  // namespace trimtab::nfs
