#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>
#include <string>

#include "core/spec/load.h"
#include "tests/unit/spec/example_kinds.h"
#include "tests/unit/spec/spec_case.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

const std::string demo_text =
    "apiVersion: trimtab.dev/v1\n"
    "kind: Stack\n"
    "metadata: {name: demo}\n"
    "spec:\n"
    "  target: {local: {}}\n"
    "  components:\n"
    "    db: {kind: mysql, spec: {version: 8.0, external: {host: h, port: 0o17}}}\n"
    "    broker: {kind: redis/redis, needs: [db], protect: true, onFailure: hold, timeout: 90s, formerly: queue}\n";

Value spec_of(const SpecCase& spec, std::string_view component) {
  const auto stack = spec.load();
  REQUIRE(stack);
  const Component* found = component_of(*stack, component);
  REQUIRE(found != nullptr);
  return found->spec;
}

}  // namespace

TEST_CASE("A spec becomes a stack whose components keep their order", "[stack]") {
  const auto stack = SpecCase().file("demo.yaml", demo_text).load();
  REQUIRE(stack);
  CHECK(stack->name == "demo");
  CHECK(stack->target.kind == "local");
  REQUIRE(stack->components.size() == 2);
  CHECK(stack->components[0].name == "db");
  const Component& broker = stack->components[1];
  CHECK(broker.kind == "redis/redis");
  CHECK(broker.needs == std::vector<std::string>{"db"});
  CHECK(broker.protect);
  CHECK(broker.on_failure == OnFailure::hold);
  CHECK(broker.timeout == Duration(90000));
  CHECK(broker.formerly == "queue");
}

TEST_CASE("The schema decides what an unquoted text is", "[stack]") {
  const Value spec = spec_of(SpecCase().file("demo.yaml", demo_text), "db");
  CHECK(spec["version"] == "8.0");
  CHECK(spec["external"]["host"] == "h");
  CHECK(spec["external"]["port"] == 15);
}

TEST_CASE("Where text is wanted every word is the text as it was written", "[stack]") {
  const char* const word = GENERATE("3.10", "8.0", "no", "yes", "on", "010", "0x1F", "1:30", "true", "1e3", ".inf");
  CAPTURE(word);
  const SpecCase spec =
      SpecCase().file("s.yaml", with_components(std::string("db: {kind: mysql, spec: {version: ") + word + "}}"));
  CHECK(spec_of(spec, "db")["version"] == word);
}

TEST_CASE("Where any type may stand YAML's core types hold", "[stack]") {
  const SpecCase spec = SpecCase().file(
      "s.yaml",
      with_components("db: {kind: mysql, spec: {config: {a: 300, b: 1.5, c: true, d: ON-LINE, e: \"300\", f: [1]}}}"));
  CHECK(spec_of(spec, "db")["config"] ==
        Value::parse(R"({"a": 300, "b": 1.5, "c": true, "d": "ON-LINE", "e": "300", "f": [1]})"));
}

TEST_CASE("Where one of several types may stand a number stays a number and text stays text", "[stack]") {
  const SpecCase spec = SpecCase().file(
      "s.yaml",
      with_components("db: {kind: mysql, spec: {options: {a: 300, b: 1.5, c: true, d: utf8mb4, e: \"300\"}}}"));
  CHECK(spec_of(spec, "db")["options"] ==
        Value::parse(R"({"a": 300, "b": 1.5, "c": true, "d": "utf8mb4", "e": "300"})"));
}

TEST_CASE("A value of the wrong kind is refused with what it must be", "[stack]") {
  const auto [spec, expected] = GENERATE(table<std::string, const char*>({
      {"{external: {host: h, port: \"3306\"}}",
       "E0113 db's external.port is text, it must be an integer | write 3306 without quotes"},
      {"{external: {host: h, port: many}}", "E0113 db's external.port is text, it must be an integer"},
      {"{external: {host: h, port: 1.5}}", "E0113 db's external.port is a number, it must be an integer"},
      {"{external: {host: h, port: 0}}", "E0114 db's external.port must be at least 1"},
      {"{external: {host: h, port: 70000}}", "E0114 db's external.port must be at most 65535"},
      {"{external: {host: h, port: 03306}}",
       "E0111 db's external.port: 03306 without quotes may be text or an octal number | write 3306, or \"03306\" for "
       "the "
       "text"},
      {"{external: h}", "E0113 db's external is text, it must be a map"},
      {"{external: [h]}", "E0113 db's external is a list, it must be a map"},
      {"{version: {a: b}}", "E0113 db's version is a map, it must be text"},
      {"{storage: {retain: yes}}",
       "E0111 db's storage.retain: yes without quotes may be text or a boolean | write true, or \"yes\" for the text"},
      {"{storage: {retain: \"true\"}}",
       "E0113 db's storage.retain is text, it must be true or false | write true without quotes"},
      {"{storage: {size: large}}", "E0114 db's storage.size: \"large\" is no size | write it like 512Mi or 10Gi"},
      {"{flavor: mysq}",
       "E0114 db's flavor: \"mysq\" is not one of its values | did you mean \"mysql\"? | why: allowed: "
       "mysql, mariadb, any"},
      {"{options: {x: off}}",
       "E0111 db's options.x: off without quotes may be text or a boolean | write false, or \"off\" for the text"},
      {"{options: {x: [1]}}", "E0113 db's options.x is a list, it must be text or a number or true or false"},
      {"{config: {x: no}}",
       "E0111 db's config.x: no without quotes may be text or a boolean | write false, or \"no\" for the text"},
      {"{config: {x: 010}}",
       "E0111 db's config.x: 010 without quotes may be text or an octal number | write 10, or \"010\" for the text"},
      {"{config: {x: 1:30}}",
       "E0111 db's config.x: 1:30 without quotes may be text or a number in base 60 | write \"1:30\" for the text"},
      {"{config: {x: .inf}}", "E0114 db's config.x is a number that cannot be held | write \".inf\" for the text"},
      {"{config: {x: [1, ~]}}", "E0113 db's config.x[1] is empty"},
      {"{external: {}}", "E0115 db's external needs \"host\" | next: add \"host: …\" to db's external"},
      {"{storge: {}}",
       "E0112 unknown key \"storge\" in db's spec | did you mean \"storage\"? | next: trimtab plugin show mysql"},
      {"{admin: {zzz: 1}}",
       "E0112 unknown key \"zzz\" in db's admin | why: allowed here: password, user | next: trimtab plugin show mysql"},
      {"{local: {nise: 1}}",
       "E0112 unknown key \"nise\" in db's local | did you mean \"nice\"? | next: trimtab plugin show mysql"},
      {"{local: {nice: 50}}", "E0114 db's local.nice must be at most 19"},
      {"{kubernetes: {pullPolicy: always}}",
       "E0114 db's kubernetes.pullPolicy: \"always\" is not one of its values | did you mean \"Always\"? | why: "
       "allowed: "
       "Always, IfNotPresent, Never"},
  }));
  CAPTURE(spec);
  const std::string found = messages_of(with_components("db: {kind: mysql, spec: " + spec + "}"));
  CHECK(found.substr(0, 9) == "s.yaml:7:");
  CHECK(found.substr(found.find(' ') + 1) == std::string(expected) + "\n");
}

TEST_CASE("A value that fits no form of a choice is complained about once, by the form it is nearest to", "[stack]") {
  CHECK(messages_of(with_components("db: {kind: mysql}\nair: {kind: airflow, spec: {executor: [], database: db}}")) ==
        "s.yaml:8:33 E0114 air's executor is not as its schema says | why: Array should contain no fewer than 1 "
        "elements. | next: trimtab plugin show airflow\n");
}

TEST_CASE("The engine's own part of a spec is checked as closely", "[stack]") {
  const auto [text, expected] = GENERATE(table<std::string, const char*>({
      {"{}",
       "s.yaml:1:1 E0115 the stack needs \"apiVersion\" | next: add \"apiVersion: …\" to the stack\n"
       "s.yaml:1:1 E0115 the stack needs \"kind\" | next: add \"kind: …\" to the stack\n"
       "s.yaml:1:1 E0115 the stack needs \"metadata\" | next: add \"metadata: …\" to the stack\n"
       "s.yaml:1:1 E0115 the stack needs \"spec\" | next: add \"spec: …\" to the stack\n"},
      {"", "E0106 s.yaml holds no document\n"},
      {"# only a comment\n", "E0106 s.yaml holds no document\n"},
      {"--- ~\n", "E0106 s.yaml holds no document\n"},
      {"[a]\n", "s.yaml:1:1 E0113 a spec is a map, this is a list | next: begin with apiVersion: trimtab.dev/v1\n"},
      {"apiVersion: trimtab.dev/v2\nkind: Stack\nmetadata: {name: Demo}\nspec: {target: {local: {}}, components: {}}\n",
       "s.yaml:1:13 E0114 apiVersion: \"trimtab.dev/v2\" is not one of its values | did you mean \"trimtab.dev/v1\"? | "
       "why: allowed: trimtab.dev/v1\n"
       "s.yaml:3:18 E0118 \"Demo\" cannot be a stack's name | a-z, 0-9 and -, at most 30, beginning with a letter\n"
       "s.yaml:4:29 E0115 the stack has no component | next: to remove everything a stack has: trimtab destroy\n"},
      {"apiVersion: trimtab.dev/v1\nkind: Stack\nmetadata: {name: demo}\nspec: {target: {locl: {}}, components: {a: "
       "{kind: redis}}}\n",
       "s.yaml:4:17 E0112 unknown key \"locl\" in spec.target | did you mean \"local\"?\n"},
      {"apiVersion: trimtab.dev/v1\nkind: Stack\nmetadata: {name: demo}\nspec: {target: {local: {}, kubernetes: "
       "{namespace: a}}, components: {a: {kind: redis}}}\n",
       "s.yaml:4:8 E0114 spec.target holds kubernetes and local, it takes one of kubernetes, local\n"},
  }));
  CAPTURE(text);
  CHECK(messages_of(text) == expected);
}

TEST_CASE("A component's entry is checked as closely", "[stack]") {
  const auto [components, expected] = GENERATE(table<std::string, const char*>({
      {"db: {kind: mysqll}",
       "s.yaml:7:16 E0250 no plugin offers the kind \"mysqll\" | did you mean \"mysql\"? | why: kinds at hand: "
       "airflow, "
       "mysql, nfs, redis | next: trimtab plugin list\n"},
      {"db: {}", "s.yaml:7:5 E0115 component \"db\" has no kind | add \"kind: KIND\"\n"},
      {"db: mysql", "s.yaml:7:9 E0113 component \"db\" is text, it must be a map | write {kind: KIND}\n"},
      {"Db_1: {kind: mysql}",
       "s.yaml:7:5 E0118 \"Db_1\" cannot be a component's name | a-z, 0-9 and -, at most 30, beginning with a "
       "letter\n"},
      {"db: {kind: mysql, version: 8.0}",
       "s.yaml:7:23 E0112 unknown key \"version\" in db's component entry | it belongs under \"spec\"\n"},
      {"db: {kind: mysql, need: [a]}",
       "s.yaml:7:23 E0112 unknown key \"need\" in db's component entry | did you mean \"needs\"?\n"},
      {"db: {kind: mysql, needs: [bd, db]}\nbb: {kind: redis}",
       "s.yaml:7:31 E0301 db needs \"bd\", which the stack does not have | did you mean \"db\"?\n"
       "s.yaml:7:35 E0301 db needs itself\n"},
      {"db: {kind: mysql, timeout: soon}",
       "s.yaml:7:32 E0114 db's timeout: \"soon\" is no duration | write it like 90s, 10m, 2h or 14d\n"},
      {"db: {kind: mysql, formerly: b}\nb: {kind: redis}",
       "s.yaml:7:33 E0114 db was formerly \"b\", which is still a component\n"},
      {"db: {kind: mysql, patches: [{merge: {}}]}",
       "s.yaml:7:23 E0115 db's patches[0] needs \"at\" | next: add \"at: …\" to db's patches[0]\n"},
  }));
  CAPTURE(components);
  CHECK(messages_of(with_components(components)) == expected);
}

TEST_CASE("A patch keeps what it merges", "[stack]") {
  const auto stack = SpecCase()
                         .file("s.yaml", with_components("db: {kind: mysql, patches: [{at: workload/server, merge: "
                                                         "{env: {A: \"1\"}, replicas: 2}}]}"))
                         .load();
  REQUIRE(stack);
  REQUIRE(stack->components[0].patches.size() == 1);
  CHECK(stack->components[0].patches[0].at == "workload/server");
  CHECK(stack->components[0].patches[0].merge == Value::parse(R"({"env": {"A": "1"}, "replicas": 2})"));
}

TEST_CASE("A secret says where it comes from, and a literal is shown to nobody", "[stack]") {
  const auto load = [](const std::string& password) {
    return SpecCase().file("s.yaml", with_components("db: {kind: mysql, spec: {admin: {password: " + password + "}}}"));
  };
  SECTION("the forms of this target") {
    const SpecCase file = load("{file: secrets/root}");
    CHECK(spec_of(file, "db")["admin"]["password"]["file"] == file.directory() + "/secrets/root");
    CHECK(spec_of(load("{env: ROOT_PASSWORD}"), "db")["admin"]["password"] == Value{{"env", "ROOT_PASSWORD"}});
    CHECK(spec_of(load("{generated: {}}"), "db")["admin"]["password"] == Value{{"generated", Value::object()}});
  }
  SECTION("a literal") {
    const auto stack = load("hunter2").load();
    REQUIRE_FALSE(stack);
    REQUIRE(stack.error().diagnostics.size() == 1);
    const Diagnostic& diagnostic = stack.error().diagnostics[0];
    CHECK(
        to_text(diagnostic) ==
        "s.yaml:7:48 E0120 db's admin.password is a secret: its value cannot stand in a spec | say where it comes from"
        " | why: {generated: {length: 32}} is made here once and kept | why: {file: PATH} is read where trimtab runs"
        " | why: {env: NAME} is read where trimtab runs"
        " | why: {secretKeyRef: {name: NAME, key: KEY}} is a Secret of the cluster"
        " | next: write \"password: {generated: {length: 32}}\", or one of the other forms");
    CHECK(diagnostic.at->text == "    db: {kind: mysql, spec: {admin: {password: *******}}}");
  }
  SECTION("no, two or foreign sources") {
    CHECK(load("{}").messages() ==
          "s.yaml:7:38 E0120 db's admin.password has 0 sources, a secret has one | generated, file, env or "
          "secretKeyRef\n");
    CHECK(load("{file: a, env: B}").messages() ==
          "s.yaml:7:38 E0120 db's admin.password has 2 sources, a secret has one | generated, file, env or "
          "secretKeyRef\n");
    CHECK(load("{secretKeyRef: {name: a, key: b}}").messages() ==
          "s.yaml:7:49 E0120 db's admin.password: a secretKeyRef exists on kubernetes only | generated, file or env on "
          "this target\n");
    CHECK(load("{vault: x}").messages().starts_with("s.yaml:7:49 E0112 unknown key \"vault\" in db's admin.password"));
  }
}

TEST_CASE("A relative path belongs to the file it stands in", "[stack]") {
  const SpecCase spec =
      SpecCase()
          .file("base/a.yaml", with_components("dags: {kind: nfs, spec: {source: {path: ./dags}}}"))
          .file("b.yaml", "spec: {components: {db: {kind: mysql, spec: {local: {basedir: ../opt}}}}}");
  CHECK(spec_of(spec, "dags")["source"]["path"] == spec.directory() + "/base/dags");
  const std::string parent = spec.directory().substr(0, spec.directory().rfind('/'));
  CHECK(spec_of(spec, "db")["local"]["basedir"] == parent + "/opt");
}

TEST_CASE("A file that cannot be read is named with the reason", "[stack]") {
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  const auto message = [&](std::vector<std::string> files) {
    KindSchemas kinds(example_kinds());
    const auto stack = load_stack(LoadRequest{std::move(files), {}, *disk, directory.path(), {}, {}}, kinds);
    REQUIRE_FALSE(stack);
    return to_text(stack.error().diagnostics.front());
  };
  std::filesystem::create_directory(directory / "folder");
  const std::string in = directory.path().string();
  CHECK(message({"gone.yaml"}) == "E0101 cannot read gone.yaml | why: " + in + "/gone.yaml does not exist");
  CHECK(message({"folder"}) == "E0101 cannot read folder | why: " + in + "/folder is not a file");
  CHECK(message({}) ==
        "E0101 cannot read trimtab.yaml | why: " + in + "/trimtab.yaml does not exist | next: trimtab plan -f FILE");
  CHECK(message({"-"}) == "E0101 standard input cannot be read here");
}

TEST_CASE("The head of a stack is told before its kinds are asked for, and only where it has no mistake", "[stack]") {
  const auto order = [](const std::string& text) {
    const TemporaryDirectory directory;
    write_file(directory / "trimtab.yaml", text);
    const auto disk = make_system_disk();
    std::string said;
    KindSchemas kinds([&] {
      said += " kinds";
      return std::span(example_kinds());
    });
    LoadRequest request{{}, {}, *disk, directory.path(), {}, {}};
    request.head_is_read = [&](const std::string& name, const TargetChoice& target) {
      said += " " + name + " on " + target.kind;
    };
    (void)load_stack(request, kinds);
    return said;
  };
  const std::string head = "apiVersion: trimtab.dev/v1\nkind: Stack\nmetadata: {name: shop}\n";
  CHECK(order(head + "spec: {target: {local: {}}, components: {db: {kind: mysql}}}") == " shop on local kinds");
  CHECK(order(head + "spec: {target: {local: {}}, components: {db: {kind: nobody}}}") == " shop on local kinds");
  CHECK(order(head + "spec: {target: {moon: {}}, components: {db: {kind: mysql}}}") == " kinds");
}

TEST_CASE("A spec may be a link, or come from standard input", "[stack]") {
  const TemporaryDirectory directory;
  write_file(directory / "real/s.yaml", with_components("dags: {kind: nfs, spec: {source: {path: ./dags}}}"));
  std::filesystem::create_symlink("real/s.yaml", directory / "link.yaml");
  const auto disk = make_system_disk();
  const auto text = [](std::size_t limit) {
    CHECK(limit == 16u << 20);
    return Result<std::string>("spec: {components: {db: {kind: mysql, spec: {local: {basedir: ./mysql}}}}}");
  };
  KindSchemas kinds(example_kinds());
  const auto stack = load_stack(LoadRequest{{"link.yaml", "-"}, {}, *disk, directory.path(), {}, text}, kinds);
  REQUIRE(stack);
  // Paths start where the file was named, not where a link leads.
  CHECK(component_of(*stack, "dags")->spec["source"]["path"] == (directory / "dags").string());
  CHECK(component_of(*stack, "db")->spec["local"]["basedir"] == (directory / "mysql").string());
}
