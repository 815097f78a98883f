#include "core/kube/watch.h"

#include <fmt/format.h>

#include <thread>

#include "core/kube/path.h"
#include "core/model/json_text.h"

namespace trimtab {
namespace {

constexpr auto stream_life = std::chrono::minutes(5);
constexpr auto network_slack = std::chrono::seconds(20);
constexpr std::size_t line_limit = std::size_t{16} << 20;
constexpr auto pause = std::chrono::milliseconds(500);

enum class Streamed { ended, enough, forgotten };

/// One stream of events, line by line.
class Stream {
 public:
  Stream(const std::function<bool(const KubeEvent&)>& take, std::string& version) : take_(take), version_(version) {}

  /// False when the stream shall end.
  bool take_bytes(std::string_view bytes) {
    line_.append(bytes);
    std::size_t begin = 0;
    for (std::size_t end = line_.find('\n'); end != std::string::npos; end = line_.find('\n', begin)) {
      if (!take_line(std::string_view(line_).substr(begin, end - begin))) return false;
      begin = end + 1;
    }
    line_.erase(0, begin);
    if (line_.size() <= line_limit) return true;
    problem_ = fail(Errc::failed, "E0809", "an event of the watch is larger than 16Mi").error();
    return false;
  }

  Streamed result = Streamed::ended;
  [[nodiscard]] const std::optional<Error>& problem() const { return problem_; }

 private:
  bool take_line(std::string_view line) {
    if (line.empty()) return true;
    auto event = parse_json(line, {line_limit, 256});
    const bool formed = event && event->is_object() && event->value("object", Value()).is_object();
    if (!formed) {
      problem_ = fail(Errc::failed, "E0809", "an event of the watch is not of its form").error();
      return false;
    }
    const std::string type = event->value("type", "");
    Value object = std::move(event->at("object"));
    if (type == "ERROR") return take_error(KubeAnswer{object.value("code", 500), std::move(object)});
    const Value::json_pointer place("/metadata/resourceVersion");
    if (object.contains(place)) version_ = object.at(place).get<std::string>();
    if (type == "BOOKMARK") return true;
    const auto kind = type == "DELETED" ? KubeEvent::Type::gone : KubeEvent::Type::there;
    if (take_({kind, std::move(object)})) return true;
    result = Streamed::enough;
    return false;
  }

  bool take_error(const KubeAnswer& answer) {
    if (answer.status == 410) {
      result = Streamed::forgotten;
    } else {
      problem_ = refusal("watch", answer);
    }
    return false;
  }

  const std::function<bool(const KubeEvent&)>& take_;
  std::string& version_;
  std::string line_;
  std::optional<Error> problem_;
};

class Watch {
 public:
  Watch(KubeClient& client, const KubeScope& scope, const std::function<bool(const KubeEvent&)>& take,
        std::stop_token stop, Duration silence)
      : client_(client), scope_(scope), take_(take), stop_(std::move(stop)), silence_(silence) {}

  Status run() {
    bool again = false;
    while (true) {
      if (again && !take_({KubeEvent::Type::restart, {}})) return {};
      again = true;
      TRIMTAB_TRY(const bool wanted, begin());
      if (!wanted) return {};
      TRIMTAB_TRY(const Streamed how, follow());
      if (how == Streamed::enough) return {};
    }
  }

 private:
  /// What is there now. False when that was enough.
  Result<bool> begin() {
    TRIMTAB_TRY(KubeList list, client_.list(scope_.api_version, scope_.kind, scope_.name_space, scope_.label_selector));
    version_ = list.resource_version;
    for (Value& item : list.items) {
      if (!take_({KubeEvent::Type::there, std::move(item)})) return false;
    }
    return true;
  }

  /// Streams from `version_` on until somebody has enough or the server has forgotten.
  Result<Streamed> follow() {
    while (true) {
      if (stop_.stop_requested()) return fail(Errc::interrupted, "E0796", "watch: stopped");
      TRIMTAB_TRY(const Streamed how, stream());
      if (how != Streamed::ended) return how;
      std::this_thread::sleep_for(pause);
    }
  }

  Result<Streamed> stream() {
    Stream stream(take_, version_);
    TRIMTAB_TRY(const KubeRequest request, request_for(stream));
    auto answer = client_.session().call(request);
    if (stream.problem()) return std::unexpected(*stream.problem());
    if (stream.result != Streamed::ended) return stream.result;
    if (answer && answer->status == 410) return Streamed::forgotten;
    if (answer && !answer->good()) return std::unexpected(refusal("watch " + scope_.kind, *answer));
    if (!answer && answer.error().code != Errc::unreachable) return std::unexpected(std::move(answer).error());
    return Streamed::ended;
  }

  Result<KubeRequest> request_for(Stream& stream) {
    const auto kinds = client_.kinds();
    const KubeKind* kind = kinds->find(scope_.api_version, scope_.kind);
    if (kind == nullptr) return fail(Errc::failed, "E0810", "the cluster has no kind " + scope_.kind);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(stream_life).count();
    std::map<std::string, std::string> query{{"watch", "true"},
                                             {"allowWatchBookmarks", "true"},
                                             {"resourceVersion", version_},
                                             {"timeoutSeconds", std::to_string(seconds)}};
    if (!scope_.label_selector.empty()) query["labelSelector"] = scope_.label_selector;
    KubeRequest request;
    request.verb = "watch";
    request.path = collection_path(*kind, scope_.name_space) + query_text(query);
    request.timeout = stream_life + network_slack;
    request.silence = silence_;
    request.on_body = [&stream](std::string_view bytes) { return stream.take_bytes(bytes); };
    request.stop = stop_;
    return request;
  }

  KubeClient& client_;
  const KubeScope& scope_;
  const std::function<bool(const KubeEvent&)>& take_;
  std::stop_token stop_;
  Duration silence_;
  std::string version_;
};

}  // namespace

Status watch(KubeClient& client, const KubeScope& scope, const std::function<bool(const KubeEvent&)>& take,
             const std::stop_token& stop, Duration silence) {
  return Watch(client, scope, take, stop, silence).run();
}

}  // namespace trimtab
