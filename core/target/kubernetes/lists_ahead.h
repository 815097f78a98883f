#pragma once

#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

#include "core/kube/client.h"
#include "core/model/record.h"

namespace trimtab {

/// A kind in a namespace: api version, kind, namespace.
using KubePlace = std::tuple<std::string, std::string, std::string>;

/// The stack's objects of a place. A kind that is not defined (yet) has none.
[[nodiscard]] Result<KubeList> listed(KubeClient& client, const KubePlace& place, const std::string& selector);

/// Lists of every kind that a record has, read on other threads while its owner does something else. The client and the
/// record outlive it; its end waits for those threads. Safe to use from several threads at once.
class ListsAhead {
 public:
  ListsAhead(KubeClient& client, const Record& record, std::string selector);

  /// Waits for it; nothing for a place that is not in the record, or was taken before.
  [[nodiscard]] std::optional<Result<KubeList>> take(const KubePlace& place);

 private:
  using Lists = std::map<KubePlace, Result<KubeList>>;

  std::future<Lists> reading_;
  std::mutex mutex_;  // guards the rest
  std::optional<Lists> lists_;
};

}  // namespace trimtab
