#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/kube/kinds.h"
#include "core/support/disk.h"

namespace trimtab {

/// What a server said of its kinds, kept on disk for the next run. What is kept is used only where the server says that
/// it is still so (by the ETag of its answer), so it is never out of date; what cannot be read, or was damaged, is not
/// there. Nothing here fails: without it there is only more to ask.
class KubeKindCache {
 public:
  /// One answer: what was said for "/api" or "/apis".
  struct Root {
    std::string etag;
    std::vector<KubeKind> kinds;

    bool operator==(const Root&) const = default;
  };

  /// `directory` is made when it is needed; empty: nothing is kept. Borrows the disk.
  KubeKindCache(Disk& disk, Path directory) : disk_(disk), directory_(std::move(directory)) {}

  [[nodiscard]] std::map<std::string, Root> read(const std::string& server) const;
  void write(const std::string& server, const std::map<std::string, Root>& roots) const;

 private:
  Disk& disk_;
  Path directory_;
};

}  // namespace trimtab
