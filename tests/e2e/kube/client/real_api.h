#pragma once

#include <memory>
#include <string>

#include "core/kube/client.h"
#include "core/support/disk.h"
#include "core/support/processes.h"

namespace trimtab::test {

/// The API server that KUBECONFIG names, by the client under test.
class RealApi {
 public:
  RealApi() : RealApi(administrator()) {}
  explicit RealApi(KubeAccess access);

  /// As the kubeconfig says.
  static KubeAccess administrator();

  KubeClient& client() { return *client_; }
  KubeSession& session() { return session_; }
  /// A new namespace for one test; gone with the cluster.
  std::string new_namespace();
  /// Ends the API server hard, and comes back when it answers again.
  static void restart_server();

 private:
  std::unique_ptr<Disk> disk_ = make_system_disk();
  std::unique_ptr<Processes> processes_ = make_system_processes();
  KubeSession session_;
  std::unique_ptr<KubeClient> client_;
};

[[nodiscard]] std::string required_variable(const char* name);
[[nodiscard]] Value config_map(const std::string& name_space, const std::string& name, const std::string& value);

}  // namespace trimtab::test
