#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/model/value.h"
#include "core/support/disk.h"
#include "core/support/error.h"

namespace trimtab {

/// What kubeconfig files say (k8s.io/client-go/tools/clientcmd/api/v1), merged as kubectl does: of several entries with
/// one name, and of several current contexts, the first counts whole.
struct KubeConfig {
  struct Entry {
    Value fields = Value::object();
    Path directory;  ///< relative paths in the fields start here
    std::string file;
  };
  std::map<std::string, Entry> clusters;
  std::map<std::string, Entry> users;
  std::map<std::string, Entry> contexts;
  std::string current_context;
  std::vector<std::string> files;  ///< those that were there
};

/// Files that do not exist are passed over. Errc::invalid when one is not a kubeconfig, unreachable when one cannot be
/// read.
[[nodiscard]] Result<KubeConfig> read_kube_config(const std::vector<Path>& files, const Disk& disk);

/// Where kubectl looks: the list in $KUBECONFIG, else ~/.kube/config.
[[nodiscard]] std::vector<Path> kube_config_files(const std::map<std::string, std::string>& environment);

}  // namespace trimtab
