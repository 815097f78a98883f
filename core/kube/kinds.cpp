#include "core/kube/kinds.h"

#include "core/kube/session.h"

namespace trimtab {
namespace {

/// apidiscovery.k8s.io/v2, its beta for older servers, and what all servers had before.
constexpr const char* accepted =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

Result<Value> ask(KubeSession& session, const std::string& path) {
  KubeRequest request;
  request.verb = "discover";
  request.path = path;
  request.accept = accepted;
  TRIMTAB_TRY(KubeAnswer answer, session.call(request));
  if (!answer.good()) return std::unexpected(refusal("what kinds there are (" + path + ")", answer));
  return std::move(answer.body);
}

std::string version_of(const std::string& group, const std::string& version) {
  return group.empty() ? version : group + "/" + version;
}

void add_aggregated(const Value& groups, KubeKinds& kinds) {
  for (const Value& group : groups.at("items")) {
    const std::string name = group.at("metadata").value("name", "");
    for (const Value& version : group.value("versions", Value::array())) {
      const std::string api_version = version_of(name, version.at("version"));
      for (const Value& resource : version.value("resources", Value::array())) {
        if (!resource.contains("responseKind")) continue;
        kinds.add({api_version, resource.at("responseKind").at("kind"), resource.at("resource"),
                   resource.value("scope", "Namespaced") == "Namespaced"});
      }
    }
  }
}

void add_version(const Value& list, KubeKinds& kinds) {
  for (const Value& resource : list.at("resources")) {
    const std::string plural = resource.at("name");
    if (plural.contains('/')) continue;  // a part of another one
    kinds.add({list.at("groupVersion"), resource.at("kind"), plural, resource.at("namespaced")});
  }
}

/// The versions that a server without aggregated discovery names.
std::vector<std::string> paths_in(const Value& root) {
  std::vector<std::string> paths;
  if (root.value("kind", "") == "APIVersions") {
    for (const Value& version : root.at("versions")) paths.push_back("/api/" + version.get<std::string>());
  } else {
    for (const Value& group : root.at("groups")) {
      for (const Value& version : group.at("versions"))
        paths.push_back("/apis/" + version.at("groupVersion").get<std::string>());
    }
  }
  return paths;
}

Status add_root(KubeSession& session, const std::string& path, KubeKinds& kinds) {
  TRIMTAB_TRY(const Value root, ask(session, path));
  if (root.value("kind", "") == "APIGroupDiscoveryList") {
    add_aggregated(root, kinds);
    return {};
  }
  for (const std::string& version : paths_in(root)) {
    // A group whose own server is down must not hide all others.
    const auto list = ask(session, version);
    if (list) add_version(*list, kinds);
  }
  return {};
}

}  // namespace

void KubeKinds::add(const KubeKind& kind) { kinds_.try_emplace(std::pair(kind.api_version, kind.kind), kind); }

const KubeKind* KubeKinds::find(std::string_view api_version, std::string_view kind) const {
  const auto found = kinds_.find(std::pair<std::string, std::string>(api_version, kind));
  return found == kinds_.end() ? nullptr : &found->second;
}

Result<KubeKinds> discover_kinds(KubeSession& session) {
  KubeKinds kinds;
  try {
    for (const char* root : {"/api", "/apis"}) TRIMTAB_CHECK(add_root(session, root, kinds));
  } catch (const Value::exception& problem) {
    return fail(Errc::failed, "E0809", std::string("the list of kinds is not of its form: ") + problem.what());
  }
  return kinds;
}

}  // namespace trimtab
