#include "core/kube/watch.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/unit/kube/api_double.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

std::string event(const std::string& type, const std::string& name, const std::string& version) {
  return R"({"type":")" + type + R"(","object":{"metadata":{"name":")" + name + R"(","resourceVersion":")" + version +
         "\"}}}\n";
}

/// What a watch tells until an object of this name comes.
std::vector<std::string> told(const ApiDouble& api, const std::string& last) {
  Conversation talk(api.access());
  KubeKinds kinds;
  kinds.add({"v1", "Pod", "pods", true});
  KubeClient client(talk.session, std::move(kinds));
  std::vector<std::string> lines;
  const Status end = watch(client, {"v1", "Pod", "a", ""},
                           [&](const KubeEvent& event) {
                             if (event.type == KubeEvent::Type::restart) {
                               lines.emplace_back("restart");
                               return true;
                             }
                             const std::string name = event.object.at("metadata").at("name");
                             lines.push_back((event.type == KubeEvent::Type::gone ? "gone " : "there ") + name);
                             return name != last;
                           },
                           {});
  lines.push_back(end ? "success" : end.error().message());
  return lines;
}

/// The version each stream began at.
std::vector<std::string> versions(ApiDouble& api) {
  std::vector<std::string> found;
  for (const std::string& line : api.heard()) {
    const std::size_t at = line.find("resourceVersion=");
    if (at != std::string::npos) found.push_back(line.substr(at + 16, line.find('&', at) - at - 16));
  }
  return found;
}

}  // namespace

TEST_CASE("A watch tells what is there, then what changes, over the ends of streams") {
  ApiDouble api;
  api.will_say({200, R"({"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"one"}}]})"});
  api.will_say({200, event("ADDED", "two", "6") + event("BOOKMARK", "", "9")});
  api.will_say({200, event("DELETED", "one", "10") + event("MODIFIED", "end", "11")});
  CHECK(told(api, "end") == Lines{"there one", "there two", "gone one", "there end", "success"});
  CHECK(versions(api) == Lines{"5", "9"});
}

TEST_CASE("A server that forgot the place, in the stream or in front of it, is asked for everything again") {
  ApiDouble api;
  api.will_say({200, R"({"metadata":{"resourceVersion":"5"},"items":[]})"});
  api.will_say({200, R"({"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}})"
                     "\n"});
  api.will_say({200, R"({"metadata":{"resourceVersion":"50"},"items":[{"metadata":{"name":"one"}}]})"});
  api.will_say({410, R"({"kind":"Status","reason":"Expired"})"});
  api.will_say({200, R"({"metadata":{"resourceVersion":"70"},"items":[{"metadata":{"name":"end"}}]})"});
  CHECK(told(api, "end") == Lines{"restart", "there one", "restart", "there end", "success"});
}

TEST_CASE("A watch that is not allowed, or not of its form, is an error") {
  ApiDouble api;
  const ApiDouble::Answer nothing{200, R"({"metadata":{"resourceVersion":"5"},"items":[]})"};
  api.will_say(nothing);
  api.will_say({403, R"({"kind":"Status","reason":"Forbidden"})"});
  CHECK(told(api, "end") == Lines{"watch Pod: not allowed (403)"});
  api.will_say(nothing);
  api.will_say({200, "nonsense\n"});
  CHECK(told(api, "end") == Lines{"an event of the watch is not of its form"});
}
