#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/model/value_fields.h"
#include "core/support/text.h"
#include "core/target/kubernetes/access_mode.h"
#include "core/target/kubernetes/drift.h"
#include "core/target/kubernetes/names.h"
#include "core/target/kubernetes/review/review.h"

namespace trimtab {
namespace {

/// Provisioners whose volumes one node at a time can mount, by what they say themselves. Any other may do more.
constexpr std::array<std::string_view, 9> one_node{
    "ebs.csi.aws.com",       "pd.csi.storage.gke.io", "disk.csi.azure.com",
    "kubernetes.io/aws-ebs", "kubernetes.io/gce-pd",  "kubernetes.io/azure-disk",
    "rancher.io/local-path", "docker.io/hostpath",    "cinder.csi.openstack.org"};

struct Classes {
  std::map<std::string, Value> by_name;
  std::string preferred;  ///< that of claims which name none
};

Result<Classes> classes_of(const KubernetesSite& site) {
  TRIMTAB_TRY(const KubeList list, site.client.list("storage.k8s.io/v1", "StorageClass", ""));
  Classes classes;
  for (const Value& item : list.items) {
    const std::string name = text_at(item, "/metadata/name");
    if (text_at(item, "/metadata/annotations/storageclass.kubernetes.io~1is-default-class") == "true")
      classes.preferred = name;
    classes.by_name.emplace(name, item);
  }
  return classes;
}

Diagnostic warning(std::string what, std::string why, std::string next) {
  Diagnostic diagnostic;
  diagnostic.severity = Severity::warning;
  diagnostic.code = "W0833";
  diagnostic.what = std::move(what);
  diagnostic.why.push_back(std::move(why));
  diagnostic.next = std::move(next);
  return diagnostic;
}

Diagnostic unfit_access(const Object& claim, const std::string& name, const std::string& provisioner) {
  Diagnostic diagnostic;
  diagnostic.code = "E0833";
  diagnostic.what = fmt::format("{} shall be mounted by several nodes at a time, which storage class {} cannot do",
                                claim.id.text(), name);
  diagnostic.why.push_back(printable(provisioner) + " makes volumes for one node at a time");
  diagnostic.next = "name a class of shared storage: kubernetes: {storageClass: NAME}";
  return diagnostic;
}

Diagnostic unfit_growth(const Object& claim, const std::string& name) {
  Diagnostic diagnostic;
  diagnostic.code = "E0834";
  diagnostic.what = fmt::format("{} would grow, which storage class {} does not allow", claim.id.text(), name);
  diagnostic.next = "write the size as it was, or set allowVolumeExpansion of the class";
  return diagnostic;
}

bool is_shared(const Value& manifest) {
  const Value& modes = list_at(manifest, "/spec/accessModes");
  return std::ranges::any_of(modes, [](const Value& mode) { return access_of(mode.get<std::string>()) != "rwo"; });
}

bool grows(const Planned& one) {
  const char* size = "/manifest/spec/resources/requests/storage";
  return one.before != nullptr && is_less(text_at(one.before->desired, size), text_at(one.desired->desired, size));
}

std::optional<Diagnostic> said_of(const Planned& one, const Classes& classes) {
  const Object& claim = *one.desired;
  const Value& manifest = claim.desired.at("manifest");
  if (!text_at(manifest, "/spec/volumeName").empty()) return std::nullopt;  // it has its volume
  const bool named = found_at(manifest, "/spec/storageClassName") != nullptr;
  const std::string name = named ? text_at(manifest, "/spec/storageClassName") : classes.preferred;
  const auto found = classes.by_name.find(name);
  if (found == classes.by_name.end()) {
    if (named && name.empty()) return std::nullopt;  // "" says: a volume that is made by hand
    if (one.before != nullptr) return std::nullopt;
    return warning(named ? "there is no storage class " + printable(name)
                         : "the cluster has no default storage class, and none is named",
                   claim.id.text() + " waits until somebody makes a volume for it",
                   "kubectl get storageclasses; kubernetes: {storageClass: NAME}");
  }
  const std::string provisioner = text_at(found->second, "/provisioner");
  if (is_shared(manifest) && std::ranges::find(one_node, provisioner) != one_node.end())
    return unfit_access(claim, name, provisioner);
  if (grows(one) && !found->second.value("allowVolumeExpansion", false)) return unfit_growth(claim, name);
  return std::nullopt;
}

}  // namespace

Result<std::vector<Diagnostic>> check_storage(const KubernetesSite& site, std::span<const Planned> planned) {
  std::vector<Planned> claims;
  for (const Planned& one : planned) {
    if (one.desired != nullptr && key_of_object(*one.desired).kind == "PersistentVolumeClaim") claims.push_back(one);
  }
  std::vector<Diagnostic> said;
  if (claims.empty()) return said;
  const auto classes = classes_of(site);
  if (!classes && classes.error().code == Errc::refused) return said;  // classes may not be looked at
  if (!classes) return std::unexpected(classes.error());
  for (const Planned& claim : claims) {
    auto one = said_of(claim, *classes);
    if (!one) continue;
    one->at = claim.place();
    said.push_back(std::move(*one));
  }
  return said;
}

}  // namespace trimtab
