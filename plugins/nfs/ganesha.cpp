#include "ganesha.h"

#include "settings.h"

namespace trimtab::nfs {
namespace {

constexpr const char* default_image = "nfs-ganesha";
constexpr const char* default_tag = "4.3";

/// $1 disk, $2 owner of the shares, $3 configuration, then the shares. The server finds the file system of an export in
/// the list of mounts, which containers lack. A file that is known is what the probe reads.
constexpr const char* serve = R"sh(set -eu
disk=$1 owner=$2 conf=$3
shift 3
[ -e /etc/mtab ] || ln -s ../proc/self/mounts /etc/mtab
mkdir -p "$disk/state" "$disk/source"
echo readable >"$disk/source/.probe"
for share; do
  mkdir -p "$disk/shares/$share"
  chown "$owner" "$disk/shares/$share"
done
exec ganesha.nfsd -F -L STDERR -p "$disk/state/ganesha.pid" -f "$conf")sh";

/// $1 URL. A connection or a mount would succeed where every read is refused.
constexpr const char* read_known_file = R"sh([ "$(nfs-cat "$1")" = readable ])sh";

/// To open files by handle, and to do with the rights of others what clients ask for.
constexpr const char* capabilities[] = {"CHOWN",  "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER",
                                        "FSETID", "SETGID",       "SETUID"};

/// The user's block with what it cannot do without.
Json privileged_block(const View& spec) {
  Json block = spec.part("kubernetes").json();
  block["podSecurityContext"].update(root_account(), true);
  // The runtime's default profile of system calls has no name_to_handle_at: every read would be refused.
  if (!block["podSecurityContext"].contains("seccompProfile"))
    block["podSecurityContext"]["seccompProfile"]["type"] = "Unconfined";
  block["securityContext"]["capabilities"]["add"] = capabilities;
  return block;
}

std::vector<std::string> names_of_shares(const View& spec) {
  std::vector<std::string> names;
  const View shares = spec.part("shares");
  for (const auto& [name, share] : shares.json().items()) names.push_back(name);
  return names;
}

}  // namespace

Json root_account() { return {{"runAsUser", 0}, {"runAsGroup", 0}, {"runAsNonRoot", false}}; }

Ganesha::Ganesha(const ExpandContext& context, Expansion& expansion)
    : context_(context),
      expansion_(expansion),
      image_(image_name(context.spec().part("image"), default_image, default_tag)),
      address_(context.chosen_text("address", View(context.fact("address")).text("address", ""))) {
  check_namespace();
  expansion.choose("address", address_);
}

void Ganesha::check_namespace() const {
  const std::string level = View(context_.fact("namespace")).text("pod_security", "privileged");
  if (level != "privileged") {
    throw Problem(Diagnostic::error("E0464", "the namespace admits no NFS server: its Pod Security level is " + level)
                      .why("it opens files by handle, for which it needs root and the capability DAC_READ_SEARCH")
                      .next("use a share that exists (external: {server, path}), or a namespace of level privileged"));
  }
  if (!context_.spec().has("image/repository")) {
    expansion_.say(Diagnostic::warning("W0492", "the nodes must find " + image_ + " where they take images from")
                       .why("nobody publishes an official image of NFS-Ganesha")
                       .next("build one (README of the kind) and set image.repository"));
  }
  expansion_.say(Diagnostic::warning("W0465", "nodes mount it: each needs an NFS client")
                     .why("the kubelet of a node without mount.nfs says so when a pod starts there")
                     .next("apt-get install nfs-common, on the nodes whose image lacks it"));
}

Workload Ganesha::server() const {
  const View& spec = context_.spec();
  const std::string disk = ref::volume("data");
  std::vector<std::string> command{"/bin/sh",
                                   "-c",
                                   serve,
                                   "serve",
                                   disk,
                                   std::to_string(nobody) + ":" + std::to_string(nobody),
                                   ref::config("ganesha.conf", "ganesha.conf")};
  for (const std::string& share : names_of_shares(spec)) command.push_back(share);
  const std::string known =
      "nfs://" + ref::host("nfs") + export_path(context_.component()) + "/source/.probe?version=4&nfsport=";
  Workload workload("server", command);
  workload.set("image", image_).set("kubernetes", privileged_block(spec));
  return workload.stable()
      .serves("endpoint/nfs")
      .ready(Probe::exec({"/bin/sh", "-c", read_known_file, "read", known + ref::port("nfs")})
                 .period("5s")
                 .timeout("5s")
                 .threshold(3)
                 .says("read of " + export_path(context_.component()) + " over NFS"))
      .startup("2m")
      .stop("TERM", "30s")
      .summary("NFS-Ganesha, NFSv4; healthy when a file is read over NFS");
}

void Ganesha::add() {
  const View& spec = context_.spec();
  expansion_.add(Volume("data")
                     .size(spec.text("storage/size"))
                     .access(spec.text("storage/access"))
                     .retain(spec.boolean("storage/retain", true))
                     .kubernetes(spec)
                     .from("/storage"));
  for (const std::string& share : names_of_shares(spec)) expansion_.add(Slot("export-" + share, "export", 2, 65535));
  expansion_.add(
      Config("ganesha.conf").file("ganesha.conf", ganesha_conf_in_cluster(spec, context_.component(), nobody)));
  expansion_.add(Endpoint("nfs", 2049).address(address_));
  expansion_.add(server());
}

Volume Ganesha::volume(const std::string& name, const std::string& below, const std::string& access,
                       const std::string& size) const {
  Volume volume(name);
  volume.size(size).access(access).retain(false).needs("workload/server");
  return volume.nfs(address_, export_path(context_.component()) + "/" + below, {"nfsvers=4.1", "hard", "noatime"});
}

}  // namespace trimtab::nfs
