#include "core/kube/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <thread>

#include "core/model/json_text.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr int tries = 4;
/// Of a server that has answered before: it is being restarted, which is over in the time of one more.
constexpr int tries_of_a_known_one = 5;
constexpr Duration first_wait = std::chrono::milliseconds(200);
constexpr Duration longest_wait = std::chrono::seconds(30);

/// Seconds; the server's other form, a date, is not used by Kubernetes.
Duration asked_pause(const HttpResponse& response, Duration otherwise) {
  const auto header = response.headers.find("retry-after");
  if (header == response.headers.end()) return otherwise;
  int seconds = 0;
  const char* end = header->second.data() + header->second.size();
  const auto [stop, problem] = std::from_chars(header->second.data(), end, seconds);
  if (problem != std::errc{} || stop != end || seconds < 0) return otherwise;
  return std::min<Duration>(std::chrono::seconds(seconds), longest_wait);
}

bool asks_to_wait(const HttpResponse& response) {
  return response.status == 429 || (response.status == 503 && response.headers.contains("retry-after"));
}

bool may_pass(int status) { return status == 500 || status == 502 || status == 503 || status == 504; }

/// A server that is not trusted now is not trusted in a second either.
bool may_pass(const Error& error) {
  return error.code == Errc::unreachable && error.diagnostics.front().code == "E0792";
}

bool is_final(const Result<HttpResponse>& response) {
  if (!response) return !may_pass(response.error());
  return !asks_to_wait(*response) && !may_pass(response->status);
}

Result<KubeAnswer> answer_of(const KubeRequest& request, const HttpResponse& response) {
  KubeAnswer answer{response.status, nullptr};
  if (const auto etag = response.headers.find("etag"); etag != response.headers.end()) answer.etag = etag->second;
  if (response.body.empty()) return answer;
  // Who set which field is half of what an object weighs, and nobody asks that of a list.
  const std::string_view passed_over = request.verb == std::string_view("list") ? "managedFields" : "";
  auto body = parse_json(response.body, {request.body_limit, 256, passed_over});
  if (body) {
    answer.body = std::move(*body);
    return answer;
  }
  // Something in between answers in words: its status still counts, and the words are told.
  if (!answer.good()) {
    answer.body = Value{{"message", response.body.substr(0, 200)}};
    return answer;
  }
  return fail(Errc::failed, "E0809",
              fmt::format("{} {}: the answer is {}", request.method, request.path, body.error().message()));
}

}  // namespace

KubeSession::KubeSession(KubeAccess access, Means means)
    : access_(std::move(access)),
      credentials_(access_, means.disk, means.processes, std::move(means.environment)),
      limiter_(means.concurrency),
      stop_(std::move(means.stop)) {}

const std::stop_token& KubeSession::stop_of(const KubeRequest& request) const {
  return request.stop.stop_possible() ? request.stop : stop_;
}

Result<std::shared_ptr<HttpOrigin>> KubeSession::origin_for(const KubeCredential& credential) {
  const std::scoped_lock lock(mutex_);
  if (origin_ && origin_certificate_ == credential.certificate) return origin_;
  HttpTls tls = access_.tls;
  if (!credential.certificate.empty()) {
    tls.certificate = credential.certificate;
    tls.key = credential.key;
  }
  auto made = HttpOrigin::make(access_.server, std::move(tls));
  if (!made) return std::unexpected(within("context " + access_.context, std::move(made).error()));
  origin_ = std::move(*made);
  origin_certificate_ = credential.certificate;
  return origin_;
}

Result<HttpResponse> KubeSession::send_as(const KubeRequest& request, const KubeCredential& credential) {
  TRIMTAB_TRY(const auto origin, origin_for(credential));
  HttpRequest sent;
  sent.method = request.method;
  sent.url = access_.prefix + request.path;
  sent.headers = access_.headers;
  sent.headers["Accept"] = request.accept;
  if (!request.body.empty()) sent.headers["Content-Type"] = request.content_type;
  if (!request.unless.empty()) sent.headers["If-None-Match"] = request.unless;
  if (!credential.token.empty()) sent.headers["Authorization"] = "Bearer " + credential.token;
  sent.body = request.body;
  sent.timeout = request.timeout;
  sent.silence = request.silence;
  sent.body_limit = request.body_limit;
  sent.on_body = request.on_body;
  sent.stop = stop_of(request);
  {
    const std::scoped_lock lock(mutex_);
    ++by_verb_[request.verb];
  }
  return origin->exchange(std::move(sent));
}

std::map<std::string, std::uint64_t> KubeSession::requests_by_verb() const {
  const std::scoped_lock lock(mutex_);
  return by_verb_;
}

std::uint64_t KubeSession::requests() const {
  std::uint64_t all = 0;
  for (const auto& [verb, count] : requests_by_verb()) all += count;
  return all;
}

Result<HttpResponse> KubeSession::send(const KubeRequest& request) {
  TRIMTAB_TRY(const KubeCredential credential, credentials_.get());
  auto response = send_as(request, credential);
  if (!response || response->status != 401) return response;
  TRIMTAB_TRY(const KubeCredential other, credentials_.renewed(credential));
  return other == credential ? response : send_as(request, other);
}

Result<KubeAnswer> KubeSession::call(const KubeRequest& request) {
  // What was streamed was taken: only its taker knows where to go on.
  if (request.on_body) {
    TRIMTAB_TRY(const HttpResponse response, send(request));
    return answer_of(request, response);
  }
  Duration wait = first_wait;
  for (int attempt = 1;; ++attempt, wait *= 3) {
    auto response = send_limited(request, wait);
    if (response) heard_ = true;
    const int most = !response && heard_ ? tries_of_a_known_one : tries;
    if (is_final(response) || attempt >= most || stop_of(request).stop_requested()) {
      if (!response) return std::unexpected(std::move(response).error());
      return answer_of(request, *response);
    }
    // A server that asks to wait is waited for by the limiter.
    if (!response || !asks_to_wait(*response)) std::this_thread::sleep_for(wait);
  }
}

Result<HttpResponse> KubeSession::send_limited(const KubeRequest& request, Duration pause) {
  limiter_.enter();
  auto response = send(request);
  if (response && asks_to_wait(*response)) {
    limiter_.leave_refused(asked_pause(*response, pause));
  } else {
    limiter_.leave();
  }
  return response;
}

}  // namespace trimtab
