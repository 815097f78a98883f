#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "core/plugin/messages.h"
#include "core/plugin/wire.h"
#include "mutations.h"
#include "oracle.h"
#include "samples.h"
#include "tests/unit/sdk/requests.h"

using namespace trimtab;

namespace {

/// The engine's typed reading of a reply; false when it refuses.
bool reads(const Wire& wire, const std::string& message, const Value& reply) {
  if (message == "describe-reply") return description_from(wire, reply).has_value();
  if (message == "ask-reply") return ask_reply_from(wire, reply, test::asked_about_db()).has_value();
  if (message == "expand-reply") return expand_reply_from(wire, reply, test::expansion_of_db()).has_value();
  if (message == "failed-reply") return failure_from(wire, reply).has_value();
  return wire.check(message, reply).has_value();
}

/// A long reply as several short ones, so that trying all changes of it stays quick: without resources, and with each
/// resource alone.
std::vector<Value> in_parts(const Value& reply) {
  const Value::json_pointer list("/components/0/resources");
  if (!reply.contains(list)) return {reply};
  Value rest = reply;
  rest[list] = Value::array();
  std::vector<Value> parts{rest};
  for (const Value& resource : reply.at(list)) {
    rest = {{"name", "db"}, {"resources", Value::array({resource})}};
    parts.push_back({{"v", 1}, {"components", Value::array({rest})}});
  }
  return parts;
}

}  // namespace

TEST_CASE("What the SDK builds fits the schemas and is read by the engine") {
  const Wire wire = Wire::make().value();
  for (const auto& [message, reply] : samples::replies()) {
    const std::string refusal = Oracle(message).refusal(reply);
    CAPTURE(message, refusal);
    CHECK(refusal.empty());
    const Status checked = wire.check(message, reply);
    CHECK((checked ? "" : checked.error().message()).empty());
    CHECK(reads(wire, message, reply));
  }
}

TEST_CASE("What a test hands to a plugin fits the schemas of requests") {
  for (const auto& [message, request] : samples::requests()) {
    const std::string refusal = Oracle(message).refusal(request);
    CAPTURE(message, refusal);
    CHECK(refusal.empty());
  }
}

TEST_CASE("What the engine asks fits the schemas of requests") {
  ExpandRequest request = test::expansion_of_db();
  request.components[0].kind = "mysql";
  request.components[0].claimed["dags"] = {
      "dags",
      "shared-volume",
      {{"path", {"path", "/x", "@{out:dags/path}", {}}}, {"port", {"int", nullptr, "@{out:dags/port}", {}}}}};
  CHECK(Oracle("expand-request").accepts(Value::parse(to_json(request))));
  CHECK(Oracle("ask-request").accepts(Value::parse(to_json(test::asked_about_db()))));
}

TEST_CASE("The engine accepts what the schemas accept and refuses what they refuse") {
  const std::string message = GENERATE("describe-reply", "ask-reply", "expand-reply", "failed-reply", "observe-reply",
                                       "effect-reply", "remove-reply", "health-reply");
  const Wire wire = Wire::make().value();
  const Oracle oracle(message);
  int accepted = 0;
  int refused = 0;
  const auto compare = [&](const nlohmann::json& changed, const std::string& what) {
    const bool expected = oracle.accepts(changed);
    (expected ? accepted : refused) += 1;
    if (wire.check(message, changed).has_value() != expected) {
      FAIL_CHECK(message << ": " << what << ": the schema " << (expected ? "accepts" : "refuses")
                         << " it, the engine does not");
    }
    // Beyond its form a reply must make sense, so reading may refuse more; it never accepts more, and never throws.
    if (reads(wire, message, changed) && !expected) FAIL_CHECK(message << ": " << what << " was read");
  };
  for (const Value& part : in_parts(samples::replies().at(message))) {
    REQUIRE(oracle.accepts(part));
    for_each_mutation(part, compare);
  }
  CAPTURE(message, accepted, refused);
  CHECK(accepted > 0);
  CHECK(refused > 20);
}

TEST_CASE("Every schema is an answer to something: none is broken, none refers to what is not there") {
  for (const auto& [name, text] : schema_texts()) {
    CAPTURE(name);
    CHECK_NOTHROW(Oracle(name.substr(0, name.size() - 5)));
    CHECK(Value::parse(text).at("$id") == "https://trimtab.dev/schema/v1/" + name);
  }
}
