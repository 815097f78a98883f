#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <trimtab/plugin.hpp>
#include <trimtab/testing.hpp>

using namespace trimtab;

namespace {

/// Does what its spec says.
struct Thing : Kind {
  [[nodiscard]] KindDescription describe() const override {
    return KindDescription("thing", "A thing")
        .spec(schema::object()
                  .property("mode", schema::string("What happens").fallback("fine"))
                  .property("storage", schema::storage("Where", "10Gi"))
                  .property("database", schema::claim("sql-database", "Where rows go")));
  }
  [[nodiscard]] Expansion expand(const ExpandContext& context) const override {
    const std::string mode = context.spec().text("mode");
    if (mode == "problem") throw Problem(Diagnostic::warning("E0777", "no such version").at("/mode"));
    if (mode == "exception") throw std::runtime_error("boom");
    if (mode == "absent") (void)context.spec().text("nowhere/at/all");
    if (mode == "type") (void)context.spec().integer("mode");
    context.note("expanding " + context.component());
    Expansion made;
    made.add(Config("all").file("mode", mode).file("size", context.spec().text("storage/size")));
    if (!context.claims("database")) return made;
    const Claimed database = context.claimed("database");
    made.add(Secret("login").from_template("url",
                                           "x:" + database.secret_value(mode == "open" ? "host" : "password", "url")));
    made.add(Config("db")
                 .file("host", database.text("host"))
                 .file("known", database.known_text("host", "?"))
                 .file("password", database.path("password"))
                 .file("none", database.known_text("password", "?")));
    return made;
  }
};

testing::Session open() {
  return testing::Session(
      [](const trimtab_host* host, trimtab_plugin* out) { return door::enter<Thing>("things", "1.2.3", host, out); });
}

testing::Component thing(const std::string& mode) { return testing::Component("one", "thing").spec({{"mode", mode}}); }

testing::Component with_database(const std::string& mode) {
  return thing(mode).claimed(
      "database", "db", "sql-database",
      {{"host", {{"type", "string"}, {"value", "127.0.0.1"}}}, {"password", {{"type", "secret"}}}});
}

}  // namespace

TEST_CASE("Defaults are there when a plugin reads a spec") {
  const testing::Session session = open();
  const Json files =
      testing::resource(session.expand(testing::Component("one", "thing")), "config/all")["spec"]["files"];
  CHECK(files["mode"]["text"] == "fine");
  CHECK(files["size"]["text"] == "10Gi");
  CHECK(session.notes() == std::vector<std::string>{"expanding one"});
}

TEST_CASE("Claimed outputs are references in text, values only for decisions, and secrets only in templates") {
  const Json made = open().expand(with_database("fine"));
  const Json files = testing::resource(made, "config/db")["spec"]["files"];
  CHECK(files["host"]["text"] == "@{out:database/host}");
  CHECK(files["known"]["text"] == "127.0.0.1");
  CHECK(files["password"]["text"] == "@{out:database/password}");
  CHECK(files["none"]["text"] == "?");
  CHECK(testing::resource(made, "secret/login")["spec"]["keys"]["url"]["template"] == "x:@{out:database/password|url}");
}

TEST_CASE("A problem of one component is a diagnostic at its place, and always an error") {
  const testing::Session session = open();
  CHECK(testing::diagnostics(session.expand(thing("problem"))) == "error E0777 /mode: no such version\n");
  CHECK(testing::diagnostics(session.expand(thing("exception"))) == "error E0211 : things cannot expand one: boom\n");
  CHECK(testing::diagnostics(session.expand(thing("absent"))) ==
        "error E0211 : things cannot expand one: nothing at /nowhere/at/all\n");
  CHECK(testing::diagnostics(session.expand(thing("type"))) ==
        "error E0211 : things cannot expand one: unexpected type of value at /mode: \"type\"\n");
  CHECK(testing::diagnostics(session.expand(with_database("open"))) ==
        "error E0216 : output \"host\" of db is no secret\n");
}

TEST_CASE("An output that the provider does not give is an error at the claim") {
  const auto poor = thing("fine").claimed("database", "db", "sql-database", Json::object());
  CHECK(testing::diagnostics(open().expand(poor)) ==
        "error E0215 /database: db gives no \"password\" with sql-database\n");
}

TEST_CASE("A plugin ignores members of a request that it does not know, and other methods") {
  const testing::Session session = open();
  CHECK(session.call("describe", {{"v", 1}, {"later", "addition"}})["version"] == "1.2.3");
  CHECK_THROWS_WITH(session.call("dance", {{"v", 1}}), "dance: unknown method");
  CHECK_THROWS(session.call("expand", {{"v", 1}}));
}

TEST_CASE("A host of another major is refused, and told which major the plugin has") {
  trimtab_host host{sizeof(trimtab_host), TRIMTAB_ABI_MAJOR + 1, 0, 0, nullptr, nullptr, nullptr, nullptr};
  trimtab_plugin plugin{};
  CHECK(door::enter<Thing>("things", "1", &host, &plugin) == 1);
  CHECK(plugin.abi_major == TRIMTAB_ABI_MAJOR);
  host = {24, TRIMTAB_ABI_MAJOR, 0, 0, nullptr, nullptr, nullptr, nullptr};
  CHECK(door::enter<Thing>("things", "1", &host, &plugin) == 1);
}

TEST_CASE("References are written as the engine reads them") {
  CHECK(ref::port("sql") == "@{endpoint:sql/port}");
  CHECK(ref::secret("root", "password") == "@{secret:root/password}");
  CHECK(ref::value("root", "password", "url") == "@{value:root/password|url}");
  CHECK(ref::config("my.cnf") == "@{config:my.cnf}");
  CHECK(ref::config("my.cnf", "my.cnf") == "@{config:my.cnf/my.cnf}");
  CHECK(ref::replica() == "@{replica}");
  CHECK(ref::user_uid() == "@{user:uid}");
  CHECK(literal("a @{b} @@{c} @ @d") == "a @@{b} @@@{c} @ @d");
}

TEST_CASE("A view reads by path and says what is missing") {
  const View view(Json{{"a", {{"b", 7}, {"c", nullptr}, {"d", {"x", "y"}}}}});
  CHECK(view.integer("a/b") == 7);
  CHECK(view.integer("/a/b") == 7);
  CHECK(view.integer("a/c", 3) == 3);
  CHECK_FALSE(view.has("a/c"));
  CHECK(view.texts("a/d") == std::vector<std::string>{"x", "y"});
  CHECK(view.texts("a/e").empty());
  CHECK(view.part("a").integer("b") == 7);
  CHECK(view.part("z").json().empty());
  CHECK_THROWS_WITH(view.text("a/z"), "nothing at /a/z");
}
