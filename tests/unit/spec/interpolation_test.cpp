#include "core/spec/interpolation.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "tests/unit/spec/spec_case.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

std::string with_url(const std::string& url) {
  std::string text =
      with_components("db: {kind: mysql}\nairflow: {kind: airflow, spec: {database: db, url: \"" + url + "\"}}");
  return text.replace(text.find("  components:"), 0, "  env: [HOST, EMPTY]\n");
}

SpecCase spec(const std::string& url) {
  return SpecCase()
      .file("conf/s.yaml", with_url(url))
      .other_file("conf/note.txt", "from ${a.b} file")
      .other_file("conf/binary", "\xFF")
      .variable("HOST", "x.example")
      .variable("EMPTY", "")
      .variable("OTHER", "secret");
}

std::string url_of(const std::string& written) {
  const auto stack = spec(written).load();
  REQUIRE(stack);
  const auto value = filled(component_of(*stack, "airflow")->spec, [](const OutputUse& use) {
    return Result<std::string>("<" + use.component + "." + use.output + " at " + use.pointer + ">");
  });
  REQUIRE(value);
  return (*value)["url"];
}

}  // namespace

TEST_CASE("Variables and files are put in, outputs are left for later", "[interpolation]") {
  const auto [written, expected] = GENERATE(table<std::string, const char*>({
      {"https://${env:HOST}/a${env:EMPTY}b", "https://x.example/ab"},
      {"${file:note.txt}", "from ${a.b} file"},
      {"${db.host}:3306", "<db.host at /url>:3306"},
      {"$${literal} $$ $", "${literal} $$ $"},
      {"$$${env:HOST}", "$${env:HOST}"},
  }));
  CAPTURE(written);
  CHECK(url_of(written) == expected);
}

TEST_CASE("Outputs that a spec uses are listed with their place", "[interpolation]") {
  const auto stack = spec("${db.host} and ${db.address}").load();
  REQUIRE(stack);
  CHECK(output_uses(component_of(*stack, "airflow")->spec) ==
        std::vector<OutputUse>{{"db", "host", "/url"}, {"db", "address", "/url"}});
}

TEST_CASE("A reference that leads nowhere is refused where it stands", "[interpolation]") {
  const auto [written, expected] = GENERATE(table<std::string, const char*>({
      {"a ${env:OTHER}",
       "conf/s.yaml:9:59 E0119 variable OTHER is not listed in spec.env | only listed variables are read | next: add "
       "\"env: [OTHER]\" to spec\n"},
      {"${env:}",
       "conf/s.yaml:9:57 E0119 airflow's url: \"env:\" wants the name of a variable | $${ stands for a literal "
       "${\n"},
      {"${file:gone.txt}",
       "conf/s.yaml:9:57 E0119 file DIR/conf/gone.txt cannot be put in here | why: DIR/conf/gone.txt does not exist\n"},
      {"${file:binary}", "conf/s.yaml:9:57 E0103 file DIR/conf/binary is not UTF-8 text\n"},
      {"${HOME}/x",
       "conf/s.yaml:9:57 E0119 airflow's url: ${HOME} is none of ${component.output}, ${env:NAME}, ${file:PATH} | $${ "
       "stands for a literal ${\n"},
      {"x${open",
       "conf/s.yaml:9:58 E0119 airflow's url: a ${ without its }; write $${ for a literal ${ | $${ stands for a "
       "literal "
       "${\n"},
      {"${bd.host}",
       "conf/s.yaml:9:57 E0301 airflow's url uses an output of \"bd\", which the stack does not have | did you mean "
       "\"db\"?\n"},
      {"${db.hots}",
       "conf/s.yaml:9:57 E0305 component \"db\" (mysql) has no output \"hots\" | did you mean \"host\"? | why: its "
       "outputs: address, host\n"},
      {"${airflow.url}", "conf/s.yaml:9:57 E0119 ${airflow.url} is airflow's own output\n"},
  }));
  CAPTURE(written);
  CHECK(spec(written).messages() == expected);
}

TEST_CASE("A variable that is listed and not set is an error", "[interpolation]") {
  CHECK(SpecCase().file("s.yaml", with_url("${env:HOST}")).messages() ==
        "s.yaml:9:57 E0119 variable HOST is not set | next: HOST=VALUE trimtab …\n");
}

TEST_CASE("In the engine's own fields variables are put in and outputs cannot be", "[interpolation]") {
  const auto text = [](const std::string& directory) {
    return "apiVersion: trimtab.dev/v1\nkind: Stack\nmetadata: {name: demo}\nspec:\n  env: [HOST]\n"
           "  target: {local: {stateDir: \"" +
           directory + "\"}}\n  components: {db: {kind: mysql}}\n";
  };
  const auto stack = SpecCase().file("s.yaml", text("/var/${env:HOST}/$${x}")).variable("HOST", "h").load();
  REQUIRE(stack);
  CHECK(stack->target.settings["stateDir"] == "/var/h/${x}");
  CHECK(messages_of(text("/${db.host}")) ==
        "s.yaml:6:32 E0119 ${db.host} cannot stand here | only in a component's spec\n");
}

TEST_CASE("A variable that is no UTF-8 text is refused where it is used", "[interpolation]") {
  const std::string bad = GENERATE(std::string("\xff"), std::string("a\0b", 3));
  const std::string head =
      "apiVersion: trimtab.dev/v1\nkind: Stack\nmetadata: {name: demo}\n"
      "spec: {target: {local: {}}, env: [P], components: {d: {kind: nfs, spec: {clients: [\"${env:P}\"]}}}}\n";
  CHECK(SpecCase().file("s.yaml", head).variable("P", bad).messages() ==
        "s.yaml:4:85 E0103 variable P is not UTF-8 text\n");
}

TEST_CASE("A secret may be a Secret of the cluster where there is one", "[interpolation]") {
  CHECK(
      messages_of("apiVersion: trimtab.dev/v1\nkind: Stack\nmetadata: {name: demo}\n"
                  "spec: {target: {kubernetes: {namespace: n}}, components: {m: {kind: mysql, spec: {admin: {password: "
                  "{secretKeyRef: {name: s, key: k}}}}}}}\n") == "ok");
}

TEST_CASE("Outputs are found and filled in wherever a text stands, in lists as well", "[interpolation]") {
  const Value spec = Value::parse(R"({"a": ["${db.host}", {"b": "x${db.port}"}, 5], "c": "${env:P}", "d": "${"})");
  CHECK(output_uses(spec) == std::vector<OutputUse>{{"db", "host", "/a/0"}, {"db", "port", "/a/1/b"}});
  const auto name = [](const OutputUse& use) -> Result<std::string> { return "<" + use.output + ">"; };
  CHECK(filled(spec["a"], name).value() == Value::parse(R"(["<host>", {"b": "x<port>"}, 5])"));
  CHECK(filled(spec["d"], name).error().code == Errc::internal);
}
