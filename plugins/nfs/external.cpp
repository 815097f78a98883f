#include "external.h"

#include "publish.h"
#include "source.h"

namespace trimtab::nfs {
namespace {

Volume external_volume(const View& spec, const std::string& name, bool writable) {
  Volume volume(name);
  volume.size(spec.text("storage/size")).access(writable ? "rwx" : "rox").retain(false).from("/external");
  if (spec.has("external/claimName")) return volume.existing_claim(spec.text("external/claimName"));
  return volume.nfs(spec.text("external/server"), spec.text("external/path"), spec.texts("external/mountOptions"));
}

/// Whoever wrote it must have made the claim that we are told of.
void check_claim(const ExpandContext& context, bool writable) {
  if (!context.spec().has("external/claimName")) return;
  const std::string name = context.spec().text("external/claimName");
  const View found(context.fact("claim"));
  if (!found.boolean("exists")) {
    throw Problem(Diagnostic::error("E0490", "there is no PersistentVolumeClaim " + name + " in the namespace")
                      .at("/external/claimName")
                      .next("kubectl get pvc"));
  }
  const std::vector<std::string> access = found.texts("access");
  for (const std::string& mode : access)
    if (mode == "rwx" || (!writable && mode == "rox")) return;
  throw Problem(Diagnostic::error("E0491", "PersistentVolumeClaim " + name + " cannot be mounted by several nodes")
                    .at("/external/claimName")
                    .label(writable ? "ReadWriteMany is needed" : "ReadOnlyMany or ReadWriteMany is needed"));
}

/// Adds what pods mount; says where a claim finds it.
class External {
 public:
  External(const ExpandContext& context, Expansion& expansion) : context_(context), expansion_(expansion) {}

  void add() {
    const View& spec = context_.spec();
    bool writable = spec.has("source");
    for (const Claim& claim : context_.claims_on_it()) writable = writable || is_writable(claim);
    check_claim(context_, writable);
    if (writable) expansion_.add(external_volume(spec, "all", true));
    expansion_.add(external_volume(spec, "readers", false));
    if (spec.has("source")) add_publishing();
    for (const Claim& claim : context_.claims_on_it()) answer(claim);
  }

 private:
  void add_publishing() {
    add_tree(context_, expansion_);
    const std::string image = image_name(context_.spec().part("image"), "busybox", "1.37");
    expansion_.add(publish(context_, {ref::volume("all"), image, Json(), false}));
  }

  void answer(const Claim& claim) {
    const std::string subdir = checked_subdir(claim);
    if (claim.parameters().has("share")) refuse_share(claim);
    std::string below = is_writable(claim) ? "volume:all" : "volume:readers";
    const bool published = context_.spec().has("source") && !is_writable(claim);
    if (published) below += "/current";
    if (subdir != ".") below += "/" + subdir;
    Output path = Output::reference("path", below);
    expansion_.claim(claim.id(), "path", published ? path.after("task/publish") : path);
    expansion_.claim(claim.id(), "version", Output::string(published ? context_.file("source").digest : ""));
  }

  void refuse_share(const Claim& claim) {
    expansion_.say(Diagnostic::error("E0467", claim.id() + " wants a share of a server that exists already")
                       .next("name the directory in \"subdir\""));
  }

  const ExpandContext& context_;
  Expansion& expansion_;
};

}  // namespace

void add_external(const ExpandContext& context, Expansion& expansion) { External(context, expansion).add(); }

}  // namespace trimtab::nfs
