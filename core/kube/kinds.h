#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/support/error.h"

namespace trimtab {

class KubeSession;

/// A kind of object that a server knows.
struct KubeKind {
  std::string api_version;  ///< "v1", "apps/v1"
  std::string kind;         ///< "Deployment"
  std::string plural;       ///< "deployments", as in paths
  bool namespaced = true;

  bool operator==(const KubeKind&) const = default;
};

/// "apps" of "apps/v1"; empty for the core group.
[[nodiscard]] std::string_view group_of(std::string_view api_version);

/// What a server said for "/api" or "/apis".
struct KubeKindRoot {
  std::string etag;  ///< of that answer; empty when there is none
  std::vector<KubeKind> kinds;

  bool operator==(const KubeKindRoot&) const = default;
};
using KubeKindRoots = std::map<std::string, KubeKindRoot>;  ///< by its path

/// All kinds of one server.
class KubeKinds {
 public:
  KubeKinds() = default;
  explicit KubeKinds(const KubeKindRoots& roots);
  void add(const KubeKind& kind);
  /// Null when the server does not have it.
  [[nodiscard]] const KubeKind* find(std::string_view api_version, std::string_view kind) const;
  [[nodiscard]] std::size_t size() const { return kinds_.size(); }

 private:
  std::map<std::pair<std::string, std::string>, KubeKind, std::less<>> kinds_;
};

/// Two requests where the server has aggregated discovery (1.26 and newer), one more for each version of each group
/// where it has not. What is known and still so is not sent again.
[[nodiscard]] Result<KubeKindRoots> discover_kinds(KubeSession& session, const KubeKindRoots& known = {});

}  // namespace trimtab
