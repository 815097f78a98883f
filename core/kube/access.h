#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/http/origin.h"
#include "core/kube/config.h"

namespace trimtab {

/// A program that knows credentials (client.authentication.k8s.io/v1).
struct KubeExec {
  std::vector<std::string> command;
  std::map<std::string, std::string> environment;
  std::string api_version;
  bool wants_cluster = false;  ///< told which cluster it is for
};

/// How to reach one API server, as whom.
struct KubeAccess {
  std::string context;                         ///< "in-cluster" for a pod's own account
  std::string server;                          ///< scheme, host and port
  std::string prefix;                          ///< path in front of every request; often empty
  HttpTls tls;                                 ///< what of the user's certificate is known without a program
  std::string name_space;                      ///< the context's; empty: none
  std::string token;                           ///< a bearer token
  Path token_file;                             ///< read when first needed and after every 401
  std::optional<KubeExec> exec;                ///< run when first needed and after every 401
  std::map<std::string, std::string> headers;  ///< on whose behalf
  std::string insecure;                        ///< why this is not safe, in words for a user; empty when it is

  /// Of the server, with what stands in front of every request.
  [[nodiscard]] std::string address() const { return server + prefix; }
};

/// Which of them is meant, and what its owner allows.
struct KubeChoice {
  std::vector<Path> files;
  std::string context;                 ///< empty: the current one
  bool allow_insecure = false;         ///< plain http, or a server that need not prove who it is
  std::set<std::string> allowed_exec;  ///< names or paths of programs that may be run for credentials
};

/// Errc::invalid, with the place in the kubeconfig and what to do, when the context cannot be used.
[[nodiscard]] Result<KubeAccess> kube_access(const KubeConfig& config, const KubeChoice& choice, const Disk& disk);

/// The account of the pod this runs in; nothing outside of one.
[[nodiscard]] Result<std::optional<KubeAccess>> in_cluster_access(
    const std::map<std::string, std::string>& environment, const Disk& disk,
    const Path& account = "/var/run/secrets/kubernetes.io/serviceaccount");

}  // namespace trimtab
