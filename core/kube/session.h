#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "core/kube/answer.h"
#include "core/kube/credentials.h"
#include "core/kube/limiter.h"

namespace trimtab {

struct KubeRequest {
  const char* verb = "get";  ///< as it is counted: get, list, watch, create, apply, update, delete, log, discover
  std::string method = "GET";
  std::string path = {};  ///< with its query, percent-encoded
  std::string body = {};
  std::string content_type = "application/json";
  std::string accept = "application/json";
  std::string unless = {};  ///< an ETag: the answer is 304 and nothing else when it is still that one
  Duration timeout = std::chrono::seconds(30);
  Duration silence = std::chrono::hours(24);  ///< see HttpRequest
  std::size_t body_limit = std::size_t{256} << 20;
  std::function<bool(std::string_view)> on_body = {};  ///< see HttpRequest
  std::stop_token stop = {};
};

/// A conversation with one API server as one identity. Adds who we are, asks for a new credential after a 401 once,
/// waits as long as the server asks for after 429 and 503, and repeats what is harmless a second time. That is every
/// request: what changes something is an apply, or carries a name, a version or a uid that a repetition then meets.
/// Safe to call from several threads at once.
class KubeSession {
 public:
  struct Means {
    const Disk& disk;
    Processes& processes;
    std::map<std::string, std::string> environment;
    std::size_t concurrency = 8;
    std::stop_token stop = {};  ///< of all that is asked here
  };

  KubeSession(KubeAccess access, Means means);

  /// Any answer of the server is an answer, its refusals too; they have a Status as body. An error when there is none:
  /// unreachable, or failed when it cannot be believed (not JSON, too large).
  [[nodiscard]] Result<KubeAnswer> call(const KubeRequest& request);
  [[nodiscard]] const KubeAccess& access() const { return access_; }
  /// How many requests were sent, repetitions among them; in all, and by verb.
  [[nodiscard]] std::uint64_t requests() const;
  [[nodiscard]] std::map<std::string, std::uint64_t> requests_by_verb() const;

 private:
  Result<HttpResponse> send_limited(const KubeRequest& request, Duration pause);
  Result<HttpResponse> send(const KubeRequest& request);
  Result<HttpResponse> send_as(const KubeRequest& request, const KubeCredential& credential);
  Result<std::shared_ptr<HttpOrigin>> origin_for(const KubeCredential& credential);
  [[nodiscard]] const std::stop_token& stop_of(const KubeRequest& request) const;

  KubeAccess access_;
  KubeCredentials credentials_;
  KubeLimiter limiter_;
  std::stop_token stop_;
  std::atomic<bool> heard_ = false;  // the server has answered before
  mutable std::mutex mutex_;         // guards the rest
  std::map<std::string, std::uint64_t> by_verb_;
  std::shared_ptr<HttpOrigin> origin_;
  std::string origin_certificate_;
};

}  // namespace trimtab
