#include "core/spec/show.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/unit/spec/spec_case.h"

using namespace trimtab;
using namespace trimtab::test;

TEST_CASE("A stack is shown with what was filled in, and loads again as the same stack", "[show]") {
  const auto stack = SpecCase()
                         .file("s.yaml", with_components("db: {kind: mysql, needs: [b], spec: {version: 8.0, storage: "
                                                         "{size: 20Gi}, config: {a: 1, b: \"no\"}}}\nb: {kind: redis}"))
                         .load();
  REQUIRE(stack);
  const std::string text = to_yaml(shown(*stack));
  CHECK(text ==
        "apiVersion: trimtab.dev/v1\n"
        "kind: Stack\n"
        "metadata:\n"
        "  name: demo\n"
        "spec:\n"
        "  components:\n"
        "    b:\n"
        "      kind: redis\n"
        "      spec:\n"
        "        databases: 16  # default\n"
        "    db:\n"
        "      kind: mysql\n"
        "      needs:\n"
        "        - b\n"
        "      spec:\n"
        "        config:\n"
        "          a: 1\n"
        "          b: \"no\"\n"
        "        flavor: any  # default\n"
        "        storage:\n"
        "          retain: true  # default\n"
        "          size: 20Gi\n"
        "        version: \"8.0\"\n"
        "  target:\n"
        "    local: {}\n");
  const auto again = SpecCase().file("again.yaml", text).load();
  REQUIRE(again);
  CHECK(shown(*again).value == shown(*stack).value);
  CHECK(shown(*again).defaults.empty());
}

TEST_CASE("Defaults are listed by pointer, whole where nobody wrote any of it", "[show]") {
  const auto stack = SpecCase().file("s.yaml", with_components("db: {kind: mysql}")).load();
  REQUIRE(stack);
  CHECK(shown(*stack).defaults ==
        std::vector<std::string>{"/spec/components/db/spec/flavor", "/spec/components/db/spec/storage"});
}

TEST_CASE("Whatever a component can say is shown, and says the same when it is loaded again", "[show]") {
  const auto loaded = [](const std::string& text) { return SpecCase().file("s.yaml", text).load(); };
  const auto stack = loaded(with_components(
      "db:\n"
      "  kind: mysql\n"
      "  protect: true\n"
      "  onFailure: hold\n"
      "  timeout: 90s\n"
      "  formerly: old-db\n"
      "  patches:\n"
      "    - {at: StatefulSet/server, merge: {spec: {minReadySeconds: 5}}}\n"
      "    - {at: Service/sql, json: [{op: remove, path: /spec/sessionAffinity}]}\n"
      "  spec: {version: \"\", config: {a: -1, b: [], c: {}, d: \"-x\", e: null, f: \"a b\", g: [[1], {h: 2}]}}\n"));
  REQUIRE(stack);
  const auto again = loaded(to_yaml(shown(*stack)));
  REQUIRE(again);
  CHECK(shown(*again).value == shown(*stack).value);
  const Component& db = *component_of(*again, "db");
  CHECK(db.protect);
  CHECK(db.on_failure == OnFailure::hold);
  CHECK(db.timeout == std::chrono::seconds(90));
  CHECK(db.formerly == "old-db");
  REQUIRE(db.patches.size() == 2);
  CHECK(db.patches[0].merge == Value::parse(R"({"spec": {"minReadySeconds": 5}})"));
  CHECK(db.patches[1].json == Value::parse(R"([{"op": "remove", "path": "/spec/sessionAffinity"}])"));
}

TEST_CASE("A stack that was made by hand has no defaults to list", "[show]") {
  Stack stack;
  stack.name = "demo";
  stack.components.push_back({});
  CHECK(shown(stack).defaults.empty());
}
