#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/kube/kinds.h"

namespace trimtab {

/// "?a=1&b=2", or nothing.
[[nodiscard]] std::string query_text(const std::map<std::string, std::string>& query);
/// "/apis/apps/v1/namespaces/a/deployments"; a name space does not matter for a kind without them, and none means all.
[[nodiscard]] std::string collection_path(const KubeKind& kind, std::string_view name_space);

}  // namespace trimtab
