#pragma once

#include <map>
#include <mutex>
#include <string>

#include "core/kube/access.h"
#include "core/support/processes.h"

namespace trimtab {

/// What a request shows: a bearer token, a certificate for the connection, or neither.
struct KubeCredential {
  std::string token;
  std::string certificate;  ///< PEM, instead of the access' own
  std::string key;

  bool operator==(const KubeCredential&) const = default;
};

/// Where the credential of an access comes from: the kubeconfig, a file that somebody renews, a program. Safe to call
/// from several threads at once. Everything is borrowed.
class KubeCredentials {
 public:
  /// `environment` is what a program for credentials gets, and whose PATH it is looked for in.
  KubeCredentials(const KubeAccess& access, const Disk& disk, Processes& processes,
                  std::map<std::string, std::string> environment);

  /// Read or asked for at the first call. Errc::unreachable when the file or the program gives none.
  [[nodiscard]] Result<KubeCredential> get();
  /// The server did not take `refused`: asks again, once for all threads that were refused with it. The same credential
  /// comes back when there is no other.
  [[nodiscard]] Result<KubeCredential> renewed(const KubeCredential& refused);

 private:
  Result<KubeCredential> obtain();
  Result<KubeCredential> run_program();

  const KubeAccess& access_;
  const Disk& disk_;
  Processes& processes_;
  std::map<std::string, std::string> environment_;
  std::mutex mutex_;  // guards the rest
  KubeCredential credential_;
  bool obtained_ = false;
};

}  // namespace trimtab
