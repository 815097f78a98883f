#include "core/http/client.h"
#include "core/support/text.h"
#include "core/target/local/probe/probe.h"
#include "core/target/local/probe/timestamp.h"

namespace trimtab {
namespace {

constexpr std::size_t body_limit = std::size_t{4} << 20;

std::string shown(const Value& value) { return printable(value.dump()).substr(0, 80); }

/// Why the body is not what is expected; nothing when it is.
std::optional<std::string> wrong_body(const Value& expectations, const std::string& body, const ProbeSubject& subject) {
  if (expectations.empty()) return std::nullopt;
  const Value json = Value::parse(body, nullptr, false);
  if (json.is_discarded()) return "the answer is not JSON";
  for (const Value& expected : expectations) {
    const std::string pointer = expected.at("pointer").get<std::string>();
    const Value::json_pointer place(pointer);
    if (!json.contains(place)) return "the answer has no " + pointer;
    const Value& found = json.at(place);
    if (expected.contains("equals") && found != expected.at("equals")) {
      return pointer + " is " + shown(found) + ", not " + shown(expected.at("equals"));
    }
    if (!expected.value("newer_than_start", false)) continue;
    const auto time = timestamp_from(found);
    if (!time) return pointer + " is " + shown(found) + ", not a time";
    if (*time < subject.started) return pointer + " is from before this process started";
  }
  return std::nullopt;
}

}  // namespace

ProbeReading ask_http(const Value& probe, const ProbeSubject& subject, const LocalSite& site) {
  const auto port = probe.at("port").get<std::uint16_t>();
  const SteadyTime start = site.seams.clock.steady();
  HttpRequest request;
  const std::string path = probe.at("path").get<std::string>();
  request.url = "http://" + probe.at("host").get<std::string>() + ":" + std::to_string(port) + path;
  request.timeout = Duration(probe.at("timeout_ms").get<std::int64_t>());
  request.body_limit = body_limit;
  request.status_only = probe.at("json").empty();
  const auto response = http_exchange(request);
  if (!response) return {false, response.error().message()};
  if (const auto wrong = wrong_listener(port, subject, site)) return {false, *wrong};
  if (response->status != probe.at("status").get<int>()) {
    return {false, "GET " + path + " answered " + std::to_string(response->status)};
  }
  if (const auto wrong = wrong_body(probe.at("json"), response->body, subject)) return {false, *wrong};
  return answered(probe, "GET " + path + " answered", site.seams.clock.steady() - start);
}

}  // namespace trimtab
