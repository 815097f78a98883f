#include "core/plugin/registry.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "fixture.h"

using namespace trimtab;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string names(std::span<const Kind> kinds) {
  std::string text;
  for (const Kind& kind : kinds) text += kind.plugin + "/" + kind.name + " ";
  return text;
}

ExpandRequest request_of(const std::string& kind, Value spec) {
  ExpandRequest request{"local", "demo", Value::object(), {}};
  ExpandComponent component;
  component.name = "one";
  component.kind = kind;
  component.spec = std::move(spec);
  request.components.push_back(std::move(component));
  return request;
}

}  // namespace

TEST_CASE("Kinds of all plugins on the search path are known, sorted, with their versions") {
  Workshop workshop;
  const auto registry =
      Registry::open(workshop.options({fixture("plain").parent_path(), fixture("files").parent_path()}), *workshop.disk,
                     *workshop.clock);
  REQUIRE(registry);
  CHECK(names((*registry)->kinds()) == "files/command files/daemon files/file files/fileset plain/thing ");
  CHECK((*registry)->version("files") == "1.0.0");
  CHECK((*registry)->version("mysql").empty());
}

TEST_CASE("Directories are searched in the order named, from the variable, beside the executable") {
  const TemporaryDirectory prefix;
  const auto list = plugin_directories({{"/named", "/named/"}, "/first::/second:/named", prefix / "bin/trimtab"});
  std::string text;
  for (const PluginDirectory& one : list) text += one.path.string() + (one.required ? " required, " : ", ");
  const std::string root = std::filesystem::canonical(prefix.path()).string();
  CHECK_THAT(text, ContainsSubstring("/named required, ") &&
                       ContainsSubstring("/first required, /second required, " + root + "/plugins, " + root + "/lib"));
}

TEST_CASE("A directory that the user names must be there, one that nobody names need not") {
  Workshop workshop;
  CHECK_THAT(refusal(Registry::open(workshop.options({"/not/there"}), *workshop.disk, *workshop.clock)),
             ContainsSubstring("E0234 the plugin directory /not/there is not there"));
  PluginOptions options;
  options.search.executable = "/not/there/bin/trimtab";
  CHECK(Registry::open(options, *workshop.disk, *workshop.clock).value()->kinds().empty());
}

TEST_CASE("Two files that offer one plugin are an error that names both") {
  Workshop workshop;
  const std::vector<Path> both{fixture("plain").parent_path(), fixture("same_name").parent_path()};
  CHECK(refusal(Registry::open(workshop.options(both), *workshop.disk, *workshop.clock)) ==
        "E0218 the plugin plain and its kind thing is offered by two files: " + fixture("plain").string() + " and " +
            fixture("same_name").string());
}

TEST_CASE("The same file reached by two ways is one plugin") {
  const TemporaryDirectory directory;
  std::filesystem::create_symlink(fixture("plain"), directory / "again.so");
  Workshop workshop;
  const auto registry = Registry::open(workshop.options({fixture("plain").parent_path(), directory.path()}),
                                       *workshop.disk, *workshop.clock);
  CHECK((*registry)->found().size() == 1);
}

TEST_CASE("A kind of two plugins is offered by both") {
  Workshop workshop;
  const std::vector<Path> both{fixture("plain").parent_path(), fixture("same_kind").parent_path()};
  const auto registry = Registry::open(workshop.options(both), *workshop.disk, *workshop.clock);
  REQUIRE(registry);
  std::vector<std::string> offers;
  for (const Kind& kind : (*registry)->kinds()) offers.push_back(kind.plugin + "/" + kind.name);
  CHECK(offers == std::vector<std::string>{"other/thing", "plain/thing"});
}

TEST_CASE("A scan shows broken plugins beside good ones; opening refuses them") {
  Workshop workshop;
  const std::vector<Path> both{fixture("no_entry").parent_path(), fixture("plain").parent_path()};
  const auto scanned = Registry::scan(workshop.options(both), *workshop.disk, *workshop.clock);
  REQUIRE(scanned);
  REQUIRE((*scanned)->found().size() == 2);
  CHECK((*scanned)->found()[0].error);
  CHECK((*scanned)->found()[1].description->version == "1");
  CHECK_THAT(refusal(Registry::open(workshop.options(both), *workshop.disk, *workshop.clock)),
             ContainsSubstring("E0220"));
}

TEST_CASE("An expansion comes back in the model's own types, ids whole") {
  Workshop workshop;
  const auto registry = workshop.open("files").value();
  ExpandRequest request = request_of("file", {{"path", "note.txt"}, {"content", "hello"}});
  request.components[0].claimed["needs"] = {"zero", "file", {{"path", {"path", nullptr, "@{out:needs/path}", {}}}}};
  request.components[0].claims.push_back({"two/needs", "file", "two", Value::object()});

  const auto reply = registry->expand("files", request);
  REQUIRE(reply);
  const ExpandedComponent& one = reply->components.at(0);
  REQUIRE(one.resources.size() == 1);
  CHECK(one.resources[0].id.text() == "one/config/file");
  CHECK(one.resources[0].from == "/content");
  CHECK(one.resources[0].spec["files"]["note.txt"]["text"] == "hello\nafter @{out:needs/path}\n");
  const Output& path = one.claims.at("two/needs").at("path");
  CHECK(path.type == "path");
  CHECK(path.reference == "config:file/note.txt");
  CHECK(path.after == std::vector<Id>{Id("one", "config", "file")});
}

TEST_CASE("Facts a component asks for come back under its name, and a component that fails takes no other with it") {
  Workshop workshop;
  const auto registry = workshop.open("files").value();
  const auto asked =
      registry->ask("files", {"local", {{"a", "file", {{"content", "x"}}}, {"b", "nonsense", Value::object()}}});
  REQUIRE(asked);
  CHECK(asked->components[0].diagnostics.empty());
  REQUIRE(asked->components[1].diagnostics.size() == 1);
  CHECK(asked->components[1].diagnostics[0].component == "b");
  CHECK(asked->components[1].diagnostics[0].diagnostic.what ==
        "files cannot ask b: plugin files has no kind \"nonsense\"");
}

TEST_CASE("The same bytes go in and the same bytes come out") {
  Workshop workshop;
  const auto registry = workshop.open("files").value();
  const ExpandRequest request = request_of("fileset", {{"count", 50}, {"shape", "random"}, {"content", "x"}});
  const auto first = registry->expand("files", request);
  const auto second = registry->expand("files", request);
  REQUIRE(first);
  REQUIRE(first->components[0].resources.size() == 50);
  for (std::size_t i = 0; i < 50; ++i) {
    CHECK(first->components[0].resources[i].spec == second->components[0].resources[i].spec);
    CHECK(first->components[0].resources[i].needs == second->components[0].resources[i].needs);
  }
}

TEST_CASE("A data file of a plugin is inlined, and what looks like a reference in it stays text") {
  Workshop workshop;
  const auto registry = workshop.open("notebook").value();
  const auto reply = registry->expand("notebook", request_of("notebook", {{"text", "page"}}));
  INFO(refusal(reply));
  REQUIRE(reply);
  CHECK(reply->components[0].resources[1].spec["files"]["letter"]["text"] == "Literal: @@{secret:root/password}\n");
}

TEST_CASE("A resource of the plugin's own type is checked by the schema the plugin gave") {
  Workshop workshop;
  const auto registry = workshop.open("notebook").value();
  CHECK(refusal(registry->expand("notebook", request_of("notebook", {{"text", "wrong"}}))) ==
        "E0217 plugin notebook: expand: one/notebook.page/first: unknown member \"colour\"");
  CHECK(refusal(registry->expand("notebook", request_of("notebook", {{"text", "foreign"}}))) ==
        "E0217 plugin notebook: expand: one/notebook.cover/first is of a type the plugin does not describe");
}

TEST_CASE("A plugin that nobody has is a named error") {
  Workshop workshop;
  const auto registry = workshop.open("plain").value();
  CHECK(refusal(registry->expand("mysql", {})) == "E0219 there is no plugin \"mysql\"");
}
