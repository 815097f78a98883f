#pragma once

#include <string>

#include "core/kube/kinds.h"
#include "core/support/disk.h"

namespace trimtab {

/// What a server said of its kinds, kept on disk for the next run. It holds where the server says that it is still so
/// (by the ETag of its answer); what cannot be read, or was damaged, is not there. Nothing here fails: without it there
/// is only more to ask.
class KubeKindCache {
 public:
  /// `directory` is made when it is needed; empty: nothing is kept. Borrows the disk.
  KubeKindCache(Disk& disk, Path directory) : disk_(disk), directory_(std::move(directory)) {}

  [[nodiscard]] KubeKindRoots read(const std::string& server) const;
  void write(const std::string& server, const KubeKindRoots& roots) const;

 private:
  Disk& disk_;
  Path directory_;
};

}  // namespace trimtab
