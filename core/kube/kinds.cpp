#include "core/kube/kinds.h"

#include "core/kube/session.h"

namespace trimtab {
namespace {

/// apidiscovery.k8s.io/v2, its beta for older servers, and what all servers had before.
constexpr const char* accepted =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

constexpr int not_modified = 304;

Result<KubeAnswer> ask(KubeSession& session, const std::string& path, const std::string& known = {}) {
  KubeRequest request;
  request.verb = "discover";
  request.path = path;
  request.accept = accepted;
  request.unless = known;
  TRIMTAB_TRY(KubeAnswer answer, session.call(request));
  const bool same = answer.status == not_modified && !known.empty();
  if (!answer.good() && !same) return std::unexpected(refusal("what kinds there are (" + path + ")", answer));
  return answer;
}

std::string version_of(const std::string& group, const std::string& version) {
  return group.empty() ? version : group + "/" + version;
}

void add_aggregated(const Value& groups, std::vector<KubeKind>& kinds) {
  for (const Value& group : groups.at("items")) {
    const std::string name = group.at("metadata").value("name", "");
    for (const Value& version : group.value("versions", Value::array())) {
      const std::string api_version = version_of(name, version.at("version"));
      for (const Value& resource : version.value("resources", Value::array())) {
        if (!resource.contains("responseKind")) continue;
        kinds.push_back({api_version, resource.at("responseKind").at("kind"), resource.at("resource"),
                         resource.value("scope", "Namespaced") == "Namespaced"});
      }
    }
  }
}

void add_version(const Value& list, std::vector<KubeKind>& kinds) {
  for (const Value& resource : list.at("resources")) {
    const std::string plural = resource.at("name");
    if (plural.contains('/')) continue;  // a part of another one
    kinds.push_back({list.at("groupVersion"), resource.at("kind"), plural, resource.at("namespaced")});
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

Result<KubeKindRoot> root_at(KubeSession& session, const std::string& path, KubeKindRoot kept) {
  TRIMTAB_TRY(KubeAnswer answer, ask(session, path, kept.etag));
  if (answer.status == not_modified) return kept;
  KubeKindRoot root;
  if (answer.body.value("kind", "") == "APIGroupDiscoveryList") {
    root.etag = std::move(answer.etag);
    add_aggregated(answer.body, root.kinds);
    return root;
  }
  for (const std::string& version : paths_in(answer.body)) {
    // A group whose own server is down must not hide all others.
    const auto list = ask(session, version);
    if (list) add_version(list->body, root.kinds);
  }
  return root;
}

}  // namespace

std::string_view group_of(std::string_view api_version) {
  const std::size_t slash = api_version.find('/');
  return slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
}

void KubeKinds::add(const KubeKind& kind) { kinds_.try_emplace(std::pair(kind.api_version, kind.kind), kind); }

const KubeKind* KubeKinds::find(std::string_view api_version, std::string_view kind) const {
  const auto found = kinds_.find(std::pair<std::string, std::string>(api_version, kind));
  return found == kinds_.end() ? nullptr : &found->second;
}

KubeKinds::KubeKinds(const KubeKindRoots& roots) {
  for (const auto& [path, root] : roots) {
    for (const KubeKind& kind : root.kinds) add(kind);
  }
}

Result<KubeKindRoots> discover_kinds(KubeSession& session, const KubeKindRoots& known) {
  KubeKindRoots roots;
  try {
    for (const char* path : {"/api", "/apis"}) {
      const auto before = known.find(path);
      TRIMTAB_TRY(roots[path], root_at(session, path, before == known.end() ? KubeKindRoot() : before->second));
    }
  } catch (const Value::exception& problem) {
    return fail(Errc::failed, "E0809", std::string("the list of kinds is not of its form: ") + problem.what());
  }
  return roots;
}

}  // namespace trimtab
