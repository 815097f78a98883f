#pragma once

#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "core/kube/client.h"
#include "core/model/record.h"

namespace trimtab {

/// A kind in a namespace: api version, kind, namespace.
using KubePlace = std::tuple<std::string, std::string, std::string>;

using KubeLists = std::map<KubePlace, Result<KubeList>>;

/// Where the objects of a record are.
[[nodiscard]] std::set<KubePlace> places_in(const Record& record);

/// The stack's objects of each of them, read side by side. A kind that is not defined (yet) has none.
[[nodiscard]] KubeLists all_listed(KubeClient& client, const std::set<KubePlace>& wanted, const std::string& selector);

/// Lists of places, read on other threads while their owner does something else. The client outlives it; its end waits
/// for those threads. Safe to use from several threads at once.
class ListsAhead {
 public:
  ListsAhead(KubeClient& client, std::set<KubePlace> places, std::string selector);

  /// Waits for it; nothing for a place that is not among them, or was taken before.
  [[nodiscard]] std::optional<Result<KubeList>> take(const KubePlace& place);

 private:
  const std::set<KubePlace> places_;
  std::future<KubeLists> reading_;  // of the places, and so after them
  std::mutex mutex_;                // guards the rest
  std::optional<KubeLists> lists_;
};

}  // namespace trimtab
