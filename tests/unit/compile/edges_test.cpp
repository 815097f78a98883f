#include "tests/unit/compile/toys.h"

namespace trimtab {
namespace {

using testing::resource;
using testing::Workshop;

/// db offers a secret and a host; web does what the test says.

testing::ToyPlugins::Expand offering(const std::function<std::vector<Resource>(const ExpandComponent&)>& web) {
  return [web](const ExpandComponent& component) {
    ExpandedComponent expanded;
    if (component.name == "db") {
      expanded.resources = {resource("db/secret/user", {{"keys", {{"password", {}}}}}), resource("db/endpoint/sql"),
                            resource("db/task/user", {}, {"db/secret/user"}),
                            resource("db/workload/server", {}, {"db/endpoint/sql"})};
      expanded.outputs["address"] = {"endpoint", nullptr, "endpoint:sql", {}};
      expanded.outputs["port"] = {"int", 3306, "", {}};
      for (const ClaimOn& claim : component.claims) {
        expanded.claims[claim.id] = {
            {"host", {"string", "db@{x", "", {}}},
            {"port", {"int", nullptr, "endpoint:sql/port", {}}},
            {"password", {"secret", nullptr, "secret:user/password", {*Id::parse("db/task/user")}}}};
      }
    } else {
      expanded.resources = web(component);
    }
    return expanded;
  };
}

Workshop shop(const std::string& stack, const std::function<std::vector<Resource>(const ExpandComponent&)>& web) {
  Workshop workshop(stack);
  workshop.plugins.expand_one = offering(web);
  return workshop;
}

const std::string linked = R"(db; web {"link": "db"})";

TEST_CASE("A reference orders, inside a component and through what an output comes after", "[compile][edges]") {
  auto workshop = shop(linked, [](const ExpandComponent&) {
    return std::vector{
        resource("web/workload/main", {{"file", "@{config:app/a.cfg}"}, {"key", "@{out:link/password}"}}),
        resource("web/config/app", {{"files", {{"a.cfg", "port=@{out:link/port}"}}}})};
  });
  CHECK(workshop.objects() ==
        "db/secret/user; db/endpoint/sql; db/task/user after db/secret/user; db/workload/server after db/endpoint/sql; "
        "web/config/app after db/endpoint/sql; "
        "web/workload/main after db/secret/user, db/task/user, web/config/app");
}

TEST_CASE("Outputs become the provider's own references: paths, values in templates, known texts", "[compile][edges]") {
  auto workshop = shop(linked, [](const ExpandComponent&) {
    return std::vector{resource("web/config/app", {{"path", "@{out:link/password}"},
                                                   {"url", "u:@{out:link/password|url}@@{out:link/host|url}"},
                                                   {"host", "@{out:link/host}"},
                                                   {"port", "x@{out:link/port}"},
                                                   {"escaped", "@@{out:link/port}"}})};
  });
  CHECK(workshop.desired("web/config/app") == Value{{"path", "@{db/secret:user/password}"},
                                                    {"url", "u:@{db/value:user/password|url}@@{out:link/host|url}"},
                                                    {"host", "db@@{x"},
                                                    {"port", "x@{db/endpoint:sql/port}"},
                                                    {"escaped", "@@{out:link/port}"}});
}

TEST_CASE("A known output is encoded as the template asks", "[compile][edges]") {
  auto workshop = shop(linked, [](const ExpandComponent&) {
    return std::vector{resource(
        "web/config/app",
        {{"url", "//@{out:link/host|url}"}, {"json", "@{out:link/host|json}"}, {"base64", "@{out:link/host|base64}"}})};
  });
  CHECK(workshop.desired("web/config/app") ==
        Value{{"url", "//db%40%7Bx"}, {"json", "\"db@@{x\""}, {"base64", "ZGJAe3g="}});
}

TEST_CASE("Text of a user is inert, and an output beside an at sign is still replaced", "[compile][edges]") {
  Value seen;
  auto workshop = shop(R"(db; web {"text": "me@${db.address} and @{secret:root/password} $${x}"})",
                       [&](const ExpandComponent& component) {
                         seen = component.spec;
                         return std::vector{resource("web/config/app", {{"text", component.spec.at("text")}})};
                       });
  CHECK(workshop.desired("web/config/app") ==
        Value{{"text", "me@{at}@{db/endpoint:sql/address} and @@{secret:root/password} ${x}"}});
  CHECK(seen.at("text") == "me@{at}@{output:db/address} and @@{secret:root/password} ${x}");
  CHECK(workshop.objects().ends_with("web/config/app after db/endpoint/sql"));
}

TEST_CASE("An output fills a number where the schema wants one, and what does not fit is refused", "[compile][edges]") {
  Value seen;
  auto workshop = shop(R"(db; web {"port": "${db.port}"})", [&](const ExpandComponent& component) {
    seen = component.spec;
    return std::vector<Resource>();
  });
  REQUIRE(workshop.compile().has_value());
  CHECK(seen == Value{{"port", 3306}});
  auto wrong =
      shop(R"(db; web {"port": "${db.address}"})", [](const ExpandComponent&) { return std::vector<Resource>(); });
  CHECK(wrong.refusal().code == "E0114");
  auto missing =
      shop(R"(db; web {"text": "${db.colour}"})", [](const ExpandComponent&) { return std::vector<Resource>(); });
  CHECK(missing.refusal().what == "db has no output \"colour\"");
}

TEST_CASE("A user's needs are a full barrier, drawn through one node", "[compile][edges]") {
  auto workshop = shop("db; web needs db", [](const ExpandComponent&) {
    return std::vector{resource("web/volume/data"),
                       resource("web/workload/main", {{"replicas", 2}}, {"web/volume/data"})};
  });
  CHECK(workshop.objects() ==
        "db/secret/user; db/endpoint/sql; db/task/user after db/secret/user; db/workload/server after db/endpoint/sql; "
        "web/volume/data after db/component/all; web/workload/main/1 after web/volume/data; "
        "web/workload/main/2 after web/volume/data");
}

TEST_CASE("A reference to what does not exist names the resource and the plugin", "[compile][edges]") {
  auto workshop = shop(linked, [](const ExpandComponent&) {
    return std::vector{resource("web/workload/main", {{"env", "@{secret:nope/key}"}, {"uses", {"volume/gone"}}})};
  });
  const auto made = workshop.compile();
  REQUIRE_FALSE(made.has_value());
  REQUIRE(made.error().diagnostics.size() == 2);
  CHECK(made.error().diagnostics[0].what == "web/workload/main refers to @{secret:nope/key}, which does not exist");
  CHECK(made.error().diagnostics[0].why[0] == "plugin toy or a patch wrote it");
  CHECK(made.error().diagnostics[1].what == "web/workload/main names volume/gone in uses, which does not exist");
}

TEST_CASE("Resources that need each other in a circle are reported", "[compile][edges]") {
  auto workshop = shop(linked, [](const ExpandComponent&) {
    return std::vector{resource("web/config/a", {{"x", "@{config:b}"}}),
                       resource("web/config/b", {{"x", "@{config:a}"}})};
  });
  const Diagnostic refusal = workshop.refusal();
  CHECK(refusal.code == "E0309");
  CHECK(refusal.why == std::vector<std::string>{"web/config/a (web.yaml:1:1) needs web/config/b",
                                                "web/config/b (web.yaml:1:1) needs web/config/a"});
}

TEST_CASE("A patch changes a resource by merge, and one that matches nothing is an error with its place",
          "[compile][patch]") {
  auto workshop = shop(linked, [](const ExpandComponent&) {
    return std::vector{resource("web/workload/worker", {{"nice", 0}, {"env", {{"A", "1"}, {"B", "2"}}}})};
  });
  workshop.stack.components[1].patches = {{"workload/worker", {{"nice", 5}, {"env", {{"A", nullptr}}}}}};
  CHECK(workshop.desired("web/workload/worker") == Value{{"nice", 5}, {"env", {{"B", "2"}}}});
  workshop.stack.components[1].patches[0].at = "workload/workre";
  const Diagnostic refusal = workshop.refusal();
  CHECK(refusal.what == "a patch of web changes \"workload/workre\", which it does not have");
  CHECK(refusal.label == "did you mean \"workload/worker\"?");
  CHECK(refusal.at->file == "stack.yaml");
}

TEST_CASE("What is protected marks all its objects, and budgets and failure modes are carried along", "[compile]") {
  auto workshop = shop(linked, [](const ExpandComponent&) { return std::vector{resource("web/config/a")}; });
  workshop.stack.components[0].protect = true;
  workshop.stack.components[1].on_failure = OnFailure::hold;
  workshop.stack.components[1].timeout = std::chrono::minutes(2);
  const auto made = workshop.compile();
  for (const Object& object : made->objects) CHECK(object.protect == (object.id.component() == "db"));
  CHECK(made->terms.on_failure.at("web") == "hold");
  CHECK(made->terms.budgets.at("web") == 120);
  CHECK(made->plugins == std::map<std::string, std::string>{{"toy", "1.0"}});
}

}  // namespace
}  // namespace trimtab
