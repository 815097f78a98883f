#include "core/http/client.h"
#include "core/kube/answer.h"
#include "core/model/json_text.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/target.h"
#include "tests/support/loopback.h"

namespace trimtab::fuzz {
namespace {

/// A server that says what it was given last, whoever asks.
class Repeater {
 public:
  Result<HttpResponse> exchange(std::string_view answer) {
    answer_ = answer;  // read by the server's thread after it has our request
    HttpRequest request;
    request.url = server_.url("/api");
    request.timeout = std::chrono::seconds(2);
    request.body_limit = std::size_t{64} << 10;
    return http_exchange(request);
  }

 private:
  std::string answer_;
  test::ScriptedServer server_{[this](const test::ScriptedServer::Say& say) { say(answer_); }};
};

}  // namespace

void read_http_answer(std::string_view input) {
  static Repeater repeater;
  const auto response = repeater.exchange(input);
  if (!response) return promise_readable(response.error());
  promise(response->body.size() <= std::size_t{64} << 10, "a body is not longer than its limit");
  auto body = parse_json(response->body);
  if (!body) return promise_readable(body.error());
  const KubeAnswer answer{response->status, std::move(*body)};
  promise_readable(refusal("get configmap/a", answer));
  for (const FieldConflict& conflict : conflicts_in(answer))
    promise(!conflict.field.empty(), "a conflict is about a field");
}

}  // namespace trimtab::fuzz
