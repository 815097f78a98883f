#include "core/compile/claims.h"
#include "tests/unit/compile/toys.h"

namespace trimtab {
namespace {

using testing::resource;
using testing::stack_of;
using testing::Workshop;

std::string claims_text(const std::string& stack_text) {
  const testing::ToyPlugins plugins;
  const Stack stack = stack_of(stack_text);
  KindSchemas schemas(plugins.kinds());
  const auto known = KnownStack::of(stack, schemas);
  REQUIRE(known.has_value());
  const auto claims = claims_of(*known, schemas);
  REQUIRE(claims.has_value());
  std::string text;
  for (const Claim& claim : *claims) {
    text += claim.id() + " -> " + claim.provider + " " + claim.parameters.dump() + " at " + claim.pointer + "\n";
  }
  return text;
}

TEST_CASE("Claims are found by their marks, by name or with parameters, however deep", "[compile][claims]") {
  CHECK(claims_text(R"(db; web {"link": "db", "inner": {"link": {"from": "db", "name": "x"}}})") ==
        "web/inner.link -> db {\"name\":\"x\"} at /inner/link/from\n"
        "web/link -> db {} at /link\n");
}

TEST_CASE("Components are expanded in waves, each plugin once per wave", "[compile][waves]") {
  Workshop workshop(
      R"(web {"link": "db"}; db; mail [other] {"link": "db"}; top {"text": "at ${web.address}"} needs mail)");
  workshop.plugins.expand_one = [](const ExpandComponent& component) {
    ExpandedComponent expanded;
    expanded.outputs["address"] = {"string", component.name + ".local", "", {}};
    return expanded;
  };
  REQUIRE(workshop.compile().has_value());
  std::ranges::sort(workshop.plugins.calls.begin() + 1, workshop.plugins.calls.begin() + 3, {});
  CHECK(workshop.plugins.calls == std::vector<std::string>{"toy: db", "other: mail", "toy: web", "toy: top"});
}

TEST_CASE("Thousands of components are asked for some at a time and come out in the stack's order",
          "[compile][waves]") {
  std::string text = "c0";
  std::vector<std::string> order{"c0"};
  for (int number = 1; number < 2600; ++number) {
    order.push_back("c" + std::to_string(number));
    text += "; " + order.back();
  }
  Workshop workshop(text);
  workshop.plugins.expand_one = [](const ExpandComponent& component) {
    ExpandedComponent expanded;
    expanded.resources.push_back(resource(component.name + "/config/text"));
    return expanded;
  };
  const auto desired = workshop.compile();
  REQUIRE(desired.has_value());
  std::vector<std::string> seen;
  for (const Object& object : desired->objects) seen.emplace_back(object.id.component());
  CHECK(seen == order);
  CHECK(workshop.plugins.calls.size() == 26);
}

TEST_CASE("Components that refer to each other in a circle are reported with the place of each edge",
          "[compile][waves]") {
  Workshop workshop(R"(a {"link": "b"}; b {"text": "${c.address}"}; c needs a)");
  const Diagnostic refusal = workshop.refusal();
  CHECK(refusal.code == "E0308");
  CHECK(refusal.why == std::vector<std::string>{"a claims link of b (a.yaml:1:6)",
                                                "b uses output \"address\" of c (b.yaml:1:6)",
                                                "c needs a (stack.yaml:1:27)"});
  CHECK(refusal.at->file == "a.yaml");
}

TEST_CASE("A component that is not there is named, with the nearest that is", "[compile][waves]") {
  Workshop workshop("database; web needs databse");
  CHECK(workshop.refusal().what == "web needs \"databse\", which the stack does not have");
  CHECK(workshop.refusal().label == "did you mean \"database\"?");
}

TEST_CASE("A provider hears of every claim on it and its answer reaches the consumer", "[compile][waves]") {
  Workshop workshop(R"(db; web {"link": {"from": "db", "name": "shop"}})");
  std::string heard;
  workshop.plugins.expand_one = [&](const ExpandComponent& component) {
    ExpandedComponent expanded;
    for (const ClaimOn& claim : component.claims) {
      heard += claim.id + " by " + claim.by + " " + claim.parameters.dump() + "\n";
      expanded.claims[claim.id]["host"] = {"string", "10.0.0.1", "", {}};
      expanded.claims[claim.id]["port"] = {"int", nullptr, "endpoint:sql/port", {}};
    }
    if (component.name == "db") expanded.resources.push_back(resource("db/endpoint/sql"));
    for (const auto& [path, claimed] : component.claimed) {
      heard += path + " from " + claimed.provider + " host " + claimed.outputs.at("host").value.dump() + " " +
               claimed.outputs.at("port").reference + "\n";
    }
    return expanded;
  };
  REQUIRE(workshop.compile().has_value());
  CHECK(heard ==
        "web/link by web {\"name\":\"shop\"}\n"
        "link from db host \"10.0.0.1\" @{out:link/port}\n");
}

TEST_CASE("What a component chose is handed back the next time, and facts come from the target", "[compile][waves]") {
  Workshop workshop("db");
  workshop.record.chosen = {{"db", {{"version", "8.4"}}}};
  workshop.record.slots = {{"db/endpoint/sql", 3307}, {"dbx/endpoint/sql", 1}};
  Value seen;
  workshop.plugins.expand_one = [&](const ExpandComponent& component) {
    seen = {{"chosen", component.chosen}, {"facts", component.facts}, {"slots", component.slots}};
    ExpandedComponent expanded;
    expanded.chosen = component.chosen;
    return expanded;
  };
  const auto made = workshop.compile();
  CHECK(seen == Value{{"chosen", {{"version", "8.4"}}},
                      {"facts", {{"tool", {{"found", true}}}}},
                      {"slots", {{"endpoint/sql", 3307}}}});
  CHECK(made->chosen == workshop.record.chosen);
  CHECK(made->facts.at("@target") == Value{{"taken", Value::array()}});
}

TEST_CASE("An error of a plugin stops the plan at the place it points to, a warning goes with it", "[compile][waves]") {
  Workshop workshop(R"(db {"text": "x"})");
  Severity severity = Severity::warning;
  workshop.plugins.expand_one = [&](const ExpandComponent& component) {
    ExpandedComponent expanded;
    Diagnostic diagnostic;
    diagnostic.severity = severity;
    diagnostic.code = "W0412";
    diagnostic.what = "not for production";
    expanded.diagnostics.push_back({component.name, "/text", diagnostic});
    return expanded;
  };
  CHECK(workshop.compile()->diagnostics.at(0).at->column == 6);
  severity = Severity::error;
  CHECK(workshop.refusal().what == "not for production");
  CHECK(workshop.refusal().at->file == "db.yaml");
}

TEST_CASE("The same stack, record and facts give the same bytes", "[compile]") {
  const auto bytes = [] {
    Workshop workshop(R"(db; web {"link": "db"}; log needs web)");
    workshop.plugins.expand_one = [](const ExpandComponent& component) {
      ExpandedComponent expanded;
      expanded.resources.push_back(resource(component.name + "/endpoint/main"));
      return expanded;
    };
    const auto made = workshop.compile();
    return Value(made->objects).dump() + Value(made->slots).dump() + made->spec_digest;
  };
  CHECK(bytes() == bytes());
}

}  // namespace
}  // namespace trimtab
