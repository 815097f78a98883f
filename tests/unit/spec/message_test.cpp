#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "tests/unit/spec/spec_case.h"

// Where a message points, what it says and which way out it names, for each part of a spec by itself.

using namespace trimtab;
using namespace trimtab::test;

namespace {

const std::string stack_head = "apiVersion: trimtab.dev/v1\nkind: Stack\nmetadata: {name: demo}\n";

}  // namespace

TEST_CASE("What is wrong with an entry of a component is said at its place", "[message]") {
  const auto [entry, expected] = GENERATE(table<const char*, const char*>({
      {"f: 5", "s.yaml:9:8 E0113 component \"f\" is text, it must be a map | write {kind: KIND}\n"},
      {"f: null", "ok"},
      {"f: [a]", "s.yaml:9:8 E0113 component \"f\" is a list, it must be a map | write {kind: KIND}\n"},
      {"f: {}", "s.yaml:9:5 E0115 component \"f\" has no kind | add \"kind: KIND\"\n"},
      {"f: {kind: [a]}", "s.yaml:9:15 E0113 f's kind is a list, it must be text\n"},
      {"f: {kind: null}", "s.yaml:9:5 E0115 component \"f\" has no kind | add \"kind: KIND\"\n"},
      {"f: {kind: }", "s.yaml:9:5 E0115 component \"f\" has no kind | add \"kind: KIND\"\n"},
      {"n: {kind: nfs, spec: {source: {}}}",
       "s.yaml:9:27 E0114 n's source is empty, it takes one of git, path | next: trimtab plugin show nfs\n"},
      {"n: {kind: nfs, spec: {source: {path: a, git: {repo: r}}}}",
       "s.yaml:9:27 E0114 n's source holds git and path, it takes one of git, path | next: trimtab plugin show nfs\n"},
      {"f: {kind: redis, needs: db}", "s.yaml:9:29 E0113 f's needs is text, it must be a list\n"},
      {"f: {kind: redis, needs: [[a]]}", "s.yaml:9:30 E0113 f's needs[0] is a list, it must be text\n"},
      {"f: {kind: redis, needs: [{a: b}, db]}", "s.yaml:9:30 E0113 f's needs[0] is a map, it must be text\n"},
      {"f: {kind: redis, patches: [5]}", "s.yaml:9:32 E0113 f's patches[0] is a number, it must be a map\n"},
      {"f: {kind: redis, patches: [{at: Service/x}]}",
       "s.yaml:9:22 E0115 a patch of f says what becomes of \"Service/x\" by \"merge\" or by \"json\", one of them | "
       "add \"merge: {…}\" or \"json: [{op: …, path: …}]\"\n"},
      {"f: {kind: redis, patches: [{at: Service/x, merge: {}, json: []}]}",
       "s.yaml:9:22 E0115 a patch of f says what becomes of \"Service/x\" by \"merge\" or by \"json\", one of them | "
       "add \"merge: {…}\" or \"json: [{op: …, path: …}]\"\n"},
      {"f: {kind: redis, patches: {}}", "s.yaml:9:31 E0113 f's patches is a map, it must be a list\n"},
      {"f: {kind: nokind, version: 1}",
       "s.yaml:9:15 E0250 no plugin offers the kind \"nokind\" | why: kinds at hand: airflow, mysql, nfs, redis | "
       "next: trimtab plugin list\ns.yaml:9:23 E0112 unknown key \"version\" in f's component entry | why: allowed "
       "here: formerly, kind, needs, onFailure, patches, protect, spec, timeout\n"},
      {"f: {kind: redis, version: 1}",
       "s.yaml:9:22 E0112 unknown key \"version\" in f's component entry | why: allowed here: formerly, kind, needs, "
       "onFailure, patches, protect, spec, timeout\n"},
      {"f: {kind: redis, databases: 4}",
       "s.yaml:9:22 E0112 unknown key \"databases\" in f's component entry | it belongs under \"spec\"\n"},
      {"f: {kind: redis, timeout: 5}",
       "s.yaml:9:31 E0114 f's timeout: \"5\" is no duration | write it like 90s, 10m, 2h or 14d\n"},
      {"f: {kind: redis, protect: maybe}", "s.yaml:9:31 E0113 f's protect is text, it must be true or false\n"},
      {"a: {kind: airflow, spec: {database: x}}\nx: {kind: nokind}",
       "s.yaml:10:15 E0250 no plugin offers the kind \"nokind\" | why: kinds at hand: airflow, mysql, nfs, redis | "
       "next: trimtab plugin list\n"},
      {"a: {kind: airflow, spec: {database: dags}}",
       "s.yaml:9:41 E0302 a's database claims a sql-database from \"dags\" (nfs), which offers none | why: component "
       "\"db\" (mysql, s.yaml:7:5) offers one\n"},
      {"a: {kind: airflow, spec: {database: {from: db, name: Bad Name}}}",
       "s.yaml:9:58 E0114 a's database.name does not look as it must | why: it must match ^[a-z_]+$ | next: trimtab "
       "plugin show mysql\n"},
      {"a: {kind: airflow, spec: {database: {from: db, nme: x}}}",
       "s.yaml:9:52 E0112 unknown key \"nme\" in a's database | did you mean \"name\"? | next: trimtab plugin show "
       "mysql\n"},
      {"a: {kind: airflow, spec: {database: {from: db, onRemove: burn}}}",
       "s.yaml:9:62 E0114 a's database.onRemove: \"burn\" is not one of its values | why: allowed: keep, drop\n"},
      {"a: {kind: airflow, spec: {database: nobody}}\ne: {kind: mysql}",
       "s.yaml:9:41 E0301 a's database claims a sql-database from \"nobody\", which the stack does not have | why: "
       "component \"db\" (mysql, s.yaml:7:5), component \"e\" (mysql, s.yaml:10:5) offer one\n"},
      {"a: {kind: airflow, spec: {database: db, url: \"${x.url}\"}}\nx: {kind: nokind}",
       "s.yaml:10:15 E0250 no plugin offers the kind \"nokind\" | why: kinds at hand: airflow, mysql, nfs, redis | "
       "next: trimtab plugin list\n"},
      {"a: {kind: airflow, spec: {database: db, broker: {from: db}}}",
       "s.yaml:9:60 E0302 a's broker claims a message-broker from \"db\" (mysql), which offers none | why: no "
       "component of this stack offers a message-broker\n"},
      {"a: {kind: airflow, spec: {database: db, config: {core: {hosts: [\"${db.host}\", {x: \"${db.address}\"}]}}}}",
       "ok"},
      {"a: {kind: airflow, spec: {database: db, dags: {path: 5}}}", "ok"},
      {"a: {kind: airflow, spec: {database: db, dags: [x]}}",
       "s.yaml:9:51 E0113 a's dags is a list, it must be text or a map\n"},
      {"a: {kind: airflow, spec: {database: db, executor: [local, local, moon]}}",
       "s.yaml:9:70 E0114 a's executor[2]: \"moon\" is not one of its values | why: allowed: local, celery, "
       "kubernetes\n"},
      {"a: {kind: airflow, spec: {database: db, flower: {password: [a]}}}",
       "s.yaml:9:64 E0113 a's flower.password is a list, it must be a map\n"},
      {"a: {kind: airflow, spec: {database: db, flower: {password: {generated: {lenght: 4}}}}}",
       "s.yaml:9:77 E0112 unknown key \"lenght\" in a's flower.password.generated | did you mean \"length\"? | next: "
       "trimtab plugin show airflow\n"},
      {"a: {kind: airflow, spec: {database: db, flower: {password: text}}}",
       "s.yaml:9:64 E0120 a's flower.password is a secret: its value cannot stand in a spec | say where it comes from "
       "| why: {generated: {length: 32}} is made here once and kept | why: {file: PATH} is read where trimtab runs | "
       "why: {env: NAME} is read where trimtab runs | why: {secretKeyRef: {name: NAME, key: KEY}} is a Secret of the "
       "cluster | next: write \"password: {generated: {length: 32}}\", or one of the other forms\n"},
      {"a: {kind: airflow}\ne: {kind: mysql}",
       "s.yaml:9:5 E0304 a needs a sql-database and names none | it is claimed in \"database\" | why: component \"db\" "
       "(mysql, s.yaml:7:5), component \"e\" (mysql, s.yaml:10:5) offer one | next: add \"database: db\" to a's "
       "spec\n"},
      {"a: {kind: airflow, spec: {}}",
       "s.yaml:9:5 E0304 a needs a sql-database and names none | it is claimed in \"database\" | why: component \"db\" "
       "(mysql, s.yaml:7:5) offers one | next: add \"database: db\" to a's spec\n"},
      {"a: {kind: airflow, spec: {database: {}}}",
       "s.yaml:9:31 E0303 a's database does not say which component it claims | it needs \"from: COMPONENT\" | why: "
       "component \"db\" (mysql, s.yaml:7:5) offers one\n"},
  }));
  CAPTURE(entry);
  CHECK(messages_of(with_components(std::string("db: {kind: mysql}\ndags: {kind: nfs}\n") + entry)) == expected);
}

TEST_CASE("What is wrong with the stack itself is said at its place", "[message]") {
  const auto [spec, expected] = GENERATE(table<const char*, const char*>({
      {"spec: {target: {local: {}}, env: x, components: {b: {kind: redis}}}",
       "s.yaml:4:34 E0113 spec.env is text, it must be a list\n"},
      {"spec: {target: {local: {}}, env: [[a]], components: {b: {kind: redis}}}",
       "s.yaml:4:35 E0113 spec.env[0] is a list, it must be text\n"},
      {"spec: {target: {local: {}}, defaults: 5, components: {b: {kind: redis}}}",
       "s.yaml:4:39 E0113 spec.defaults is a number, it must be a map\n"},
      {"spec: {target: {local: {}}, defaults: {kinds: x}, components: {b: {kind: redis}}}",
       "s.yaml:4:47 E0113 spec.defaults.kinds is text, it must be a map\n"},
      {"spec: {target: {local: {}}, defaults: {kinds: {redis: 5}}, components: {b: {kind: redis}}}",
       "s.yaml:4:55 E0113 defaults.kinds.redis's spec is a number, it must be a map\n"},
      {"spec: {target: {local: {}}, defaults: {kinds: {nokind: {a: 1}}}, components: {b: {kind: redis}}}",
       "s.yaml:4:48 E0250 no plugin offers the kind \"nokind\" | why: kinds at hand: airflow, mysql, nfs, redis | "
       "next: trimtab plugin list\n"},
      {"spec: {target: {local: {}}, defaults: {kinds: {redis: {databases: x}}}, components: {b: {kind: redis}}}",
       "s.yaml:4:67 E0113 defaults.kinds.redis's databases is text, it must be an integer\n"},
      {"spec: {target: {local: {}}, defaults: {kinds: {redis: {databases: 4}}}, components: {b: {kind: redis}}}", "ok"},
      {"spec: {target: {local: {}}, components: 5}",
       "s.yaml:4:41 E0113 spec.components is a number, it must be a map\n"},
      {"spec: {target: {local: {}}, components: [a]}",
       "s.yaml:4:41 E0113 spec.components is a list, it must be a map\n"},
      {"spec: {target: {local: {}}, components: {}}",
       "s.yaml:4:29 E0115 the stack has no component | next: to remove everything a stack has: trimtab destroy\n"},
      {"spec: {target: {local: {}}, components: {B: {kind: redis}}}",
       "s.yaml:4:42 E0118 \"B\" cannot be a component's name | a-z, 0-9 and -, at most 30, beginning with a letter\n"},
      {"spec: {target: {moon: {}}, components: {b: {kind: redis}}}",
       "s.yaml:4:17 E0112 unknown key \"moon\" in spec.target | why: allowed here: kubernetes, local\n"},
      {"spec: {target: {local: {}, kubernetes: {}}, components: {b: {kind: redis}}}",
       "s.yaml:4:8 E0114 spec.target holds kubernetes and local, it takes one of kubernetes, local\ns.yaml:4:28 E0115 "
       "spec.target.kubernetes needs \"namespace\" | next: add \"namespace: …\" to spec.target.kubernetes\n"},
      {"spec: {target: [], components: {b: {kind: redis}}}",
       "s.yaml:4:16 E0113 spec.target is a list, it must be a map\n"},
      {"spec: {components: {b: {kind: redis}}}",
       "s.yaml:4:1 E0115 spec needs \"target\" | next: add \"target: …\" to spec\n"},
      {"spec: 5", "s.yaml:4:7 E0113 spec is a number, it must be a map\n"},
      {"spec: {target: {local: {portRange: x}}, components: {b: {kind: redis}}}",
       "s.yaml:4:25 E0112 unknown key \"portRange\" in spec.target.local | why: allowed here: bind, boot, stateDir, "
       "user\n"},
  }));
  CAPTURE(spec);
  CHECK(messages_of(stack_head + spec) == expected);
}

TEST_CASE("What the stack says of a kind is what its components start from, choices and secrets as a whole",
          "[message][defaults]") {
  const SpecCase spec = SpecCase()
                            .file("s.yaml", stack_head + R"(spec:
  target: {local: {}}
  env: [P]
  defaults:
    kinds:
      nfs: {source: {path: ./a}, clients: [x], keep: 7}
      mysql: {admin: {user: boss, password: {file: /a}}, config: {a: 1, b: {c: 1}}, storage: {size: 1Gi}}
  components:
    d: {kind: nfs, spec: {source: {git: {repo: r}}, clients: [y]}}
    m: {kind: mysql, spec: {admin: {password: {env: P}}, config: {b: 2}, storage: null}}
    n: {kind: mysql, spec: null}
)")
                            .variable("P", "x");
  const auto stack = spec.load();
  INFO(spec.messages());
  REQUIRE(stack);
  const Value nfs = component_of(*stack, "d")->spec;
  CHECK(nfs["source"] == Value::parse(R"({"git": {"repo": "r", "ref": "HEAD"}})"));
  CHECK(nfs["clients"] == Value{"y"});
  CHECK(nfs["keep"] == 7);
  const Value mysql = component_of(*stack, "m")->spec;
  CHECK(mysql["admin"] == Value::parse(R"({"user": "boss", "password": {"env": "P"}})"));
  CHECK(mysql["config"] == Value::parse(R"({"a": 1, "b": 2})"));
  CHECK(component_of(*stack, "n")->spec["storage"]["size"] == "1Gi");
}

TEST_CASE("Nothing in the first file is room for what the second or --set says", "[message][merge][set]") {
  const char* const components =
      "b: {kind: redis, spec: null}\nd: {kind: nfs, spec: {clients: null, source: null}}\nm: {kind: mysql, spec: "
      "{config: null}}";
  const auto stack = SpecCase()
                         .file("base.yaml", with_components(components))
                         .file("over.yaml", "spec: {components: {b: {spec: {databases: 4}}}}")
                         .set("spec.components.d.spec.clients[0]=a")
                         .set("spec.components.d.spec.clients[1]=b")
                         .set("spec.components.d.spec.source.path=./x")
                         .set("spec.components.m.spec.config.list[0].name=first")
                         .load();
  REQUIRE(stack);
  CHECK(component_of(*stack, "b")->spec["databases"] == 4);
  CHECK(component_of(*stack, "d")->spec["clients"] == Value{"a", "b"});
  CHECK(component_of(*stack, "m")->spec["config"] == Value::parse(R"({"list": [{"name": "first"}]})"));
}

TEST_CASE("What is wrong with --set is said at its place in the argument", "[message][set]") {
  const auto [argument, expected] = GENERATE(table<const char*, const char*>({
      {"spec.components.b.spec.databases=4", "ok"},
      {"spec.components.b.spec.databases=x", "--set:1:34 E0113 b's databases is text, it must be an integer\n"},
      {"spec.components.d.spec.clients[0]=a", "ok"},
      {"spec.components.d.spec.clients[5]=a", "--set:1:31 E0117 [5] is past the end: [1] would be the next\n"},
      {"spec.components.d.spec.clients[99999999999999999999]=a",
       "--set:1:31 E0117 a list is indexed by a number: [0] | next: --set "
       "'spec.components.airflow.spec.workers.replicas=3'\n"},
      {"spec.components.d.spec.clients[x]=a",
       "--set:1:31 E0117 a list is indexed by a number: [0] | next: --set "
       "'spec.components.airflow.spec.workers.replicas=3'\n"},
      {"spec.components.d.spec.clients[0=a",
       "--set:1:31 E0117 a list is indexed by a number: [0] | next: --set "
       "'spec.components.airflow.spec.workers.replicas=3'\n"},
      {"spec.components.d.spec.clients.x=a", "--set:1:32 E0117 \"x\" wants a map, here is a list\n"},
      {"spec.components.b.spec.databases.x=1", "--set:1:34 E0113 b's databases is a map, it must be an integer\n"},
      {"spec.components.b.spec.databases[0]=1", "--set:1:33 E0113 b's databases is a list, it must be an integer\n"},
      {"spec.components.n.kind=redis", "ok"},
      {"spec.components.b.spec=[", "--set:1:25 E0105 a [ is not closed by a ], or a , is missing\n"},
      {"spec.components.b.spec=null", "ok"},
      {"=5", "--set:1:1 E0117 a key is missing | next: --set 'spec.components.airflow.spec.workers.replicas=3'\n"},
      {"spec",
       "--set:1:5 E0117 a path goes on with . or [ and ends with = | next: --set "
       "'spec.components.airflow.spec.workers.replicas=3'\n"},
      {"spec..b=1",
       "--set:1:6 E0117 a key is missing | next: --set 'spec.components.airflow.spec.workers.replicas=3'\n"},
      {"spec.components.b\\.c.kind=redis",
       "--set:1:17 E0118 \"b\\\\\" cannot be a component's name | a-z, 0-9 and -, at most 30, beginning with a "
       "letter\n--set:1:17 E0115 component \"b\\\" has no kind | add \"kind: KIND\"\n--set:1:20 E0112 unknown key "
       "\"c\" in b\\'s component entry | why: allowed here: formerly, kind, needs, onFailure, patches, protect, spec, "
       "timeout\n"},
      {"spec.components.b\\",
       "--set:1:19 E0117 a path goes on with . or [ and ends with = | next: --set "
       "'spec.components.airflow.spec.workers.replicas=3'\n"},
      {"spec.components.b\\=x",
       "--set:1:17 E0118 \"b\\\\\" cannot be a component's name | a-z, 0-9 and -, at most 30, beginning with a "
       "letter\n--set:1:20 E0113 component \"b\\\" is text, it must be a map | write {kind: KIND}\n"},
      {"metadata.name=other", "ok"},
      {"spec.components.d.spec.source={git: {repo: r}}", "ok"},
      {"spec.components.d.spec.source.git.repo=r",
       "s.yaml:8:41 E0114 d's source holds git and path, it takes one of git, path | next: trimtab plugin show nfs\n"},
      {"spec.components.b={kind: redis", "--set:1:31 E0105 a { is not closed by a }, or a , is missing\n"},
      {"spec.components.b.spec.databases=4 # x", "ok"},
  }));
  CAPTURE(argument);
  const std::string components = "b: {kind: redis}\nd: {kind: nfs, spec: {clients: [x], source: {path: ./d}}}";
  CHECK(SpecCase().file("s.yaml", with_components(components)).set(argument).messages() == expected);
}

TEST_CASE("What a second file cannot make of the first is said with both places", "[message][merge]") {
  const auto [overlay, expected] = GENERATE(table<const char*, const char*>({
      {"{d: {spec: {clients: 5}}}",
       "over.yaml:1:41 E0116 \"clients\" is text here and a list before | why: it is a list at base.yaml:8:36 | next: "
       "keep its type, or remove it from the earlier file\nover.yaml:1:41 E0113 d's clients is a number, it must be a "
       "list\n"},
      {"{d: {spec: {clients: null}}}", "ok"},
      {"{d: {spec: null}}", "ok"},
      {"{d: null}", "ok"},
      {"{d: 5}",
       "over.yaml:1:24 E0116 \"d\" is text here and a map before | why: it is a map at base.yaml:8:8 | next: keep its "
       "type, or remove it from the earlier file\nover.yaml:1:24 E0113 component \"d\" is text, it must be a map | "
       "write {kind: KIND}\n"},
      {"{d: {spec: {source: null}}}", "ok"},
      {"{d: {spec: {source: [a]}}}", "over.yaml:1:40 E0113 d's source is a list, it must be a map\n"},
      {"{a: {spec: {dags: [a]}}}", "over.yaml:1:38 E0113 a's dags is a list, it must be text or a map\n"},
      {"{a: {spec: {dags: {path: ./x}}}}", "ok"},
      {"{a: {spec: {dags: {from: d}}}}", "ok"},
      {"{a: {spec: {dags: d}}}", "ok"},
      {"{a: {spec: {dags: {git: {repo: r}}}}}", "ok"},
      {"{a: {spec: {flower: {password: [x]}}}}",
       "over.yaml:1:51 E0113 a's flower.password is a list, it must be a map\n"},
      {"{a: {spec: {flower: {password: {env: P}}}}}", "ok"},
      {"{a: {spec: {flower: {password: x}}}}",
       "over.yaml:1:51 E0120 a's flower.password is a secret: its value cannot stand in a spec | say where it comes "
       "from | why: {generated: {length: 32}} is made here once and kept | why: {file: PATH} is read where trimtab "
       "runs | why: {env: NAME} is read where trimtab runs | why: {secretKeyRef: {name: NAME, key: KEY}} is a Secret "
       "of the cluster | next: write \"password: {generated: {length: 32}}\", or one of the other forms\n"},
      {"{a: {spec: {database: [db]}}}",
       "over.yaml:1:42 E0116 \"database\" is a list here and a map before | why: it is a map at base.yaml:9:41 | next: "
       "keep its type, or remove it from the earlier file\nover.yaml:1:42 E0113 a's database is a list, it must be "
       "text or a map\n"},
      {"{a: {spec: {database: {user: u}}}}", "ok"},
      {"{a: {spec: {database: db}}}", "ok"},
      {"{n: {kind: nokind, spec: {a: 1}}}",
       "over.yaml:1:31 E0250 no plugin offers the kind \"nokind\" | why: kinds at hand: airflow, mysql, nfs, redis | "
       "next: trimtab plugin list\n"},
      {"{a: {kind: redis}}",
       "base.yaml:9:31 E0112 unknown key \"database\" in a's spec | did you mean \"databases\"? | next: trimtab plugin "
       "show redis\nbase.yaml:9:62 E0112 unknown key \"dags\" in a's spec | why: allowed here: databases | next: "
       "trimtab plugin show redis\nbase.yaml:9:81 E0112 unknown key \"executor\" in a's spec | why: allowed here: "
       "databases | next: trimtab plugin show redis\nbase.yaml:9:100 E0112 unknown key \"workers\" in a's spec | why: "
       "allowed here: databases | next: trimtab plugin show redis\nbase.yaml:9:124 E0112 unknown key \"flower\" in a's "
       "spec | why: allowed here: databases | next: trimtab plugin show redis\n"},
      {"{a: {spec: {workers: {replicas: null}}}}", "ok"},
      {"{a: {spec: {executor: celery}}}",
       "base.yaml:9:5 E0304 a needs a message-broker and names none | it is claimed in \"broker\" | why: no component "
       "of this stack offers a message-broker | next: add \"broker: COMPONENT\" to a's spec\n"},
      {"{a: {spec: {executor: {x: y}}}}", "over.yaml:1:42 E0113 a's executor is a map, it must be text or a list\n"},
      {"{a: {spec: 5}}",
       "base.yaml:9:5 E0304 a needs a sql-database and names none | it is claimed in \"database\" | why: component "
       "\"db\" (mysql, base.yaml:7:5) offers one | next: add \"database: db\" to a's spec\nover.yaml:1:31 E0116 "
       "\"spec\" is text here and a map before | why: it is a map at base.yaml:9:30 | next: keep its type, or remove "
       "it from the earlier file\nover.yaml:1:31 E0113 a's spec is a number, it must be a map\n"},
      {"{a: {kind: null}}", "base.yaml:9:5 E0115 component \"a\" has no kind | add \"kind: KIND\"\n"},
      {"{a: {kind: [x]}}",
       "over.yaml:1:31 E0116 \"kind\" is a list here and text before | why: it is text at base.yaml:9:15 | next: keep "
       "its type, or remove it from the earlier file\nover.yaml:1:31 E0113 a's kind is a list, it must be text\n"},
  }));
  CAPTURE(overlay);
  const std::string components =
      "db: {kind: mysql}\n"
      "d: {kind: nfs, spec: {clients: [x], source: {path: ./d}}}\n"
      "a: {kind: airflow, spec: {database: {from: db, name: n}, dags: {path: ./y}, executor: [local], "
      "workers: {replicas: 2}, flower: {password: {file: /a}}}}";
  CHECK(SpecCase()
            .variable("P", "x")
            .file("base.yaml", with_components(components))
            .file("over.yaml", std::string("spec: {components: ") + overlay + "}")
            .messages() == expected);
}

TEST_CASE("A second file may change the stack's own fields, and null takes them away", "[message][merge]") {
  const auto [overlay, expected] = GENERATE(table<const char*, const char*>({
      {"spec: {defaults: {kinds: {redis: {databases: 9}}}}", "ok"},
      {"spec: {defaults: {kinds: null}}", "ok"},
      {"spec: {defaults: null}", "ok"},
      {"spec: {target: null}", "base.yaml:4:1 E0115 spec needs \"target\" | next: add \"target: …\" to spec\n"},
      {"spec: {target: {kubernetes: {namespace: x}}}", "ok"},
      {"spec: null", "base.yaml:1:1 E0115 the stack needs \"spec\" | next: add \"spec: …\" to the stack\n"},
      {"null", "E0106 over.yaml holds no document\n"},
      {"[]", "over.yaml:1:1 E0113 a spec is a map, this is a list | next: begin with apiVersion: trimtab.dev/v1\n"},
      {"metadata: {name: x}", "ok"},
      {"spec: {components: null}",
       "base.yaml:4:1 E0115 spec needs \"components\" | next: add \"components: …\" to spec\n"},
  }));
  CAPTURE(overlay);
  const char* const base =
      "spec: {target: {local: {}}, defaults: {kinds: {redis: {databases: 4}}}, components: {b: {kind: redis}}}";
  CHECK(SpecCase().file("base.yaml", stack_head + base).file("over.yaml", overlay).messages() == expected);
}
